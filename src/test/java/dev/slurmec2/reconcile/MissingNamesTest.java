package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.Instance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances that know by index which nodes they are, in sweeps. */
class MissingNamesTest {
  private static final Duration OLD = Duration.ofHours(1);

  @TempDir private Path stateDir;
  private Cluster cluster;

  @BeforeEach
  void setUp() {
    cluster = new Cluster(stateDir);
  }

  /** Of the range p-a-[0-3]: the bits 0 and 1 are p-a-0, 0 and 2 are p-a-1, 1 and 2 are p-a-2. */
  private Instance launched(int... bits) {
    Map<String, String> tags = new HashMap<>();
    tags.put("slurm-ec2:cluster", "hpc");
    tags.put("slurm-ec2:partition", "p");
    tags.put("slurm-ec2:node-group", "a");
    tags.put("slurm-ec2:nodes", "p-a-[0-3]");
    for (int bit : bits) {
      tags.put("slurm-ec2:b" + bit, "1");
    }
    return cluster.here.launch(OLD, tags);
  }

  private List<String> names() {
    return cluster.here.live().stream().flatMap(one -> one.tag("Name").stream()).sorted().toList();
  }

  @Test
  void an_instance_with_all_its_bits_backs_its_node() {
    cluster.up("p-a-1", launched(0, 2), "ALLOCATED+CLOUD");

    assertThat(cluster.runs(4).outcomes()).isEmpty();
    assertThat(cluster.here.live()).hasSize(1);
  }

  @Test
  void and_is_ended_when_its_node_is_off() {
    Instance leftover = launched(0, 2);

    cluster.runs(1);

    assertThat(cluster.here.terminated).containsExactly(leftover.id());
  }

  @Test
  void one_that_lacks_a_bit_is_an_orphan() {
    Instance half = launched(0);
    cluster.slurm.node("p-a-0").state("ALLOCATED+CLOUD+POWERING_UP");

    cluster.runs(1);

    assertThat(cluster.here.terminated).containsExactly(half.id());
  }

  @Test
  void gets_the_name_that_people_read_as_far_as_tokens_are_spare() {
    cluster.up("p-a-0", launched(0, 1), "ALLOCATED+CLOUD");
    cluster.up("p-a-1", launched(0, 2), "ALLOCATED+CLOUD");
    cluster.up("p-a-2", launched(1, 2), "ALLOCATED+CLOUD");

    cluster.here.spareTagCalls = 0;
    assertThat(cluster.runs(1).lines())
        .contains(
            "tag Name in here: 3 instances know by index which nodes they are: set for none yet");
    assertThat(names()).isEmpty();

    cluster.here.spareTagCalls = 2;
    assertThat(cluster.runs(1).lines())
        .contains(
            "tag Name in here: 3 instances know by index which nodes they are: set for p-a-[0-1]");
    assertThat(names()).containsExactly("p-a-0", "p-a-1");

    cluster.runs(1);
    assertThat(names()).containsExactly("p-a-0", "p-a-1", "p-a-2");
    assertThat(cluster.runs(1).lines()).isEmpty();
    assertThat(cluster.here.tagged).hasSize(3);
  }

  @Test
  void a_dry_run_only_says_so() {
    cluster.up("p-a-0", launched(0, 1), "ALLOCATED+CLOUD");
    cluster.here.spareTagCalls = 10;

    SweepResult.Swept swept = (SweepResult.Swept) cluster.sweep().run("hpc", true);

    assertThat(swept.lines()).singleElement().asString().endsWith("set for p-a-0");
    assertThat(cluster.here.tagged).isEmpty();
  }

  @Test
  void a_refusal_ends_it_for_this_sweep_and_fails_nothing() {
    cluster.up("p-a-0", launched(0, 1), "ALLOCATED+CLOUD");
    cluster.up("p-a-1", launched(0, 2), "ALLOCATED+CLOUD");
    cluster.here.spareTagCalls = 10;
    cluster.here.tagError =
        Optional.of(new Ec2Error(ErrorClass.THROTTLED, "RequestLimitExceeded", "Slow down"));

    assertThat(cluster.runs(1).lines())
        .singleElement()
        .asString()
        .contains("set for none yet, then", "RequestLimitExceeded");
    assertThat(cluster.here.live()).hasSize(2);
  }

  @Test
  void what_a_person_called_it_stays_and_the_index_counts() {
    Instance one = launched(0, 1);
    cluster.here.tag(List.of(one.id()), Map.of("Name", "the slow one"));
    cluster.up("p-a-0", one, "ALLOCATED+CLOUD");
    cluster.here.spareTagCalls = 10;

    assertThat(cluster.runs(3).outcomes()).isEmpty();
    assertThat(names()).containsExactly("the slow one");
  }
}
