package dev.slurmec2.slurmconf;

import static dev.slurmec2.slurmconf.Configurations.group;
import static dev.slurmec2.slurmconf.Configurations.map;
import static dev.slurmec2.slurmconf.Configurations.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slurmec2.config.AddressFamily;
import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeHostName;
import dev.slurmec2.config.NodeIdentity;
import dev.slurmec2.config.NodeNaming;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlurmConfTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"ondemand-and-spot", "two-partitions", "zones-by-feature"})
  void equals_the_documented_file_but_for_comments_and_trailing_blanks(String example) {
    Configuration configuration = Configurations.example("partitions." + example + ".json");

    List<String> documented =
        Configurations.resource("slurm.conf.aws." + example).lines().map(String::strip).toList();

    assertThat(lines(configuration)).isEqualTo(documented);
  }

  @Test
  void is_the_same_text_each_time() {
    Configuration configuration = Configurations.example("partitions.two-partitions.json");

    assertThat(SlurmConfText.of(configuration)).isEqualTo(SlurmConfText.of(configuration));
  }

  @Test
  void says_in_comments_who_wrote_it_and_has_no_blank_at_any_line_end() {
    String text = SlurmConfText.of(Configurations.withSettings("ResumeRate", "100"));

    assertThat(text.lines().findFirst().orElseThrow())
        .startsWith("# Written by slurm-ec2 generate-conf");
    assertThat(text.lines()).noneMatch(line -> line.endsWith(" "));
  }

  @Test
  void nodes_are_named_as_their_pattern_says() {
    Configuration configuration =
        Configurations.of(
            Map.of(),
            partition(
                "aws",
                map(),
                group("aws", "node", 2000, map("CPUs", "4"))
                    .withIdentity(
                        new NodeIdentity(
                            new NodeNaming("machine", 1, 3),
                            AddressFamily.IPV4,
                            NodeHostName.INSTANCE)),
                group("aws", "more", 2, map("CPUs", "4"))));

    assertThat(lines(configuration))
        .contains(
            "NodeName=machine[001-2000] State=CLOUD CPUs=4",
            "NodeName=aws-more-[0-1] State=CLOUD CPUs=4",
            "PartitionName=aws Nodes=machine[001-2000],aws-more-[0-1] MaxTime=INFINITE State=UP");
  }

  @Test
  void partition_options_override_max_time_and_state_in_their_places() {
    Configuration configuration =
        Configurations.of(
            Map.of(),
            partition(
                "aws",
                map("maxtime", "2-00:00:00", "Default", "YES", "STATE", "DOWN"),
                group("aws", "node", 1, map("CPUs", "4"))));

    assertThat(lines(configuration))
        .contains("PartitionName=aws Nodes=aws-node-0 MaxTime=2-00:00:00 State=DOWN Default=YES");
  }

  @Test
  void partition_options_may_add_static_nodes_but_not_rename_the_partition() {
    Configuration configuration =
        Configurations.of(
            Map.of(),
            partition(
                "aws",
                map("Nodes", "aws-node-[0-1],rack[1-4]", "PartitionName", "other"),
                group("aws", "node", 2, map())));

    assertThat(lines(configuration))
        .contains("PartitionName=aws Nodes=aws-node-[0-1],rack[1-4] MaxTime=INFINITE State=UP");
  }

  @Test
  void nodes_stay_cloud_nodes_whatever_their_specifications_say() {
    assertThat(lines(Configurations.withSpecifications("State", "UNKNOWN", "nodename", "x")))
        .contains("NodeName=aws-node-[0-9] State=CLOUD");
  }

  @Test
  void the_last_of_keys_that_differ_in_case_only_takes_the_first_ones_place() {
    assertThat(lines(Configurations.withSpecifications("CPUs", "4", "Weight", "1", "cpus", "8")))
        .contains("NodeName=aws-node-[0-9] State=CLOUD CPUs=8 Weight=1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "plain|plain",
        "two words|\"two words\"",
        "\"two words\"|\"two words\"",
        "a#b|a\\#b",
        "a\\#b|a\\#b",
        "a\\\\#b|a\\\\\\#b",
        "C:\\\\x|C:\\\\x"
      })
  void values_are_written_as_slurm_reads_them(String value, String written) {
    assertThat(lines(Configurations.withSettings("MailDomain", value)))
        .contains("MailDomain=" + written);
  }

  @Test
  void an_empty_value_stands_in_quotes() {
    assertThat(lines(Configurations.withSettings("SlurmctldParameters", "")))
        .contains("SlurmctldParameters=\"\"");
  }

  @Test
  void a_setting_that_begins_a_line_of_its_own_is_copied_as_it_is() {
    Configuration configuration =
        Configurations.withSettings(
            "NodeName", "login CPUs=4 Reason=\"on premises\"", "ResumeRate", "0");

    assertThat(lines(configuration))
        .contains("NodeName=login CPUs=4 Reason=\"on premises\"", "ResumeRate=0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nNodeName=evil", "a\"b c\"d", "half \"quoted", "ends\\", "a\u0000b"})
  void a_value_that_slurm_conf_cannot_carry_is_refused(String value) {
    assertThatThrownBy(() -> SlurmConfText.of(Configurations.withSettings("MailDomain", value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("config.json: /SlurmConf/MailDomain: The value ");
  }

  @Test
  void an_unresolved_reference_is_refused_with_its_place() {
    Configuration configuration =
        Configurations.withSpecifications("RealMemory", "{{ssm:/memory/{partition}}}");

    assertThatThrownBy(() -> SlurmConfText.of(configuration))
        .hasMessageContaining("/Partitions/0/NodeGroups/0/SlurmSpecifications/RealMemory")
        .hasMessageContaining("was not resolved");
    assertThat(PrintedValue.all(configuration)).filteredOn(PrintedValue::isReference).hasSize(1);
  }

  @Test
  void every_problem_is_reported_at_once() {
    Configuration configuration =
        Configurations.of(
            map("Bad Key", "1", "MailDomain", "a\nb"),
            partition("aws", map(), group("aws", "n", 2, map("Gres", "gpu:x:y:1"))),
            partition("aws", map(), group("aws", "n", 2, map()), group("aws", "n", 2, map())),
            partition("DEFAULT", map("A/B", "1"), group("DEFAULT", "n", 2, map())));

    assertThat(PrintableConfiguration.problems(configuration))
        .extracting(problem -> problem.pointer())
        .containsExactly(
            "/SlurmConf/Bad Key",
            "/SlurmConf/MailDomain",
            "/Partitions/0/NodeGroups/0/SlurmSpecifications/Gres",
            "/Partitions/2/PartitionOptions/A~1B",
            "/Partitions/1/PartitionName",
            "/Partitions/1/NodeGroups/1/NodeGroupName",
            "/Partitions/2/PartitionName");
    assertThat(GeneratedTexts.of(configuration))
        .isInstanceOfSatisfying(
            GeneratedTexts.Outcome.Refused.class,
            refused -> assertThat(refused.problems()).hasSize(7));
  }

  private static List<String> lines(Configuration configuration) {
    return SlurmConfText.of(configuration).lines().filter(line -> !line.startsWith("#")).toList();
  }
}
