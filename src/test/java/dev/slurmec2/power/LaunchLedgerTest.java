package dev.slurmec2.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchLedgerTest {
  @TempDir private Path directory;
  private Instant now = Instant.parse("2026-11-21T08:00:00Z");
  private boolean othersAlive = true;

  private LaunchLedger ledgerOf(long process) {
    return new LaunchLedger(directory.resolve("state"), () -> now, process, id -> othersAlive);
  }

  @Test
  void what_one_process_claims_another_leaves_alone_while_the_first_lives() {
    ledgerOf(1).claim(List.of("aws-a-0"));

    assertThat(ledgerOf(2).claim(List.of("aws-a-0", "aws-a-1")).beingLaunched())
        .containsExactly("aws-a-0");
  }

  @Test
  void what_a_dead_process_claimed_is_free() {
    ledgerOf(1).claim(List.of("aws-a-0"));
    othersAlive = false;

    assertThat(ledgerOf(2).claim(List.of("aws-a-0")).beingLaunched()).isEmpty();
  }

  @Test
  void a_launched_instance_is_remembered_for_minutes() {
    ledgerOf(1).launched(Map.of("aws-a-0", Ledgers.instance("i-1")));

    assertThat(ledgerOf(2).claim(List.of("aws-a-0")).instances())
        .containsEntry("aws-a-0", Ledgers.instance("i-1"));
    now = now.plus(LaunchLedger.REMEMBERED).plus(Duration.ofSeconds(1));
    assertThat(ledgerOf(2).claim(List.of("aws-a-0")).instances()).isEmpty();
  }

  @Test
  void a_clock_that_is_set_back_by_an_hour_does_not_lengthen_the_memory() {
    ledgerOf(1).launched(Map.of("aws-a-0", Ledgers.instance("i-1")));

    now = now.minus(Duration.ofHours(1));

    assertThat(ledgerOf(2).claim(List.of("aws-a-0")).instances()).isEmpty();
  }

  @Test
  void forgotten_nodes_are_free() {
    ledgerOf(1)
        .launched(Map.of("aws-a-0", Ledgers.instance("i-1"), "aws-a-1", Ledgers.instance("i-2")));

    ledgerOf(1).forget(List.of("aws-a-0"));

    assertThat(ledgerOf(2).instancesOf(List.of("aws-a-0", "aws-a-1")))
        .isEqualTo(Map.of("aws-a-1", Ledgers.instance("i-2")));
  }

  @Test
  void a_damaged_file_is_an_empty_one() throws IOException {
    ledgerOf(1).launched(Map.of("aws-a-0", Ledgers.instance("i-1")));
    Files.writeString(
        directory.resolve("state/launches"), "\0\u0001 x\nnot a line\n1 2 3\n a b c d\n");

    assertThat(ledgerOf(1).instancesOf(List.of("aws-a-0"))).isEmpty();
    ledgerOf(1).launched(Map.of("aws-a-0", Ledgers.instance("i-2")));
    assertThat(ledgerOf(1).instancesOf(List.of("aws-a-0")))
        .containsEntry("aws-a-0", Ledgers.instance("i-2"));
  }

  @Test
  void a_directory_that_cannot_be_used_only_costs_the_cache() throws IOException {
    Files.writeString(directory.resolve("state"), "a file where the directory should be");

    LaunchLedger.Taken taken = ledgerOf(1).claim(List.of("aws-a-0"));

    assertThat(taken.instances()).isEmpty();
    assertThat(taken.beingLaunched()).isEmpty();
  }

  @Test
  void only_the_owner_can_read_it() throws IOException {
    ledgerOf(1).claim(List.of("aws-a-0"));

    assertThat(Files.getPosixFilePermissions(directory.resolve("state"))).hasSize(3);
    assertThat(Files.getPosixFilePermissions(directory.resolve("state/launches"))).hasSize(2);
  }
}
