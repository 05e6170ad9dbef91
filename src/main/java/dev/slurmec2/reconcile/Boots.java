package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.state.BootFailures;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a sweep keeps of boots: the ends of consoles in the log, and the count by node group. */
final class Boots {
  private static final Logger log = LoggerFactory.getLogger(Boots.class);

  /** One call an instance; with more failures than this in a minute they look all alike. */
  private static final int CONSOLES = 8;

  /** How long consoles are waited for: they help an administrator, and nodes wait meanwhile. */
  private static final Duration CONSOLE_LIMIT = Duration.ofSeconds(15);

  private final Configuration configuration;
  private final Ec2Regions regions;
  private final BootFailures failures;

  Boots(Configuration configuration, Ec2Regions regions, BootFailures failures) {
    this.configuration = configuration;
    this.regions = regions;
    this.failures = failures;
  }

  /** Before anything is ended: afterwards EC2 forgets the console. */
  void keepConsoles(List<FailedBoot> failed, ExecutorService pool) {
    Map<String, Future<?>> asked = new LinkedHashMap<>();
    failed.stream()
        .filter(boot -> boot.instance().isPresent())
        .limit(CONSOLES)
        .forEach(
            boot ->
                asked.put(
                    boot.finding().subject(),
                    pool.submit(
                        () ->
                            ConsoleTail.keep(
                                regions.of(boot.group()),
                                boot.finding().subject(),
                                boot.instance().orElseThrow()))));
    long deadline = System.nanoTime() + CONSOLE_LIMIT.toNanos();
    asked.forEach((node, kept) -> await(node, kept, deadline));
  }

  private static void await(String node, Future<?> kept, long deadline) {
    try {
      kept.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      kept.cancel(true);
      log.warn(
          "{}: its console could not be kept: EC2 in its region did not answer within {} s",
          node,
          CONSOLE_LIMIT.toSeconds());
    } catch (ExecutionException e) {
      log.warn("{}: its console could not be kept: {}", node, String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Counts the failures that were dealt with, after rows that a node that came up has ended. */
  void count(Assessment assessment, List<Outcome> outcomes) {
    Set<String> succeeded = new LinkedHashSet<>();
    for (String node : assessment.booted()) {
      configuration.groupOf(node).ifPresent(group -> succeeded.add(group.id()));
    }
    succeeded.retainAll(failures.rows().keySet());
    failures.succeeded(succeeded);
    Set<Finding> done =
        outcomes.stream()
            .filter(outcome -> outcome.status() == Outcome.Status.DONE)
            .map(Outcome::finding)
            .collect(Collectors.toSet());
    Map<String, Integer> failed = new LinkedHashMap<>();
    for (FailedBoot boot : assessment.failedBoots()) {
      if (boot.counts() && done.contains(boot.finding())) {
        failed.merge(boot.group().id(), 1, Integer::sum);
      }
    }
    failures.failed(failed);
  }
}
