package dev.slurmec2.power;

import dev.slurmec2.reconcile.RegionProfile;
import dev.slurmec2.state.LockedLines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The launches of the last minutes on this host, in a file of StateDir: while EC2 does not show a
 * young instance, this is what keeps a second resume run from launching its node again. Only a
 * cache: without it (deleted, unreadable, another host) a node might get two instances, of which
 * change-state ends one.
 */
public final class LaunchLedger {
  private static final Logger log = LoggerFactory.getLogger(LaunchLedger.class);

  /**
   * How long a line counts. EC2 shows a new instance to everybody within "a few minutes" (EC2
   * developer guide, eventual consistency). A line from further ahead than this is from before the
   * clock was set back, and counts no more.
   */
  static final Duration REMEMBERED = Duration.ofMinutes(5);

  private final LockedLines file;
  private final Path path;
  private final InstantSource clock;
  private final long processId;
  private final LongPredicate processIsAlive;

  /**
   * @param stateDirectory where the file is kept; created when missing
   * @param clock this host's clock
   */
  public LaunchLedger(Path stateDirectory, InstantSource clock) {
    this(
        stateDirectory,
        clock,
        ProcessHandle.current().pid(),
        id -> ProcessHandle.of(id).map(ProcessHandle::isAlive).orElse(false));
  }

  LaunchLedger(
      Path stateDirectory, InstantSource clock, long processId, LongPredicate processIsAlive) {
    this.path = stateDirectory.resolve("launches");
    this.file = new LockedLines(path);
    this.clock = clock;
    this.processId = processId;
    this.processIsAlive = processIsAlive;
  }

  /**
   * What others have done or are doing.
   *
   * @param instances the instance by node, of nodes that were launched a moment ago
   * @param beingLaunched nodes that another living process is launching right now
   */
  record Taken(Map<String, NodeInstance> instances, Set<String> beingLaunched) {
    Taken {
      instances = Map.copyOf(instances);
      beingLaunched = new TreeSet<>(beingLaunched);
    }
  }

  /**
   * Says that this process is about to launch the nodes, unless somebody else is, or has.
   *
   * @return the nodes that are taken; all others are this process's now
   */
  Taken claim(Collection<String> nodes) {
    Map<String, NodeInstance> instances = new HashMap<>();
    Set<String> beingLaunched = new HashSet<>();
    Set<String> mine = new TreeSet<>(nodes);
    change(
        entries -> {
          for (Entry entry : entries) {
            if (mine.contains(entry.node()) && entry.instance().isPresent()) {
              instances.put(entry.node(), entry.instance().get());
            } else if (mine.contains(entry.node())
                && entry.process() != processId
                && processIsAlive.test(entry.process())) {
              beingLaunched.add(entry.node());
            }
          }
          mine.removeAll(instances.keySet());
          mine.removeAll(beingLaunched);
          List<Entry> changed = without(mine, entries);
          mine.forEach(node -> changed.add(entry(node, Optional.empty())));
          return changed;
        });
    return new Taken(instances, beingLaunched);
  }

  /** Remembers which instance a node got. */
  void launched(Map<String, NodeInstance> instanceByNode) {
    change(
        entries -> {
          List<Entry> changed = without(instanceByNode.keySet(), entries);
          instanceByNode.forEach(
              (node, instance) -> changed.add(entry(node, Optional.of(instance))));
          return changed;
        });
  }

  /** Forgets nodes: their launch failed or their instance was ended. */
  void forget(Collection<String> nodes) {
    if (!nodes.isEmpty()) {
      change(entries -> without(new HashSet<>(nodes), entries));
    }
  }

  /** The remembered instances of these nodes. */
  Map<String, NodeInstance> instancesOf(Collection<String> nodes) {
    Map<String, NodeInstance> instances = new HashMap<>();
    Set<String> wanted = new HashSet<>(nodes);
    change(
        entries -> {
          for (Entry entry : entries) {
            if (wanted.contains(entry.node())) {
              entry.instance().ifPresent(found -> instances.put(entry.node(), found));
            }
          }
          return entries;
        });
    return instances;
  }

  /**
   * All launches of the last minutes by node, with their instances where they have them: those of
   * this process and of others that live.
   */
  Map<String, Optional<NodeInstance>> launches() {
    Map<String, Optional<NodeInstance>> launches = new HashMap<>();
    change(
        entries -> {
          for (Entry entry : entries) {
            if (entry.instance().isPresent()
                || entry.process() == processId
                || processIsAlive.test(entry.process())) {
              launches.put(entry.node(), entry.instance());
            }
          }
          return entries;
        });
    return launches;
  }

  private Entry entry(String node, Optional<NodeInstance> instance) {
    return new Entry(clock.instant(), processId, node, instance);
  }

  private static List<Entry> without(Set<String> nodes, List<Entry> entries) {
    return new ArrayList<>(
        entries.stream().filter(entry -> !nodes.contains(entry.node())).toList());
  }

  private void change(UnaryOperator<List<Entry>> change) {
    Instant oldest = clock.instant().minus(REMEMBERED);
    Instant latest = clock.instant().plus(REMEMBERED);
    try {
      file.change(
          lines ->
              change
                  .apply(
                      lines.stream()
                          .map(Entry::read)
                          .flatMap(Optional::stream)
                          .filter(
                              entry -> entry.at().isAfter(oldest) && entry.at().isBefore(latest))
                          .toList())
                  .stream()
                  .map(Entry::line)
                  .toList());
    } catch (IOException e) {
      log.warn(
          "The launch ledger {} cannot be used ({}); going on without it. Make StateDir writable"
              + " for SlurmUser.",
          path,
          e.toString());
    }
  }

  /**
   * A line: when, by which process, which node, and region, profile and id of its instance, or
   * {@code -} for what there is not.
   */
  private record Entry(Instant at, long process, String node, Optional<NodeInstance> instance) {
    private static final String NONE = "-";

    String line() {
      return String.join(
          " ",
          Long.toString(at.toEpochMilli()),
          Long.toString(process),
          node,
          instance.map(found -> found.where().region()).orElse(NONE),
          instance.flatMap(found -> found.where().profile()).orElse(NONE),
          instance.map(NodeInstance::id).orElse(NONE));
    }

    static Optional<Entry> read(String line) {
      String[] parts = line.split(" ", -1);
      if (parts.length != 6) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            new Entry(
                Instant.ofEpochMilli(Long.parseLong(parts[0])),
                Long.parseLong(parts[1]),
                parts[2],
                instance(parts[3], parts[4], parts[5])));
      } catch (NumberFormatException damaged) {
        return Optional.empty();
      }
    }

    private static Optional<NodeInstance> instance(String region, String profile, String id) {
      return id.equals(NONE)
          ? Optional.empty()
          : Optional.of(
              new NodeInstance(
                  id,
                  new RegionProfile(region, Optional.of(profile).filter(p -> !p.equals(NONE))),
                  Optional.empty()));
    }
  }
}
