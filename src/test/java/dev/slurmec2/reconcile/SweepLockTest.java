package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SweepLockTest {
  @TempDir Path stateDir;

  @Test
  void the_second_is_told_who_holds_it_and_gets_it_afterwards() throws IOException {
    try (SweepLock first = held(SweepLock.tryLock(stateDir, "process 1"))) {
      assertThat(first).isNotNull();
      assertThat(SweepLock.tryLock(stateDir, "process 2"))
          .isEqualTo(new SweepLock.Attempt.Busy("process 1"));
    }
    try (SweepLock second = held(SweepLock.tryLock(stateDir, "2"))) {
      assertThat(SweepLock.tryLock(stateDir, "3")).isEqualTo(new SweepLock.Attempt.Busy("2"));
      assertThat(second).isNotNull();
    }
  }

  @Test
  @Timeout(60)
  void it_dies_with_its_process() throws Exception {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                stateDir.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = holder.inputReader(StandardCharsets.UTF_8)) {
      assertThat(said.readLine()).isEqualTo("held");
      assertThat(SweepLock.tryLock(stateDir, "me"))
          .isEqualTo(new SweepLock.Attempt.Busy("the other process"));

      holder.destroyForcibly().waitFor(30, TimeUnit.SECONDS);

      assertThat(SweepLock.tryLock(stateDir, "me")).isInstanceOf(SweepLock.Attempt.Held.class);
    } finally {
      holder.destroyForcibly();
    }
  }

  private static SweepLock held(SweepLock.Attempt attempt) {
    return ((SweepLock.Attempt.Held) attempt).lock();
  }

  /** Holds the lock until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws Exception {
      SweepLock.Attempt attempt = SweepLock.tryLock(Path.of(arguments[0]), "the other process");
      System.out.println(attempt instanceof SweepLock.Attempt.Held ? "held" : "busy");
      System.out.flush();
      Thread.sleep(TimeUnit.MINUTES.toMillis(1));
      held(attempt).close();
    }
  }
}
