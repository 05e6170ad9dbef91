package dev.slurmec2.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.slurmec2.testing.Mutants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A launch ledger that somebody damaged: at worst it remembers nothing. */
class MutatedLedgerTest {

  private static final int MUTANTS = 2_000;

  /** A hang, not slowness. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

  @TempDir private Path directory;

  @Test
  void stillAnswersForEveryNodeAndNamesOnlyInstancesOfTheFile() throws IOException {
    Path state = directory.resolve("state");
    LaunchLedger ledger = new LaunchLedger(state, () -> NOW);
    ledger.launched(Map.of("p-g-0", Ledgers.instance("i-0a"), "p-g-1", Ledgers.instance("i-0b")));
    ledger.claim(List.of("p-g-2"));
    Path file = state.resolve("launches");
    String sound = Files.readString(file);
    Mutants mutants =
        new Mutants(
            8,
            List.of(
                " ", "\n", "-", "99999999999999999999", "p-g-1", "i-0c", "\0", "é", "-1 ", "  "));
    for (int i = 0; i < MUTANTS; i++) {
      String mutant = mutants.of(sound);
      Files.writeString(file, mutant);
      LaunchLedger.Taken taken =
          assertTimeoutPreemptively(
              LIMIT,
              () -> ledger.claim(List.of("p-g-0", "p-g-1", "p-g-2", "p-g-3")),
              () -> "hangs on " + mutant);
      assertThat(taken.instances().keySet()).isSubsetOf("p-g-0", "p-g-1", "p-g-2", "p-g-3");
      taken.instances().values().forEach(found -> assertThat(mutant).contains(found.id()));
      ledger.launched(new TreeMap<>(Map.of("p-g-3", Ledgers.instance("i-0d"))));
      assertThat(ledger.instancesOf(List.of("p-g-3")))
          .containsEntry("p-g-3", Ledgers.instance("i-0d"));
    }
  }

  @Test
  void isReadableByItsOwnerAlone() throws IOException {
    Path state = directory.resolve("new/state");
    new LaunchLedger(state, () -> NOW).claim(List.of("p-g-0"));

    assertThat(mode(state)).isEqualTo("rwx------");
    assertThat(mode(state.resolve("launches"))).isEqualTo("rw-------");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
