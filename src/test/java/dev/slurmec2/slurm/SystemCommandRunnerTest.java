package dev.slurmec2.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SystemCommandRunnerTest {

  private static final Duration LONG = Duration.ofSeconds(50);

  private final SystemCommandRunner runner = new SystemCommandRunner();

  @TempDir private Path directory;

  @Test
  void givesStatusAndBothOutputs() {
    assertThat(shell("echo out; echo err >&2; exit 3"))
        .isEqualTo(new CommandResult.Exited(3, "out\n", "err\n"));
  }

  @Test
  void passesArgumentsAsTheyAre() {
    String odd = "a b \"c\" $HOME `id` *;'|";

    assertThat(runner.run(List.of("/bin/sh", "-c", "printf %s \"$1\"", "sh", odd), LONG))
        .isEqualTo(new CommandResult.Exited(0, odd, ""));
  }

  @Test
  void readsMuchOnBothStreamsAtOnce() {
    CommandResult result =
        shell(
            "i=0; while [ $i -lt 40 ]; do head -c 65536 /dev/zero; head -c 65536 /dev/zero >&2;"
                + " i=$((i+1)); done");

    assertThat(result)
        .isInstanceOfSatisfying(
            CommandResult.Exited.class,
            exited -> {
              assertThat(exited.status()).isZero();
              assertThat(exited.stdout()).hasSize(40 * 65_536);
              assertThat(exited.stderr()).hasSize(40 * 65_536);
            });
  }

  @Test
  void givesTheProgramNothingToRead() {
    assertThat(shell("cat; echo end")).isEqualTo(new CommandResult.Exited(0, "end\n", ""));
  }

  @Test
  void tellsOfAProgramThatIsNotThere() {
    assertThat(runner.run(List.of(directory.resolve("none").toString()), LONG))
        .isInstanceOfSatisfying(
            CommandResult.NotStarted.class, not -> assertThat(not.why()).contains("none"));
  }

  @Test
  void tellsOfAFileThatMayNotBeRun() throws IOException {
    Path file = Files.writeString(directory.resolve("text"), "words");

    assertThat(runner.run(List.of(file.toString()), LONG))
        .isInstanceOf(CommandResult.NotStarted.class);
  }

  @Test
  void killsAProgramThatHangsAndItsChildren() throws IOException {
    Path pids = directory.resolve("pids");

    CommandResult result =
        runner.run(
            List.of(
                "/bin/sh",
                "-c",
                "sleep 300 & printf '%s\\n' $! $$ > \"$1\"; wait",
                "sh",
                pids.toString()),
            Duration.ofSeconds(2));

    assertThat(result).isEqualTo(new CommandResult.Killed("did not end within 2 s and was killed"));
    for (String pid : Files.readAllLines(pids)) {
      await(() -> !isAlive(pid));
    }
  }

  @Test
  void killsTheProgramWhenItsThreadIsInterrupted() throws InterruptedException, IOException {
    Path pid = directory.resolve("pid");
    AtomicReference<CommandResult> result = new AtomicReference<>();
    AtomicReference<Boolean> stillInterrupted = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              result.set(
                  runner.run(
                      List.of(
                          "/bin/sh",
                          "-c",
                          "echo $$ > \"$1\"; exec sleep 300",
                          "sh",
                          pid.toString()),
                      LONG));
              stillInterrupted.set(Thread.currentThread().isInterrupted());
            });
    thread.start();
    await(() -> read(pid).isPresent());

    thread.interrupt();
    thread.join();

    assertThat(result.get()).isInstanceOf(CommandResult.Killed.class);
    assertThat(stillInterrupted.get()).isTrue();
    await(() -> !isAlive(read(pid).orElseThrow()));
  }

  @Test
  void doesNotWaitForAChildThatKeepsTheOutputOpen() throws IOException {
    Path pid = directory.resolve("pid");

    CommandResult result =
        runner.run(
            List.of(
                "/bin/sh", "-c", "sleep 300 & echo $! > \"$1\"; echo done", "sh", pid.toString()),
            LONG);

    try {
      assertThat(result).isEqualTo(new CommandResult.Exited(0, "done\n", ""));
    } finally {
      ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void givesTheEnvironmentButNotWhatChangesSlurmsAnswers() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("SLURM_CONF", "/some/slurm.conf");
    environment.put("SLURM_TIME_FORMAT", "relative");
    environment.put("SLURM_CLUSTERS", "another");
    environment.put("AWS_SECRET_ACCESS_KEY", "for the SDK alone");

    CommandResult result =
        new SystemCommandRunner(environment)
            .run(
                List.of(
                    "/bin/sh",
                    "-c",
                    "echo ${PATH:+path} $SLURM_CONF ${SLURM_TIME_FORMAT-none}"
                        + " ${SLURM_CLUSTERS-none} ${AWS_SECRET_ACCESS_KEY-none}"),
                LONG);

    assertThat(result)
        .isEqualTo(new CommandResult.Exited(0, "path /some/slurm.conf none none none\n", ""));
  }

  private CommandResult shell(String script) {
    return runner.run(List.of("/bin/sh", "-c", script), LONG);
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  /** A killed child stays a zombie where nobody reaps it; that is dead enough. */
  private static boolean isAlive(String pid) {
    try {
      return !Files.readString(Path.of("/proc", pid, "stat")).matches("(?s).*\\) Z .*");
    } catch (IOException gone) {
      return false;
    }
  }

  /** Polls for at most ten seconds. */
  private static void await(BooleanSupplier condition) {
    for (int i = 0; i < 500 && !condition.getAsBoolean(); i++) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
