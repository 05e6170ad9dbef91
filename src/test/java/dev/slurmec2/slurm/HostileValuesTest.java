package dev.slurmec2.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names, addresses and reasons on their way into a real process: each stays one argument as it is,
 * or does not get there.
 */
class HostileValuesTest {

  /** Writes its arguments, each ended by a line that no argument has. */
  @SuppressWarnings("InlineFormatString") // A program is easier to read on its own.
  private static final String SCONTROL =
      """
      #!/bin/sh
      if [ "$1" = --version ]; then echo 'slurm 24.11.5'; exit; fi
      for argument in "$@"; do printf '%%s\\n<end>\\n' "$argument"; done >>'%s'
      """;

  @TempDir private Path directory;
  @TempDir private Path bin;

  private Scontrol slurm = new Scontrol(Path.of("unset"), new SystemCommandRunner());

  @BeforeEach
  void install() throws IOException {
    slurm = new Scontrol(bin, new SystemCommandRunner());
    Path program = bin.resolve("scontrol");
    Files.writeString(program, SCONTROL.formatted(directory.resolve("arguments")));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private List<String> arguments() throws IOException {
    Path file = directory.resolve("arguments");
    if (!Files.exists(file)) {
      return List.of();
    }
    List<String> all = new ArrayList<>(List.of(Files.readString(file).split("\n<end>\n", -1)));
    all.remove(all.size() - 1);
    return all;
  }

  private void assertNothingElseWasWritten() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName()))).isSubsetOf("arguments");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$(touch pwned)",
        "`touch pwned`",
        "; touch pwned",
        "x\" state=down \"",
        "x' state=down '",
        "two\nlines",
        "\u001b[2J\u001b]0;title\u0007",
        "\u009b2J",
        "\u202eright to left",
        "a=b state=down nodename=all",
        "-f --help",
        "\\\\ \\n %s %n",
        "é\uD83D\uDE00",
        "*?[a-z]{1,2}~",
        "|&<>(){}!#"
      })
  void aReasonIsOneArgument(String text) throws IOException {
    slurm.setState(List.of("n1"), StateRequest.DOWN, Optional.of("slurm-ec2: " + text));

    List<String> arguments = arguments();
    assertThat(arguments).hasSize(4).contains("update", "nodename=n1", "state=DOWN");
    assertThat(arguments.stream().filter(argument -> argument.startsWith("reason=")))
        .singleElement()
        .asString()
        .startsWith("reason=slurm-ec2: ")
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
    assertNothingElseWasWritten();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$(touch pwned)",
        "n1;touch pwned",
        "`touch pwned`",
        "n1 state=down",
        "n1,n2",
        "n[1-2]",
        "n1\nn2",
        "",
        " ",
        "ALL n1"
      })
  void whatIsNoNameReachesNoProcess(String name) throws IOException {
    UpdateOutcome state = slurm.setState(List.of(name), StateRequest.POWER_DOWN, Optional.empty());
    UpdateOutcome node = slurm.setAddresses(List.of(new NodeAddress(name, "10.0.0.1", "n1")));
    UpdateOutcome address = slurm.setAddresses(List.of(new NodeAddress("n1", name, "n1")));
    UpdateOutcome host = slurm.setAddresses(List.of(new NodeAddress("n1", "10.0.0.1", name)));
    SlurmResult<NodeRecords> shown = slurm.nodes(List.of(name));

    assertThat(List.of(state, node, address, host))
        .allSatisfy(outcome -> assertThat(outcome.failed()).hasSize(1));
    assertThat(shown).isInstanceOf(SlurmResult.Ok.class);
    assertThat(arguments()).isEmpty();
    assertNothingElseWasWritten();
  }

  /**
   * Slurm's syntax has no meaning for these: to it they are names of nodes that it does not know.
   */
  @ParameterizedTest
  @ValueSource(strings = {"`id`", "$HOME", "n1;id", "n1=x", "n1|id", "*", "-h", "'n1'", "\\n1"})
  void aNameThatWouldMeanMoreToAShellIsOneArgument(String name) throws IOException {
    slurm.setState(List.of(name), StateRequest.POWER_DOWN, Optional.empty());

    assertThat(arguments()).containsExactly("update", "nodename=" + name, "state=POWER_DOWN");
    assertNothingElseWasWritten();
  }
}
