package dev.slurmec2.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.hostlist.Hostlist;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PausedGroupsTest {
  @TempDir private Path stateDirectory;
  private PowerBench bench;

  @BeforeEach
  void makeBench() {
    bench = new PowerBench(stateDirectory);
  }

  @Test
  void resume_gives_the_nodes_of_a_paused_group_down_with_the_end_and_launches_the_others() {
    bench.site().bootFailures().failed(Map.of("aws/a", 10));

    PowerOutcome outcome = new Resume(bench.site()).run(Hostlist.expand("aws-a-[0-1],aws-b-0"));

    assertThat(outcome.failed()).containsOnlyKeys("aws-a-0", "aws-a-1");
    assertThat(bench.east.live()).isEmpty();
    assertThat(bench.west.live()).hasSize(1);
    assertThat(bench.slurm.updates)
        .anySatisfy(
            update ->
                assertThat(update)
                    .contains("aws-a-[0-1]", "10 boots of the node group failed in a row")
                    .contains("(Code:BootFailures)")
                    .containsPattern("launches nothing until \\d\\d:\\d\\d:\\d\\d\\."));
  }

  @Test
  void a_node_that_has_its_instance_is_handed_over_all_the_same() {
    new Resume(bench.site()).run(Hostlist.expand("aws-a-0"));
    bench.site().bootFailures().failed(Map.of("aws/a", 10));

    PowerOutcome outcome = new Resume(bench.site()).run(Hostlist.expand("aws-a-0"));

    assertThat(outcome.complete()).isTrue();
    assertThat(bench.east.live()).hasSize(1);
  }

  @Test
  void resume_fail_counts_by_group() {
    new Resume(bench.site()).run(Hostlist.expand("aws-a-[0-9]"));
    bench.resumeFail(Hostlist.expand("aws-a-[0-8]"));
    assertThat(bench.site().bootFailures().rowOf("aws/a").orElseThrow().pausedUntil()).isEmpty();

    bench.resumeFail(Hostlist.expand("aws-a-9"));

    assertThat(bench.site().bootFailures().rowOf("aws/a").orElseThrow().pausedUntil()).isPresent();
  }
}
