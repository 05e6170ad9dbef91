package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTagsTest {
  private static final String RANGE = "aws-a-[5-14]";

  private static Map<String, String> tags(String range, int... bits) {
    Map<String, String> tags = new HashMap<>(Map.of(Tags.CLUSTER, "hpc", Tags.NODES, range));
    for (int bit : bits) {
      tags.put(Tags.BIT + bit, Tags.BIT_VALUE);
    }
    return tags;
  }

  private static Map<String, String> and(Map<String, String> tags, String name) {
    tags.put(Tags.NAME, name);
    return tags;
  }

  @Test
  void an_instance_is_the_node_that_its_name_says() {
    assertThat(NodeTags.nodeOf(Map.of(Tags.NAME, "aws-a-1"))).contains("aws-a-1");
    assertThat(NodeTags.nodeOf(Map.of(Tags.CLUSTER, "hpc"))).isEmpty();
  }

  @Test
  void or_the_one_of_its_launchs_range_that_its_bits_say() {
    assertThat(NodeTags.nodeOf(tags(RANGE, 0, 1))).contains("aws-a-5");
    assertThat(NodeTags.nodeOf(tags(RANGE, 3, 4))).contains("aws-a-14");
    assertThat(NodeTags.nodeOf(tags("machine[008-011]", 1, 2))).contains("machine010");
    assertThat(NodeTags.nodeOf(tags("n[9-10]", 0))).contains("n9");
    assertThat(NodeTags.nodeOf(tags("n[9-10]", 1))).contains("n10");
  }

  @Test
  void while_bits_are_missing_it_is_none() {
    assertThat(NodeTags.nodeOf(tags(RANGE))).isEmpty();
    assertThat(NodeTags.nodeOf(tags(RANGE, 4))).isEmpty();
  }

  @Test
  void bits_beyond_the_range_are_no_node() {
    assertThat(NodeTags.nodeOf(tags("aws-a-[5-13]", 3, 4))).isEmpty();
    assertThat(NodeTags.nodeOf(tags(RANGE, 3, 5))).isEmpty();
    assertThat(NodeTags.nodeOf(tags(RANGE, 0, 1, 2))).isEmpty();
  }

  @Test
  void where_the_bits_are_not_complete_the_name_counts_and_else_the_bits() {
    assertThat(NodeTags.nodeOf(and(tags(RANGE), "aws-a-7"))).contains("aws-a-7");
    assertThat(NodeTags.nodeOf(and(tags(RANGE, 4), "aws-a-99"))).contains("aws-a-99");
    assertThat(NodeTags.nodeOf(and(tags(RANGE, 0, 1), "the slow one"))).contains("aws-a-5");
  }

  @Test
  void foreign_keys_are_no_bits() {
    Map<String, String> tags = tags(RANGE, 0);
    for (String key : List.of("01", "x", "", "-1", "100", "1/2")) {
      tags.put(Tags.BIT + key, "1");
    }
    tags.put("b1", "1");
    assertThat(NodeTags.nodeOf(tags)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "aws-a-5",
        "aws-a-[5-5]",
        "aws-a-[5-4]",
        "aws-a-[5]",
        "aws-a-[0-1,3]",
        "[0-3]",
        "a[0-1]b",
        "a[0-1]b[0-1]",
        "a,b[0-3]",
        "a[0-1000000000]",
        "a[0-99999999]",
        "a[-1-3]"
      })
  void what_is_no_range_of_nodes_of_one_group_is_not_guessed_at(String range) {
    assertThat(NodeTags.of(range)).isEmpty();
    assertThat(NodeTags.nodeOf(tags(range, 0, 1))).isEmpty();
  }

  @Test
  void says_which_bits_a_node_lacks() {
    NodeTags range = NodeTags.of(RANGE).orElseThrow();
    assertThat(range.missing("aws-a-14", tags(RANGE)))
        .contains(List.of("slurm-ec2:b3", "slurm-ec2:b4"));
    assertThat(range.missing("aws-a-14", tags(RANGE, 3))).contains(List.of("slurm-ec2:b4"));
    assertThat(range.missing("aws-a-14", tags(RANGE, 3, 4))).contains(List.of());
  }

  @Test
  void no_bits_make_another_node_of_an_instance_or_one_outside_of_its_range() {
    NodeTags range = NodeTags.of(RANGE).orElseThrow();
    assertThat(range.missing("aws-a-14", tags(RANGE, 0))).isEmpty();
    assertThat(range.missing("aws-a-14", tags(RANGE, 0, 1))).isEmpty();
    for (String other : List.of("aws-a-15", "aws-a-4", "aws-a-05", "aws-b-5", "aws-a-", "")) {
      assertThat(range.missing(other, tags(RANGE))).isEmpty();
    }
  }
}
