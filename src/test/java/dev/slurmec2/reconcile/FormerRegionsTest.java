package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.testing.TestConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A region that partitions.json named once, and names no more. */
class FormerRegionsTest {
  private static final Duration OLD = Duration.ofHours(1);

  @TempDir private Path stateDir;
  private Cluster before;
  private Cluster cluster;

  /** Group b was there; now it is here. */
  @BeforeEach
  void moveTheGroup() {
    before = new Cluster(stateDir);
    before.runs(1);
    cluster =
        new Cluster(
            stateDir,
            false,
            TestConfiguration.group("a", 4, "here"),
            TestConfiguration.group("b", 2, "here"));
  }

  private Instance there(String node) {
    return cluster.there.launch(OLD, Map.of("Name", node, "slurm-ec2:cluster", "hpc"));
  }

  private List<String> noted() throws IOException {
    return Files.readAllLines(stateDir.resolve("used-regions"));
  }

  private Status.Report status() {
    return ((SlurmResult.Ok<Status.Report>)
            new Status(
                    cluster.configuration(),
                    cluster.slurm,
                    cluster.regions,
                    cluster.clock,
                    WrongParameters.NONE)
                .of("hpc"))
        .value();
  }

  @Test
  void an_instance_there_whose_node_is_off_is_ended() {
    there("p-b-0");

    cluster.runs(1);

    assertThat(cluster.there.live()).isEmpty();
  }

  @Test
  void an_instance_there_that_is_no_nodes_is_ended_and_anothers_is_not() {
    there("gone-7");
    cluster.there.launch(OLD, Map.of("slurm-ec2:cluster", "hpc"));
    cluster.there.launch(OLD, Map.of("slurm-ec2:cluster", "other"));
    cluster.there.launch(OLD, Map.of("Name", "p-b-1"));

    cluster.runs(3);

    assertThat(cluster.there.live()).hasSize(2);
  }

  @Test
  void a_job_that_runs_there_goes_on() {
    cluster.up("p-b-0", there("p-b-0"), "ALLOCATED+CLOUD");

    assertThat(cluster.runs(5).lines()).isEmpty();
    assertThat(cluster.there.live()).hasSize(1);
    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void it_is_forgotten_when_it_has_held_nothing_for_a_day() throws IOException {
    cluster.runs(1);
    cluster.clock.advance(Duration.ofHours(23));
    cluster.runs(1);
    assertThat(noted()).anyMatch(line -> line.endsWith(" there"));

    cluster.clock.advance(Duration.ofHours(2));
    cluster.runs(1);

    assertThat(noted()).containsExactly("- here");
    assertThat(status().former()).isEmpty();
  }

  @Test
  void what_shows_up_late_begins_the_day_anew() throws IOException {
    cluster.runs(1);
    cluster.clock.advance(Duration.ofHours(23));
    cluster.up("p-b-0", there("p-b-0"), "ALLOCATED+CLOUD");
    cluster.runs(1);
    assertThat(noted()).contains("- there");

    cluster.clock.advance(Duration.ofHours(2));
    cluster.runs(1);

    assertThat(status().former()).containsExactly(Map.entry("there", Optional.of(1)));
  }

  @Test
  void one_that_does_not_answer_is_kept_and_said_and_stops_no_rule() throws IOException {
    cluster.there.describeError =
        Optional.of(new Ec2Error(ErrorClass.PERMISSION, "AuthFailure", "No."));
    cluster.slurm.node("p-b-0").state("ALLOCATED+CLOUD");

    SweepResult.Swept swept = cluster.runs(3);
    cluster.clock.advance(Duration.ofDays(3));
    cluster.runs(1);

    assertThat(swept.warnings())
        .anySatisfy(
            warning ->
                assertThat(warning)
                    .startsWith("there is in partitions.json no more")
                    .contains(stateDir.resolve("used-regions").toString()));
    assertThat(noted()).contains("- there");
    assertThat(cluster.slurm.updates).as("unbacked is still decided").isNotEmpty();
    assertThat(status().former()).containsExactly(Map.entry("there", Optional.empty()));
    assertThat(status().isWhole()).isFalse();
  }

  @Test
  void teardown_covers_it() {
    Instance instance = there("p-b-0");

    Teardown teardown = new Teardown(cluster.configuration(), cluster.regions);
    Teardown.Found found = teardown.find("hpc");

    assertThat(found.live().get(new RegionProfile("there", Optional.empty())))
        .containsExactly(instance);
    assertThat(teardown.end(found)).isEmpty();
    assertThat(cluster.there.live()).isEmpty();
  }

  @Test
  void a_damaged_note_stops_nothing_and_asks_no_nonsense() throws IOException {
    Files.writeString(
        stateDir.resolve("used-regions"),
        "\0\1\2\n- US EAST\n- \nx there\n99999999999999999999 a-b\n");

    cluster.runs(2);

    assertThat(new FormerRegions(cluster.configuration()).all())
        .extracting(RegionProfile::region)
        .containsExactly("there", "a-b");
  }

  @Test
  void a_dry_run_notes_nothing() throws IOException {
    Files.delete(stateDir.resolve("used-regions"));

    cluster.sweep().run("hpc", true);

    assertThat(stateDir.resolve("used-regions")).doesNotExist();
  }
}
