package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A few cycles of {@code scripts/chaos --real}. */
@Tag("slurm")
class RealChaosIT {

  private static final int CYCLES = 6;

  @Test
  void nothing_leaks_or_sticks_when_real_workers_are_killed() throws InterruptedException {
    RealChaos chaos =
        new RealChaos(11, CYCLES, Path.of("target", "chaos-real", "test"), System.err);

    chaos.run(1, false);

    assertThat(chaos.tally().failures()).isEmpty();
    assertThat(chaos.tally().cycles()).isEqualTo(CYCLES);
    assertThat(chaos.tally().struck()).isEqualTo(CYCLES);
  }
}
