package dev.slurmec2.hostlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.slurmec2.testing.Mutants;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in a hostlist, it is either names that Slurm could have, or an error. */
class MutatedHostlistTest {

  private static final int MUTANTS = 300;

  /** A hang, not slowness: a mutant takes milliseconds. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final List<String> PIECES =
      List.of(
          "[",
          "]",
          "[[",
          "]]",
          ",",
          ",,",
          "-",
          "[0-99999999999999999999]",
          "[0-65535]",
          "[5-1]",
          "[1-1]",
          "[01-9]",
          "[a-z]",
          "[0-9][0-9]",
          "[0-9][0-9][0-9][0-9][0-9]",
          "$(id)",
          "`id`",
          ";reboot",
          " ",
          "\n",
          "\0",
          "\t",
          "é",
          "\uD83D\uDE00",
          "../",
          "--",
          "*",
          "x".repeat(300));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aws-node-[0-3,7]",
        "c1,c2,c3",
        "p-g[001-010,020]-x,q[1-2][3-4]",
        "aws-spot-[0-499],aws-ondemand-[0-99]"
      })
  void isNamesOrAnError(String hostlist) {
    Mutants mutants = new Mutants(20_261_121L, PIECES);
    int refused = 0;
    for (int i = 0; i < MUTANTS; i++) {
      String mutant = mutants.of(hostlist);
      refused += isRefused(mutant) ? 1 : 0;
    }
    assertThat(refused).isBetween(MUTANTS / 20, MUTANTS - 1);
  }

  private static boolean isRefused(String mutant) {
    try {
      List<String> names = assertTimeoutPreemptively(LIMIT, () -> Hostlist.expand(mutant));
      assertThat(names).as(mutant).allMatch(Hostlist::isName);
      assertThat(Hostlist.expand(Hostlist.fold(names)))
          .as(mutant)
          .containsExactlyInAnyOrderElementsOf(names.stream().distinct().toList());
      return false;
    } catch (HostlistException e) {
      assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(1_000);
      return true;
    }
  }
}
