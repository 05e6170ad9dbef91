package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.slurmec2.testing.Mutants;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A memory of earlier sweeps that somebody damaged: at worst it is empty. */
class MutatedMemoryTest {

  private static final int MUTANTS = 2_000;

  /** A hang, not slowness. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

  @TempDir private Path directory;

  @Test
  void isReadAsFarAsItCanBeUnderstood() throws IOException {
    MemoryFile memory = new MemoryFile(directory);
    memory.write(
        Memory.EMPTY.after(
            Set.of(new Memory.Key(Watch.UP_EMPTY, "p-g-0"), new Memory.Key(Watch.STUCK, "p-g-1")),
            NOW));
    Path file;
    try (var files = Files.list(directory)) {
      file = files.findFirst().orElseThrow();
    }
    String sound = Files.readString(file);
    Mutants mutants =
        new Mutants(9, List.of(" ", "\n", "UP_EMPTY", "9999999999999999999", "\0", "é", "-1"));
    for (int i = 0; i < MUTANTS; i++) {
      String mutant = mutants.of(sound);
      // Latin-1 makes bytes of some that are no UTF-8.
      Files.writeString(file, mutant, StandardCharsets.ISO_8859_1);
      Memory read = assertTimeoutPreemptively(LIMIT, memory::read, () -> "hangs on " + mutant);
      read.marks().keySet().forEach(key -> assertThat(mutant).contains(key.subject()));
    }
  }
}
