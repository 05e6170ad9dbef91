package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody but root, the user who runs and SlurmUser says what the suite does. */
class FileTrustTest {

  @TempDir private Path directory;
  private final Map<Path, FileAccess> files = new HashMap<>();

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        directory.resolve("config.json"),
        Documents.CONFIG.replace("/slurm/bin", directory.resolve("bin").toString()));
    Files.writeString(directory.resolve("partitions.json"), Documents.PARTITIONS);
    for (String name : List.of("", "config.json", "partitions.json", "bin", "bin/scontrol")) {
      files.put(directory.resolve(name), new FileAccess("root", "root", 0755));
    }
  }

  private ConfigurationResult read() {
    FileTrust trust =
        new FileTrust(file -> Optional.ofNullable(files.get(file)), Set.of("slurm", "me"));
    return new ConfigurationReader(ApiShapes.ANY, Documents.REGIONS::contains, trust)
        .read(directory);
  }

  private ConfigurationResult.Invalid refused() {
    ConfigurationResult result = read();
    assertThat(result).isInstanceOf(ConfigurationResult.Invalid.class);
    return (ConfigurationResult.Invalid) result;
  }

  @ParameterizedTest
  @CsvSource({
    "root, 0644",
    "slurm, 0640",
    "me, 0600",
    "slurm, 4755",
    "me, 0444",
  })
  void takesFilesThatOnlyTrustedUsersCanChange(String owner, String mode) {
    files.replaceAll((file, old) -> new FileAccess(owner, "g", Integer.parseInt(mode, 8)));

    assertThat(read()).isInstanceOf(ConfigurationResult.Valid.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "config.json", "partitions.json", "slurm-ec2.env", "bin", "bin/scontrol"})
  void refusesAFileOfSomebodyElseAndNamesIt(String name) {
    Path file = directory.resolve(name);
    files.put(file, new FileAccess("mallory", "staff", 0644));

    assertThat(refused().problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.severity()).isEqualTo(Problem.Severity.ERROR);
              assertThat(problem.file()).isEqualTo(file.toString());
              assertThat(problem.message())
                  .contains("mallory", "0644", "me and root and slurm", "chown root '" + file);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "config.json, 0664, the group staff",
    "partitions.json, 0646, every user",
    "slurm-ec2.env, 0666, every user",
    "'', 0775, the group staff",
    "'', 1777, every user",
    "bin, 0777, every user",
    "bin/scontrol, 0775, the group staff",
  })
  void refusesAFileThatOthersCanWriteAndSaysWhatToDo(String name, String mode, String who) {
    Path file = directory.resolve(name);
    files.put(file, new FileAccess("slurm", "staff", Integer.parseInt(mode, 8)));

    assertThat(refused().problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.toString())
                    .startsWith(file.toString())
                    .contains(who, "owner slurm", mode, "chmod go-w '" + file));
  }

  @Test
  void reportsEveryFileTogetherWithWhatIsWrongInThem() throws IOException {
    files.replaceAll((file, old) -> new FileAccess("mallory", "staff", 0644));
    Files.writeString(directory.resolve("partitions.json"), "{\"Partitions\": 1}");

    assertThat(refused().problems())
        .extracting(problem -> problem.file().substring(directory.toString().length()))
        .containsExactlyInAnyOrder(
            "", "/config.json", "/partitions.json", "/partitions.json", "/bin", "/bin/scontrol");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "config.json"})
  void doesNotLogWhereAnUntrustedFileSays(String name) {
    files.put(directory.resolve(name), new FileAccess("root", "root", 0777));

    assertThat(refused().settings()).isEmpty();
  }

  @Test
  void logsWhereATrustedFileSaysThatAnotherIsNot() {
    files.put(directory.resolve("partitions.json"), new FileAccess("root", "root", 0777));

    assertThat(refused().settings()).isPresent();
  }

  @Test
  void whatCannotBeLookedAtIsNotTrusted() {
    FileTrust trust =
        new FileTrust(
            file -> {
              throw new IOException("stale file handle");
            },
            Set.of());

    assertThat(trust.objections(directory)).singleElement().asString().contains("stale");
  }

  @Test
  void theMachinesOwnFilesAreSeenAsTheyAre() throws IOException {
    LocalFileInspector inspector = new LocalFileInspector();
    String me = LocalFileInspector.effectiveUser();
    Path file = Files.writeString(directory.resolve("f"), "");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);

    assertThat(inspector.look(link))
        .hasValueSatisfying(
            access -> {
              assertThat(access.owner()).isEqualTo(me);
              assertThat(access.modeText()).isEqualTo("0660");
            });
    assertThat(inspector.look(directory.resolve("none"))).isEmpty();
    assertThat(inspector.look(Path.of("/tmp")).orElseThrow().othersWrite()).isTrue();
  }
}
