package dev.slurmec2.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterNameTest {

  private static final CommandResult UNREACHABLE =
      new CommandResult.Exited(1, "", "Unable to contact slurm controller (connect failure)");

  @TempDir private Path directory;

  private Path conf = Path.of("slurm.conf");

  @BeforeEach
  void names() {
    conf = directory.resolve("slurm.conf");
  }

  @Test
  void theConfiguredNameComesFirstInLowerCase() throws IOException {
    Files.writeString(conf, "ClusterName=other\n");

    assertThat(find(Optional.of("Prod"), UNREACHABLE))
        .isEqualTo(new ClusterName.Result.Found("prod", "config.json"));
  }

  @Test
  void readsTheFileThatTheEnvironmentNames() throws IOException {
    Files.writeString(
        conf,
        """
        # ClusterName=commented \\
        SlurmctldHost=head(10.0.0.1) clustername = "Lab_One" # ClusterName=behind
        NodeName=n1 Reason="ClusterName=quoted"
        """);

    assertThat(find(Optional.empty(), UNREACHABLE))
        .isEqualTo(new ClusterName.Result.Found("lab_one", conf.toString()));
  }

  @Test
  void readsTheDefaultFileWhenTheEnvironmentNamesNone() throws IOException {
    Files.writeString(conf, "CLUSTERNAME=lab\n");

    assertThat(new ClusterName(Map.of(), conf, slurm(UNREACHABLE)).find(Optional.of(" ")))
        .isEqualTo(new ClusterName.Result.Found("lab", conf.toString()));
  }

  @Test
  void theDefaultFileIsNotReadForAnother() throws IOException {
    Files.writeString(conf, "SlurmctldHost=head\n");
    Path foreign = Files.writeString(directory.resolve("default.conf"), "ClusterName=foreign\n");

    assertThat(
            new ClusterName(Map.of("SLURM_CONF", conf.toString()), foreign, slurm(UNREACHABLE))
                .find(Optional.empty()))
        .isInstanceOf(ClusterName.Result.NotFound.class);
  }

  @Test
  void followsContinuationsAndIncludes() throws IOException {
    Files.createDirectory(directory.resolve("conf.d"));
    Files.writeString(conf, "ClusterName=first\nInclude conf.d/a.conf\n");
    Files.writeString(directory.resolve("conf.d/a.conf"), "include  b.conf\n");
    Files.writeString(directory.resolve("conf.d/b.conf"), "Cluster\\\nName=\\\nlast\n");

    assertThat(find(Optional.empty(), UNREACHABLE))
        .isEqualTo(new ClusterName.Result.Found("last", conf.toString()));
  }

  @Test
  void aFileThatIncludesItselfComesToAnEnd() throws IOException {
    Files.writeString(conf, "Include slurm.conf\nInclude slurm.conf\nInclude slurm.conf\n");

    assertThat(find(Optional.empty(), UNREACHABLE))
        .isInstanceOfSatisfying(
            ClusterName.Result.NotFound.class,
            not -> assertThat(not.reason()).contains("includes too many files"));
  }

  @Test
  void asksTheControllerWhenNoFileHasTheName() {
    assertThat(find(Optional.empty(), FakeRunner.printed("ClusterName             = Demo\n")))
        .isEqualTo(new ClusterName.Result.Found("demo", "scontrol show config"));
  }

  @Test
  void tellsWhatWasTriedAndWhatToDo() {
    assertThat(find(Optional.empty(), UNREACHABLE))
        .isInstanceOfSatisfying(
            ClusterName.Result.NotFound.class,
            not ->
                assertThat(not.reason())
                    .contains(conf.toString(), "cannot be read")
                    .contains("Unable to contact slurm controller")
                    .contains("Write \"ClusterName\" into config.json"));
    assertThat(find(Optional.empty(), FakeRunner.printed("ClusterName = (null)\n")))
        .isInstanceOfSatisfying(
            ClusterName.Result.NotFound.class,
            not -> assertThat(not.reason()).contains("show config has no ClusterName"));
  }

  private ClusterName.Result find(Optional<String> configured, CommandResult answer) {
    return new ClusterName(
            Map.of("SLURM_CONF", conf.toString()), directory.resolve("none"), slurm(answer))
        .find(configured);
  }

  private static Slurm slurm(CommandResult answer) {
    return new Scontrol(Path.of("/opt/slurm/bin"), FakeRunner.always(answer));
  }
}
