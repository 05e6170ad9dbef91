package dev.slurmec2.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One real Slurm for all tests of a class, started before the first and ended after the last. Where
 * each test has a partition for itself, they can wait for Slurm's timers at the same time.
 */
final class SharedCluster
    implements BeforeAllCallback, AfterAllCallback, AfterTestExecutionCallback {

  private final List<String> options = new ArrayList<>();
  private final List<Edit> edits = new ArrayList<>();
  private boolean sweeping;
  private @Nullable Cluster cluster;
  private @Nullable Sweeps sweeps;

  private SharedCluster() {}

  /** Off after a few idle seconds, so that a node's life takes no longer than it must. */
  static SharedCluster create() {
    return new SharedCluster().with("--suspend-time", "6").with("--suspend-timeout", "5");
  }

  /** A partition with one node group: its nodes are PARTITION-node-0 and so on. */
  SharedCluster partition(String name, int nodes) {
    return group(name, "node", nodes, "c5.large");
  }

  /** A node group; those of one partition one after another. */
  SharedCluster group(String partition, String name, int nodes, String instanceType) {
    return with("--group", partition + "/" + name + ":" + nodes + ":" + instanceType);
  }

  /** An option of {@code private-slurm create}. */
  SharedCluster with(String option, String value) {
    options.add(option);
    options.add(value);
    return this;
  }

  /** Changes the first match of a regular expression in a file of the configuration directory. */
  SharedCluster edited(String file, String regex, String replacement) {
    edits.add(new Edit(file, regex, replacement));
    return this;
  }

  /** Runs change-state all the while, as cron would. */
  SharedCluster sweeping() {
    sweeping = true;
    return this;
  }

  Cluster get() {
    if (cluster == null) {
      throw new IllegalStateException("The cluster has not been started.");
    }
    return cluster;
  }

  PrivateSlurm slurm() {
    return get().slurm();
  }

  Partition partition(String name) {
    return new Partition(get(), name);
  }

  /** Until so many more sweeps have begun and ended. */
  void awaitSweeps(int count) {
    Sweeps running = sweeps;
    if (running == null) {
      throw new IllegalStateException("This cluster is not swept.");
    }
    // One more, as one may be under way.
    int enough = running.done() + count + 1;
    Await.until(Partition.LIMIT, count + " sweeps", running::done, done -> done >= enough);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Cluster started = Cluster.start(this::edit, options.toArray(String[]::new));
    cluster = started;
    if (sweeping) {
      sweeps = Sweeps.start(started.slurm());
    }
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (LogsOfFailures.hasFailed(context)) {
      System.err.println(context.getDisplayName() + " failed. The logs:\n" + get().logs());
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (sweeps != null) {
      sweeps.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  private void edit(PrivateSlurm slurm) {
    edits.forEach(edit -> edit.in(slurm.configDirectory()));
  }

  private record Edit(String file, String regex, String replacement) {

    void in(Path directory) {
      Path path = directory.resolve(file);
      try {
        String before = Files.readString(path);
        String after = before.replaceFirst(regex, replacement);
        if (after.equals(before)) {
          throw new AssertionError(path + " has nothing like " + regex);
        }
        Files.writeString(path, after);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
