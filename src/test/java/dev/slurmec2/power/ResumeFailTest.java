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
  void leaves_foreign_nodes_alone() {
    PowerBench bench = new PowerBench(stateDirectory);

    PowerOutcome outcome = bench.resumeFail(Hostlist.expand("login-1"));

    assertThat(outcome.complete()).isTrue();
    assertThat(bench.slurm.updates).isEmpty();
  }
}
