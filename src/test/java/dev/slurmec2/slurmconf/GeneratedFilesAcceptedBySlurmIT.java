package dev.slurmec2.slurmconf;

import static dev.slurmec2.slurmconf.Configurations.group;
import static dev.slurmec2.slurmconf.Configurations.map;
import static dev.slurmec2.slurmconf.Configurations.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slurmec2.config.AddressFamily;
import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeHostName;
import dev.slurmec2.config.NodeIdentity;
import dev.slurmec2.config.NodeNaming;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real slurmctld reads the generated files. */
class GeneratedFilesAcceptedBySlurmIT {
  private static final Pattern COMPLAINT =
      Pattern.compile(
          "(?i)fatal|pars(e|ing) error|unrecognized|specified more than once|invalid GRES"
              + "|ignoring gres|Bad GRES|than expected|plus very large|duplicate");

  @TempDir Path directory;

  @BeforeAll
  static void slurmIsInstalled() {
    assumeTrue(PrivateController.isInstalled(), "slurmctld is not on PATH");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ondemand-and-spot", "two-partitions", "zones-by-feature"})
  void the_documented_examples(String example) throws Exception {
    assertAccepted(log(Configurations.example("partitions." + example + ".json")));
  }

  @Test
  void names_that_a_pattern_makes() throws Exception {
    assertAccepted(
        log(
            Configurations.of(
                Map.of(),
                partition(
                    "aws",
                    map("Default", "YES"),
                    group("aws", "node", 1200, map("CPUs", "4"))
                        .withIdentity(
                            new NodeIdentity(
                                new NodeNaming("machine", 1, 3),
                                AddressFamily.IPV4,
                                NodeHostName.INSTANCE)),
                    group("aws", "more", 2, map("CPUs", "4"))))));
  }

  @Test
  void every_kind_of_resource_with_the_counts_and_types_that_were_meant() throws Exception {
    List<String> log =
        log(
            Configurations.of(
                map("GresTypes", "gpu,neuron,nvme,scratch"),
                partition(
                    "aws",
                    map("Default", "YES"),
                    group("aws", "nvidia", 1, map("Gres", "gpu:t4:2(S:0),gpu:v100:1")),
                    group("aws", "amd", 2, map("Gres", "gpu:v520:4")),
                    group("aws", "neuron", 1, map("Gres", "neuron:trn1:16")),
                    group("aws", "old", 1, map("Gres", "gpu:inferentia:1,nvme:0")),
                    group("aws", "count", 1, map("gres", "nvme:ssd:2k,scratch:no_consume:4G")))));

    assertAccepted(log);
    assertThat(log.stream().filter(line -> line.contains("Gres Name=")).toList())
        .extracting(line -> line.replaceFirst(".*Gres ", "").strip())
        .containsSubsequence("Name=gpu Type=v520 Count=4", "Name=gpu Type=v520 Count=4")
        .contains(
            "Name=gpu Type=t4 Count=2",
            "Name=gpu Type=v100 Count=1",
            "Name=neuron Type=trn1 Count=16",
            "Name=gpu Type=inferentia Count=1",
            "Name=nvme Type=ssd Count=2048",
            "Name=scratch Type=(null) Count=4294967296");
  }

  @Test
  void overrides_duplicates_and_values_with_white_space_or_a_hash() throws Exception {
    assertAccepted(
        log(
            Configurations.of(
                map(
                    "MailDomain", "a#b \\\\ c",
                    "resumerate", "10",
                    "ResumeRate", "20",
                    "NodeName", "rack[1-2] CPUs=2 Reason=\"on premises\" State=CLOUD"),
                partition(
                    "aws",
                    map(
                        "Default", "YES",
                        "MaxTime", "10",
                        "state", "DOWN",
                        "Nodes", "aws-node-[0-1],rack[1-2]"),
                    group(
                        "aws",
                        "node",
                        2,
                        map("CPUs", "2", "cpus", "4", "State", "DOWN", "Reason", "not # yet"))))));
  }

  @Test
  void without_gres_types_slurm_says_what_the_advice_says() throws Exception {
    List<String> log =
        log(
            Configurations.of(
                Map.of("GresTypes", "gpu"),
                partition("aws", map(), group("aws", "node", 2, map("Gres", "nvme:2")))));

    assertThat(log)
        .anySatisfy(line -> assertThat(line).contains("Ignoring gres.conf record, invalid name"));
  }

  @Test
  void a_key_beyond_the_release_keeps_slurmctld_from_starting_as_the_advice_says()
      throws Exception {
    List<String> log =
        log(
            Configurations.of(
                Map.of(),
                partition(
                    "aws", map("NoSuchKey", "YES"), group("aws", "node", 2, map("CPUs", "2")))));

    assertThat(log)
        .anySatisfy(line -> assertThat(line).contains("unrecognized key: NoSuchKey"))
        .noneSatisfy(line -> assertThat(line).contains("Running as primary"));
  }

  private List<String> log(Configuration configuration) throws Exception {
    GeneratedTexts.Outcome outcome = GeneratedTexts.of(configuration);
    assertThat(outcome).isInstanceOf(GeneratedTexts.Outcome.Generated.class);
    return PrivateController.log(directory, ((GeneratedTexts.Outcome.Generated) outcome).texts());
  }

  private static void assertAccepted(List<String> log) {
    List<String> complaints = new ArrayList<>(log);
    complaints.removeIf(line -> !COMPLAINT.matcher(line).find());
    assertThat(complaints).as(String.join("\n", log)).isEmpty();
    assertThat(log).anyMatch(line -> line.contains("Running as primary controller"));
  }
}
