package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.slurm.SlurmResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExclusionsTest {
  @TempDir private Path stateDir;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SuspendExcNodes  | p-g-0           | SuspendExcNodes",
        "SuspendExcNodes  | x,p-g-[0,4-7]:2 | SuspendExcNodes",
        "SuspendExcNodes  | p-g-[1-9]       | ",
        "SuspendExcNodes  | (null)          | ",
        "SuspendExcParts  | q,p             | SuspendExcParts, p",
        "SuspendExcParts  | p:10            | SuspendExcParts, p",
        "SuspendExcParts  | pp              | ",
        "SuspendExcStates | Down,Drain      | SuspendExcStates, DRAIN",
        "SuspendExcStates | DOWN            | "
      })
  void as_scontrol_prints_them(String key, String value, String why) {
    Exclusions exclusions = Exclusions.of(new SlurmResult.Ok<>(Map.of(key, value)));

    assertThat(exclusions.of(Views.node("IDLE+CLOUD+DRAIN").asRecord()).orElse(null))
        .isEqualTo(why);
  }

  @Test
  void what_could_not_be_asked_or_read_excludes_every_node() {
    assertThat(
            Exclusions.of(new SlurmResult.Failed<>(SlurmResult.Kind.UNREACHABLE, "no")).unknown())
        .isTrue();
    assertThat(Exclusions.of(new SlurmResult.Ok<>(Map.of("SuspendExcNodes", "p-g-[0-"))).unknown())
        .isTrue();
  }

  @Test
  void an_excluded_machine_is_left_alone_whatever_it_looks_like() {
    Cluster cluster = excluded("p-a-[0-2]");
    cluster.up("p-a-0", cluster.instance("p-a-0", Duration.ofHours(1)), "DOWN+CLOUD");
    cluster.slurm.node("p-a-0").reason("Not responding", cluster.clock.instant());
    cluster.up("p-a-1", cluster.instance("p-a-1", Duration.ofHours(1)), "IDLE+CLOUD+INVALID_REG");
    cluster.up("p-a-2", cluster.instance("p-a-2", Duration.ofHours(1)), "IDLE+CLOUD");
    cluster.instance("p-a-2", Duration.ofHours(1));

    cluster.runs(20);

    assertThat(cluster.slurm.updates).isEmpty();
    assertThat(cluster.live()).hasSize(4);
  }

  @Test
  void without_a_machine_there_is_nothing_to_protect_and_the_node_comes_back() {
    Cluster cluster = excluded("p-a-0");
    cluster.slurm.node("p-a-0").state("ALLOCATED+CLOUD");

    cluster.runs(2);

    assertThat(cluster.slurm.updates).last().isEqualTo("POWER_DOWN p-a-0");
  }

  private Cluster excluded(String nodes) {
    Cluster cluster = new Cluster(stateDir);
    cluster.slurm.configuration.put("SuspendExcNodes", nodes);
    return cluster;
  }
}
