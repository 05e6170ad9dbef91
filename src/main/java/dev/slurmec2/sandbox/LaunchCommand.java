package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.EndCause;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.InstanceView;
import dev.slurmec2.sandbox.engine.Transitions;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a program for each running instance, and ends it with the instance. */
final class LaunchCommand implements AutoCloseable {

  static final String INSTANCE_ID = "SANDBOX_INSTANCE_ID";
  static final String RUN_ID = "SANDBOX_RUN_ID";

  private static final Logger LOG = LoggerFactory.getLogger(LaunchCommand.class);

  /** How often instances are looked at: short beside any boot time, and cheap. */
  private static final Duration TICK = Duration.ofMillis(20);

  /** How often a process that was told to end is looked at. */
  private static final Duration END_TICK = Duration.ofMillis(20);

  private final Engine engine;
  private final Path command;
  private final URI endpoint;
  private final Duration killAfter;
  private final boolean endWithCommand;
  private final String runId = UUID.randomUUID().toString();
  private final Map<String, ProcessTree> running = new ConcurrentHashMap<>();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "sandbox-instances"));
  private final ExecutorService helpers =
      Executors.newCachedThreadPool(task -> daemon(task, "sandbox-command"));

  LaunchCommand(
      Engine engine, Path command, URI endpoint, Duration killAfter, boolean endWithCommand) {
    this.engine = engine;
    this.command = command;
    this.endpoint = endpoint;
    this.killAfter = killAfter;
    this.endWithCommand = endWithCommand;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    var unused =
        ticker.scheduleWithFixedDelay(
            this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tick() {
    try {
      Transitions transitions = engine.transitions();
      transitions.started().forEach(this::launch);
      transitions.ended().forEach(each -> end(each.id()));
    } catch (RuntimeException e) {
      LOG.error("Looking after the instances failed; it is tried again.", e);
    }
  }

  private void launch(InstanceView instance) {
    ProcessBuilder builder = new ProcessBuilder(command.toAbsolutePath().toString());
    Map<String, String> environment = builder.environment();
    environment.put(INSTANCE_ID, instance.id());
    environment.put(RUN_ID, runId);
    environment.put("SANDBOX_PRIVATE_IP", instance.privateIp());
    environment.put("SANDBOX_INSTANCE_TYPE", instance.pool().instanceType());
    environment.put("SANDBOX_ZONE", instance.pool().zone());
    environment.put("SANDBOX_REGION", instance.region());
    environment.put("SANDBOX_SUBNET_ID", instance.subnetId());
    environment.put(
        "AWS_EC2_METADATA_SERVICE_ENDPOINT", endpoint + MetadataHandler.PREFIX + instance.id());
    builder.redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    try {
      Process process = builder.start();
      LOG.info("{}: runs {} as process {}.", instance.id(), command, process.pid());
      running.put(instance.id(), new ProcessTree(process.toHandle(), runId, instance.id()));
      helpers.execute(() -> follow(instance.id(), process));
      var unused = process.onExit().thenAccept(ended -> exited(instance.id(), ended.exitValue()));
    } catch (IOException e) {
      LOG.error("{}: {} cannot be run: {}", instance.id(), command, e.getMessage());
      engine.console(instance.id(), "sandbox: " + e.getMessage() + "\n");
    }
  }

  private void follow(String id, Process process) {
    ConsoleTail tail = new ConsoleTail();
    byte[] buffer = new byte[8192];
    try (InputStream out = process.getInputStream()) {
      for (int count = out.read(buffer); count >= 0; count = out.read(buffer)) {
        tail.add(buffer, count);
        engine.console(id, tail.text());
      }
    } catch (IOException e) {
      LOG.info("{}: the output of its command ends: {}", id, e.getMessage());
    } catch (NoSuchElementException e) {
      LOG.debug("{}: is forgotten; its output is not kept.", id);
    }
  }

  private void exited(String id, int status) {
    LOG.info("{}: its command exited with {}.", id, status);
    if (endWithCommand) {
      try {
        engine.end(id, EndCause.ITSELF);
      } catch (NoSuchElementException e) {
        LOG.debug("{}: is forgotten already.", id);
      }
    }
  }

  private void end(String id) {
    ProcessTree tree = running.remove(id);
    if (tree != null) {
      helpers.execute(() -> end(id, tree));
    }
  }

  /** SIGTERM, a bounded time, SIGKILL; what starts meanwhile is found again. */
  private void end(String id, ProcessTree tree) {
    tree.living().forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + killAfter.toNanos();
    try {
      while (!tree.living().isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(END_TICK.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var left = tree.living();
    if (!left.isEmpty()) {
      LOG.info("{}: {} processes did not end in {}; killed.", id, left.size(), killAfter);
      left.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** Ends all programs, and returns when they are gone or killed. */
  @Override
  public void close() {
    ticker.shutdownNow();
    try {
      // A tick under way may still start a program; it must not be missed below.
      if (!ticker.awaitTermination(killAfter.toMillis() + 1000, TimeUnit.MILLISECONDS)) {
        LOG.warn("The last look at the instances did not end.");
      }
      List<Thread> ends = new ArrayList<>();
      running.forEach((id, tree) -> ends.add(daemon(() -> end(id, tree), "sandbox-end-" + id)));
      running.clear();
      ends.forEach(Thread::start);
      for (Thread end : ends) {
        end.join();
      }
      helpers.shutdown();
      if (!helpers.awaitTermination(killAfter.toMillis() + 1000, TimeUnit.MILLISECONDS)) {
        helpers.shutdownNow();
      }
    } catch (InterruptedException e) {
      helpers.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
