package dev.slurmec2.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.ec2.Instance;
import dev.slurmec2.hostlist.Hostlist;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeFailTest {
  @TempDir private Path stateDirectory;

  @Test
  void ends_the_instance_and_resets_the_address() {
    PowerBench bench = new PowerBench(stateDirectory);
    new Resume(bench.site()).run(Hostlist.expand("aws-a-[0-1]"));
    bench.east.consoles.put("i-0001", "cloud-init: no munge key\n");

    PowerOutcome outcome = bench.resumeFail(Hostlist.expand("aws-a-[0-1]"));

    assertThat(outcome.complete()).isTrue();
    assertThat(bench.east.live()).isEmpty();
    assertThat(bench.slurm.updates).containsExactly("reset aws-a-[0-1]");
  }

  @Test
  void counts_the_boots_that_failed_and_no_launch_that_never_was() {
    PowerBench bench = new PowerBench(stateDirectory);
    new Resume(bench.site()).run(Hostlist.expand("aws-a-[0-1]"));

    bench.resumeFail(Hostlist.expand("aws-a-[0-5]"));

    assertThat(bench.site().bootFailures().rowOf("aws/a").orElseThrow().count()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALLOCATED+CLOUD+POWERED_DOWN",
        "MIXED+CLOUD+POWERED_DOWN",
        "ALLOCATED+CLOUD",
        "IDLE+CLOUD",
        "ALLOCATED+CLOUD+NOT_RESPONDING+POWERING_UP"
      })
  void spares_a_node_that_registered_late_and_is_back_in_service(String state) {
    PowerBench bench = new PowerBench(stateDirectory);
    new Resume(bench.site()).run(Hostlist.expand("aws-a-[0-1]"));
    shows(bench, state);

    PowerOutcome outcome = bench.resumeFail(Hostlist.expand("aws-a-[0-1]"));

    assertThat(outcome).isEqualTo(new PowerOutcome(1, Map.of(), false));
    assertThat(bench.east.live()).extracting(Instance::id).containsExactly("i-0001");
    assertThat(bench.slurm.updates).containsExactly("reset aws-a-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DOWN+CLOUD+POWERED_DOWN",
        "IDLE+CLOUD+POWERED_DOWN",
        "ALLOCATED+CLOUD+NOT_RESPONDING+POWERED_DOWN",
        "ALLOCATED+CLOUD+POWERING_DOWN",
        "ALLOCATED+CLOUD+POWER_DOWN+POWERED_DOWN"
      })
  void ends_the_instance_of_a_node_that_runs_nothing_or_does_not_answer(String state) {
    PowerBench bench = new PowerBench(stateDirectory);
    new Resume(bench.site()).run(Hostlist.expand("aws-a-0"));
    shows(bench, state);

    bench.resumeFail(Hostlist.expand("aws-a-0"));

    assertThat(bench.east.live()).isEmpty();
    assertThat(bench.slurm.updates).containsExactly("reset aws-a-0");
  }

  @Test
  void spares_nothing_when_Slurm_does_not_answer() {
    PowerBench bench = new PowerBench(stateDirectory);
    new Resume(bench.site()).run(Hostlist.expand("aws-a-0"));
    shows(bench, "ALLOCATED+CLOUD+POWERED_DOWN");
    bench.slurm.showsNothing = true;

    bench.resumeFail(Hostlist.expand("aws-a-0"));

    assertThat(bench.east.live()).isEmpty();
  }

  private static void shows(PowerBench bench, String state) {
    String[] words = state.split("\\+", -1);
    bench.slurm.shows(
        "aws-a-0", Optional.empty(), words[0], Arrays.copyOfRange(words, 1, words.length));
  }

  @Test
  void leaves_foreign_nodes_alone() {
    PowerBench bench = new PowerBench(stateDirectory);

    PowerOutcome outcome = bench.resumeFail(Hostlist.expand("login-1"));

    assertThat(outcome.complete()).isTrue();
    assertThat(bench.slurm.updates).isEmpty();
  }
}
