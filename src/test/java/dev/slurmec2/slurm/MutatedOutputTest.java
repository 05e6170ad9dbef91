package dev.slurmec2.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.testing.Mutants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever scontrol prints and slurmctld writes, reading it ends, and guesses nothing. */
class MutatedOutputTest {

  private static final int MUTANTS = 300;

  /** A hang, not slowness: one mutant takes a millisecond. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final List<String> PIECES =
      List.of(
          " State=DOWN",
          " State=",
          "State=IDLE+",
          "+DRAIN",
          "*",
          "~",
          " Reason=",
          " Comment=x",
          " OS=State=DOWN ",
          " RealMemory=1 ",
          " BootTime=None",
          "NodeName=",
          "NodeName=evil ",
          "\nNodeName=evil State=DOWN\n",
          "\n",
          "\r\n",
          "\0",
          "=",
          " = ",
          "[root@2026-11-21T08:19:32]",
          "[root@9999-99-99T99:99:99]",
          "(null)",
          "N/A",
          "é",
          "\uD83D\uDE00",
          "{",
          "}",
          "null",
          "1e999",
          "\"",
          "\\",
          "\"c[0-99999999]\"",
          "is UP",
          "Slurmctld(primary) at h is UP");

  @TempDir private Path directory;

  static List<String> versions() {
    return Recorded.VERSIONS;
  }

  private static <T> T bounded(String mutant, Supplier<T> reading) {
    return assertTimeoutPreemptively(LIMIT, reading::get, () -> "hangs on " + mutant);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aDamagedRecordTakesOutNoOtherNode(String version) {
    List<String> lines = Recorded.file(version, "all.txt").lines().toList();
    Map<String, NodeRecord> sound = NodeOutput.parse(String.join("\n", lines)).byName();
    assertThat(sound).hasSize(lines.size());
    Mutants mutants = new Mutants(1, PIECES);
    Random random = new Random(2);
    int damaged = 0;
    for (int i = 0; i < MUTANTS; i++) {
      int hit = random.nextInt(lines.size());
      String victim = NodeLine.name(lines.get(hit)).orElseThrow();
      List<String> changed = new ArrayList<>(lines);
      changed.set(hit, mutants.of(lines.get(hit)));
      String output = String.join("\n", changed);

      NodeRecords read = bounded(output, () -> NodeOutput.parse(output));

      Set<String> forged = namesIn(changed.get(hit));
      sound.forEach(
          (name, record) -> {
            if (!name.equals(victim) && !forged.contains(name)) {
              assertThat(read.byName().get(name)).as(output).satisfies(isLike(record));
            }
          });
      damaged += read.unreadable().isEmpty() ? 0 : 1;
    }
    assertThat(damaged).isGreaterThan(MUTANTS / 20);
  }

  /** All but the reason, which may go on in lines that are not records. */
  private static java.util.function.Consumer<NodeRecord> isLike(NodeRecord sound) {
    return read -> {
      assertThat(read).isNotNull();
      assertThat(read.state()).isEqualTo(sound.state());
      assertThat(read.address()).isEqualTo(sound.address());
      assertThat(read.partitions()).isEqualTo(sound.partitions());
    };
  }

  private static Set<String> namesIn(String text) {
    return text.lines()
        .map(NodeLine::name)
        .flatMap(Optional::stream)
        .collect(java.util.stream.Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aRecordIsReadWithAStateOfSlurmsOrNotAtAll(String version) {
    String output = Recorded.file(version, "all.txt");
    Mutants mutants = new Mutants(3, PIECES);
    for (int i = 0; i < MUTANTS; i++) {
      String mutant = mutants.of(output);
      NodeRecords read = bounded(mutant, () -> NodeOutput.parse(mutant));
      read.byName()
          .forEach(
              (name, record) -> {
                assertThat(name).isEqualTo(record.name()).isNotBlank();
                assertThat(StateParser.parse(record.state().base())).as(mutant).isPresent();
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping.txt"})
  void aControllerIsUpOnlyWhereALineSaysSo(String file) {
    for (String version : Recorded.VERSIONS) {
      Mutants mutants = new Mutants(4, PIECES);
      for (int i = 0; i < MUTANTS; i++) {
        String mutant = mutants.of(Recorded.file(version, file));
        List<Slurm.Controller> controllers = bounded(mutant, () -> PingOutput.parse(mutant));
        for (Slurm.Controller controller : controllers) {
          assertThat(mutant)
              .contains(
                  "Slurmctld(%s) at %s is %s"
                      .formatted(
                          controller.role(), controller.host(), controller.up() ? "UP" : "DOWN"));
        }
      }
    }
  }

  @Test
  void valuesOfTheConfigurationStandInTheOutput() {
    String output =
        """
        Configuration data as of 2026-11-21T08:00:00
        AccountingStorageHost   = localhost
        ClusterName             = hpc
        SlurmctldHost[0]        = head(10.0.0.1)
        SlurmctldParameters     = idle_on_node_suspend,cloud_dns
        SuspendTime             = 350 sec
        SLURM_VERSION           = 24.11.5

        Cgroup Support Configuration:
        AllowedRAMSpace         = 100.0%

        Slurmctld(primary) at head is UP
        """;
    Mutants mutants = new Mutants(5, PIECES);
    for (int i = 0; i < MUTANTS; i++) {
      String mutant = mutants.of(output);
      Map<String, String> read = bounded(mutant, () -> ConfigOutput.parse(mutant));
      read.forEach((key, value) -> assertThat(mutant).contains(key).contains(value));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jobs\":[{\"job_id\":1,\"nodes\":\"c[5-6]\"}],\"all_nodes\":\"c[5-7]\"}",
        "{\"jobs\":[{\"extra\":null,\"job_id\":1,\"features\":\"cloud\",\"nodes_alloc\":\"c[4-6]\","
            + "\"nodes_resume\":\"c[5-6]\",\"oversubscribe\":\"OK\",\"partition\":\"cl\","
            + "\"reservation\":null}],\"all_nodes_resume\":\"c[5-6]\"}"
      })
  void aResumeFileIsReadInPartsOrIsNone(String document) throws IOException {
    Mutants mutants = new Mutants(6, PIECES);
    Path file = directory.resolve("resume.json");
    int none = 0;
    for (int i = 0; i < MUTANTS; i++) {
      String mutant = mutants.of(document);
      Files.writeString(file, mutant);
      ResumeFile.Result result =
          bounded(mutant, () -> ResumeFileReader.read(Optional.of(file.toString())));
      if (result instanceof ResumeFile.Result.Read read) {
        assertThat(read.file().allNodes()).as(mutant).allMatch(Hostlist::isName);
        read.file()
            .jobs()
            .forEach(job -> assertThat(job.nodesResume()).as(mutant).allMatch(Hostlist::isName));
      } else {
        assertThat(((ResumeFile.Result.None) result).reason()).contains(file.toString());
        none++;
      }
    }
    assertThat(none).isBetween(MUTANTS / 20, MUTANTS - 1);
  }
}
