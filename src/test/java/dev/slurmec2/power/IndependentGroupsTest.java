package dev.slurmec2.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.Budget;
import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Partition;
import dev.slurmec2.slurm.ResumeFile.Job;
import dev.slurmec2.testing.TestConfiguration;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class IndependentGroupsTest {
  private static final NodeGroup EAST = TestConfiguration.group("east", 4, "us-east-1");
  private static final NodeGroup ALSO_EAST = TestConfiguration.group("also", 4, "us-east-1");
  private static final NodeGroup WEST = TestConfiguration.group("west", 4, "us-west-2");
  private static final NodeGroup BOTH =
      TestConfiguration.group("both", 4, "us-east-1")
          .withPolicy(EAST.policy(), List.of(TestConfiguration.group("both", 4, "us-west-2")));

  private Budget budget = Budget.NONE;

  private List<List<String>> parts(List<Job> jobs, NodeGroup... groups) {
    Map<NodeGroup, List<String>> wanted = new LinkedHashMap<>();
    for (NodeGroup group : groups) {
      wanted.put(group, List.of(group.nodeName(0)));
    }
    Configuration plain = TestConfiguration.of(Path.of("."), false, groups);
    Configuration configuration =
        new Configuration(
            plain.directory(),
            plain.settings(),
            List.of(new Partition("p", List.of(groups), Map.of(), budget)));
    return IndependentGroups.of(configuration, wanted, jobs).stream()
        .map(part -> part.keySet().stream().map(NodeGroup::name).toList())
        .toList();
  }

  private static Job job(List<String> nodes) {
    return new Job(
        "1",
        nodes,
        nodes,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void groups_of_one_region_are_asked_for_together_and_those_of_another_apart() {
    assertThat(parts(List.of(), EAST, WEST, ALSO_EAST))
        .containsExactly(List.of("east", "also"), List.of("west"));
  }

  @Test
  void a_group_with_a_fallback_in_the_other_region_holds_up_neither_region() {
    assertThat(parts(List.of(), EAST, WEST, BOTH))
        .containsExactlyInAnyOrder(List.of("east"), List.of("west"), List.of("both"));
  }

  @Test
  void a_job_links_its_groups() {
    Job job = job(List.of("p-west-0", "p-east-0"));

    assertThat(parts(List.of(job), EAST, WEST, BOTH))
        .containsExactlyInAnyOrder(List.of("both"), List.of("east", "west"));
  }

  @Test
  void a_budget_links_what_is_counted_against_it() {
    budget = new Budget(OptionalInt.of(3), Optional.empty());

    assertThat(parts(List.of(), EAST, WEST)).containsExactly(List.of("east", "west"));
  }
}
