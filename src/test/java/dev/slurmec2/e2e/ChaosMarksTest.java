package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.e2e.ChaosPlan.Mark;
import dev.slurmec2.e2e.ChaosSight.Instance;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChaosMarksTest {

  private static final List<String> NODES = List.of("one-node-0", "one-node-1");

  private static Instance instance(String id, String partition, String name) {
    Map<String, String> tags = new TreeMap<>();
    tags.put("slurm-ec2:cluster", ChaosLane.CLUSTER);
    tags.put("slurm-ec2:partition", partition);
    if (!name.isEmpty()) {
      tags.put("Name", name);
    }
    return new Instance(id, "running", tags);
  }

  private static ChaosMarks since(Instance... before) {
    return new ChaosMarks("one", NODES, List.of(before));
  }

  @Test
  void a_launch_is_an_instance_of_the_partition_that_was_not_there_before() {
    Instance old = instance("i-1", "one", "");

    assertThat(since(old).isReached(Mark.LAUNCHED, List.of(old))).isFalse();
    assertThat(since(old).isReached(Mark.LAUNCHED, List.of(old, instance("i-2", "two", ""))))
        .isFalse();
    assertThat(since(old).isReached(Mark.LAUNCHED, List.of(old, instance("i-2", "one", ""))))
        .isTrue();
  }

  @Test
  void it_is_named_once_it_has_the_name_of_a_node_that_was_asked_for() {
    assertThat(since().isReached(Mark.NAMED, List.of(instance("i-2", "one", "")))).isFalse();
    assertThat(since().isReached(Mark.NAMED, List.of(instance("i-2", "one", "one-node-5"))))
        .isFalse();
    assertThat(since().isReached(Mark.NAMED, List.of(instance("i-2", "one", "one-node-1"))))
        .isTrue();
  }

  @Test
  void it_has_ended_once_one_of_the_nodes_instances_is_no_longer_there() {
    Instance mine = instance("i-1", "one", "one-node-0");
    Instance other = instance("i-2", "one", "one-node-6");

    assertThat(since(mine, other).isReached(Mark.ENDED, List.of(mine))).isFalse();
    assertThat(since(mine, other).isReached(Mark.ENDED, List.of(other))).isTrue();
  }

  @Test
  void an_instance_without_a_name_may_belong_to_a_node_of_its_partition() {
    Instance nameless = instance("i-1", "one", "");
    Instance others = instance("i-2", "two", "");
    Instance named = instance("i-3", "one", "one-node-1");

    assertThat(ChaosMarks.mayBelongTo(NODES, List.of(nameless, others, named)))
        .containsExactly(nameless, named);
  }
}
