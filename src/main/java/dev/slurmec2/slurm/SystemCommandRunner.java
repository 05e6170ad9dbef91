package dev.slurmec2.slurm;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs as processes of their own, with this process's environment, nothing on their
 * standard input, and both outputs read while they run.
 */
public final class SystemCommandRunner implements CommandRunner {

  /**
   * Variables that are kept from the program. SLURM_TIME_FORMAT changes how scontrol prints times;
   * SLURM_CLUSTERS sends its questions and updates to another cluster (scontrol(1), ENVIRONMENT
   * VARIABLES).
   */
  private static final Set<String> NOT_INHERITED = Set.of("SLURM_TIME_FORMAT", "SLURM_CLUSTERS");

  /** Credentials and whatever else only the AWS SDK has a use for. */
  private static final String SDKS_OWN = "AWS_";

  /**
   * How long the end of the output is waited for when the program itself has ended: it is there at
   * once, unless the program left a child behind that holds the pipe open.
   */
  private static final Duration OUTPUT_GRACE = Duration.ofSeconds(2);

  /** How long a killed program may take to disappear; only one in the kernel's hands takes long. */
  private static final Duration KILL_GRACE = Duration.ofSeconds(2);

  private final Map<String, String> environment;

  /** Programs get the environment of this process. */
  public SystemCommandRunner() {
    this(System.getenv());
  }

  /**
   * @param environment what programs get, but for what would change Slurm's answers
   */
  SystemCommandRunner(Map<String, String> environment) {
    this.environment = new HashMap<>(environment);
    this.environment.keySet().removeAll(NOT_INHERITED);
    this.environment.keySet().removeIf(name -> name.startsWith(SDKS_OWN));
  }

  @Override
  public CommandResult run(List<String> command, Duration limit) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectInput(new File("/dev/null"));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new CommandResult.NotStarted(String.valueOf(e.getMessage()));
    }
    OutputCollector stdout = OutputCollector.start(process.getInputStream(), "stdout");
    OutputCollector stderr = OutputCollector.start(process.getErrorStream(), "stderr");
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        kill(process);
        return new CommandResult.Killed(
            "did not end within %d s and was killed".formatted(limit.toSeconds()));
      }
      return new CommandResult.Exited(
          process.exitValue(), stdout.text(OUTPUT_GRACE), stderr.text(OUTPUT_GRACE));
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      return new CommandResult.Killed("was killed because this program is to end");
    }
  }

  /** Kills the program and what it started, and waits a moment for its end. */
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    boolean interrupted = Thread.interrupted();
    try {
      boolean unused = process.waitFor(KILL_GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
