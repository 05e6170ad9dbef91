package dev.slurmec2.e2e;

import dev.slurmec2.e2e.Ec2Account.Found;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A real Slurm whose nodes are instances of the sandbox. */
record Cluster(PrivateSlurm slurm, Sandbox sandbox, Ec2Account account) implements AutoCloseable {

  /** ResumeTimeout plus what two busy cores cost; what takes longer is stuck. */
  static final Duration LIMIT = Duration.ofMinutes(2);

  private static final int BOOT_SECONDS = 1;

  /**
   * @param options those of {@code private-slurm create}
   */
  static Cluster start(String... options) {
    return start(slurm -> {}, options);
  }

  /**
   * @param edit changes the configuration that was written, before anything reads it
   * @param options those of {@code private-slurm create}
   */
  static Cluster start(Consumer<PrivateSlurm> edit, String... options) {
    PrivateSlurm.assumeInstalled();
    PrivateSlurm slurm = PrivateSlurm.create(options);
    Sandbox sandbox = null;
    try {
      edit.accept(slurm);
      sandbox = Sandbox.start(slurm, BOOT_SECONDS);
      slurm.setVariable("AWS_ENDPOINT_URL", sandbox.endpoint().toString());
      slurm.start();
      return new Cluster(slurm, sandbox, new Ec2Account(sandbox.endpoint()));
    } catch (AssertionError | RuntimeException e) {
      slurm.close();
      if (sandbox != null) {
        sandbox.close();
      }
      throw e;
    }
  }

  Map<String, String> awaitStates(String what, Predicate<Map<String, String>> condition) {
    return Await.until(LIMIT, what, slurm::states, condition);
  }

  /** Until every node is powered down and no instance lives. */
  void awaitNothingLeft() {
    awaitStates("every node idle~", states -> states.values().stream().allMatch("idle~"::equals));
    Await.until(LIMIT, "no instance is left", account::live, List::isEmpty);
  }

  /**
   * Submits a batch job of one script line in the partition {@code aws}.
   *
   * @param sbatch further options
   * @return the job's number
   */
  String submit(Path output, String script, String... sbatch) {
    List<String> options = new ArrayList<>(List.of("-p", "aws", "-o", output.toString()));
    options.addAll(List.of(sbatch));
    options.addAll(List.of("--wrap", script));
    return slurm.submit(options.toArray(String[]::new));
  }

  /** Until the job has left the queue, or is in it as completed. */
  void awaitDone(String job) {
    Await.until(
        LIMIT,
        "job " + job + " is done",
        () -> slurm.jobStates(job),
        states -> states.stream().allMatch("COMPLETED"::equals));
  }

  /** Until the account has so many live instances, which are returned. */
  List<Found> awaitLive(int count) {
    return Await.until(
        LIMIT, count + " live instances", account::live, live -> live.size() == count);
  }

  /** Everything that tells why, for the message of a failure. */
  String logs() {
    return slurm.logs() + "\n--- sandbox\n" + sandbox.log();
  }

  @Override
  public void close() {
    account.close();
    slurm.close();
    sandbox.close();
  }
}
