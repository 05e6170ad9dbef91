package dev.slurmec2.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checks can fail: they find each of these defects within a few hundred episodes. */
class DefectTest {
  /** At a time, until one fails. */
  private static final int EPISODES = 100;

  /** The rarest of them needs some hundreds. */
  private static final int MOST = 2_000;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void a_suite_with_a_defect_is_found_out(Defect defect) throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.make()) {
      ChaosRun chaos = new ChaosRun(scratch.directory(), 2, defect);
      int seed = 1;
      while (chaos.failed().isEmpty() && seed <= MOST) {
        chaos.run(seed, EPISODES);
        seed += EPISODES;
      }
      assertThat(chaos.failed()).as(defect + ", in " + seed + " episodes").isNotEmpty();
    }
  }
}
