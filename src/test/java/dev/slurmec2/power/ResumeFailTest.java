package dev.slurmec2.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.hostlist.Hostlist;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void leaves_foreign_nodes_alone() {
    PowerBench bench = new PowerBench(stateDirectory);

    PowerOutcome outcome = bench.resumeFail(Hostlist.expand("login-1"));

    assertThat(outcome.complete()).isTrue();
    assertThat(bench.slurm.updates).isEmpty();
  }
}
