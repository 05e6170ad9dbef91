package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.json.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationReaderTest {

  @Test
  void readsTheFilesOfADirectory(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("config.json"), Documents.CONFIG);
    Files.writeString(directory.resolve("partitions.json"), "\uFEFF" + Documents.PARTITIONS);
    ConfigurationResult result = Documents.reader().read(directory);
    assertThat(Documents.problems(result)).isEmpty();
    assertThat(((ConfigurationResult.Valid) result).configuration().directory())
        .isEqualTo(directory);
  }

  @Test
  void reportsBothFilesThatAreNotThere(@TempDir Path directory) {
    assertThat(Documents.problems(Documents.reader().read(directory)))
        .extracting(Problem::toString)
        .containsExactly(
            directory.resolve("config.json") + ": there is no such file.",
            directory.resolve("partitions.json") + ": there is no such file.");
  }

  @Test
  void reportsAFileThatIsNoUtf8AndADirectoryInAFilesPlace(@TempDir Path directory)
      throws IOException {
    Files.write(directory.resolve("config.json"), new byte[] {'{', (byte) 0xFF, '}'});
    Files.createDirectory(directory.resolve("partitions.json"));
    assertThat(Documents.problems(Documents.reader().read(directory)))
        .extracting(Problem::message)
        .satisfiesExactly(
            first -> assertThat(first).contains("not in UTF-8"),
            second -> assertThat(second).contains("cannot be read"));
  }

  @Test
  void checksTheOtherFileWhenOneIsNotJson() {
    List<Problem> problems =
        Documents.problems(
            Documents.read(
                "{\n  \"LogLevel\": INFO\n}",
                Documents.with(Documents.PARTITIONS, "\"MaxNodes\": 4", "\"MaxNodes\": 0")));
    assertThat(problems).hasSize(2);
    assertThat(problems.get(0).at().line()).isEqualTo(2);
    assertThat(problems.get(0).message()).startsWith("this is not JSON: ");
    assertThat(problems.get(1).file()).isEqualTo("/etc/slurm-ec2/partitions.json");
    assertThat(problems.get(1).pointer()).isEqualTo("/Partitions/0/NodeGroups/0/MaxNodes");
    assertThat(problems.get(1).at()).isEqualTo(new Location(8, 23));
  }

  @Test
  void reportsEverythingAtOnceInTheOrderOfTheLines() {
    String config = Documents.with(Documents.CONFIG, "\"LogLevel\": \"INFO\"", "\"LogLevel\": 1");
    String partitions =
        Documents.with(Documents.PARTITIONS, "\"MaxNodes\": 4", "\"MaxNodes\": -1")
            .replace("\"SubnetIds\"", "\"SubnetIDs\"")
            .replace("us-east-1", "us-east-9")
            .replace("{\"Key\": \"k\",", "{\"Key\": \"aws:k\",");
    ConfigurationResult result = Documents.read(config, partitions);
    assertThat(result).isInstanceOf(ConfigurationResult.Invalid.class);
    assertThat(Documents.problems(result))
        .extracting(Problem::toString)
        .containsExactly(
            "/etc/slurm-ec2/config.json:2:15: /LogLevel: must be a string, not a number.",
            "/etc/slurm-ec2/partitions.json:6:9: /Partitions/0/NodeGroups/0: SubnetIds is missing"
                + " (is \"SubnetIDs\" meant for it?).",
            "/etc/slurm-ec2/partitions.json:8:23: /Partitions/0/NodeGroups/0/MaxNodes: must be at"
                + " least 1, not \"-1\".",
            "/etc/slurm-ec2/partitions.json:9:21: /Partitions/0/NodeGroups/0/Region: the AWS SDK"
                + " knows no region \"us-east-9\".",
            "/etc/slurm-ec2/partitions.json:16:11: /Partitions/0/NodeGroups/0/SubnetIDs: the key"
                + " \"SubnetIDs\" is not known and is ignored: did you mean SubnetIds?",
            "/etc/slurm-ec2/partitions.json:17:28: /Partitions/0/NodeGroups/0/Tags/0/Key: must not"
                + " start with aws:, which is reserved for AWS.");
  }

  @Test
  void reportsAKeyThatIsThereTwiceAndGoesOn() {
    String partitions =
        Documents.with(
            Documents.PARTITIONS,
            "\"MaxNodes\": 4,",
            "\"MaxNodes\": 4, \"MaxNodes\": 5, \"MaxNode\": 6,");
    assertThat(Documents.problems(Documents.read(Documents.CONFIG, partitions)))
        .extracting(Problem::message)
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .isEqualTo("the key \"MaxNodes\" is there twice; the first is in line 8."),
            second -> assertThat(second).contains("did you mean MaxNodes?"));
  }

  @Test
  void takesKeysWithSlashesAsCommentsEverywhereAlsoTwice() {
    String comment = "{\"//\": [1], \"//\": {\"a\": null}, \"// why\": \"{{ssm:\", ";
    String partitions = Documents.PARTITIONS.replaceAll("\\{(?=\\s*\")", comment);
    String config = Documents.CONFIG.replaceAll("\\{(?=\\s*\")", comment);
    ConfigurationResult result = Documents.read(config, partitions);
    assertThat(Documents.problems(result)).isEmpty();
    assertThat(((ConfigurationResult.Valid) result).configuration().partitions())
        .usingRecursiveComparison()
        .ignoringFieldsOfTypes(Location.class)
        .ignoringFieldsMatchingRegexes(".*\\.keys")
        .isEqualTo(Documents.valid(Documents.PARTITIONS).partitions());
  }

  @Test
  void takesTheNameOfASchemaAtTheTopOfBothFiles() {
    assertThat(
            Documents.problems(
                Documents.read(
                    Documents.CONFIG.replaceFirst("\\{", "{\"\\$schema\": \"config.schema.json\","),
                    Documents.PARTITIONS.replaceFirst(
                        "\\{", "{\"\\$schema\": \"partitions.schema.json\","))))
        .isEmpty();
  }

  @Test
  void saysNothingOfItsContentsAsText() {
    assertThat(Documents.valid(Documents.PARTITIONS).toString())
        .isEqualTo("Configuration[/etc/slurm-ec2, partitions=1, nodeGroups=1]");
  }
}
