package dev.slurmec2.manual;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.cli.SlurmEc2Command;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Man pages and completion, from the real commands and schemas. */
final class ManualTest {
  private final Map<String, String> files;

  ManualTest() throws Exception {
    files = Manual.files(Path.of(System.getProperty("slurmec2.basedir"), "config"), "2026-11-21");
  }

  private String page(String name) {
    return requireNonNull(files.get("man/" + name), () -> "there is no page " + name);
  }

  private static String help(String... arguments) {
    StringWriter out = new StringWriter();
    SlurmEc2Command.run(new PrintWriter(out), new PrintWriter(out), arguments);
    return out.toString();
  }

  @Test
  void the_first_page_lists_every_subcommand_that_help_lists() {
    String page = page("man8/slurm-ec2.8");

    String commands = help("--help").split("Commands:", 2)[1].split("Exit codes:", 2)[0];
    assertThat(commands.lines().filter(line -> line.matches("  \\S.*")).map(String::strip))
        .hasSizeGreaterThan(8)
        .allSatisfy(
            line -> {
              String name = line.split("\\s+", 2)[0];
              assertThat(page).contains("\\fBslurm\\-ec2 " + name.replace("-", "\\-") + "\\fR");
              assertThat(page("man8/slurm-ec2-" + name + ".8")).contains("SYNOPSIS");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"resume", "change-state", "rehearse", "sandbox", "teardown", "status"})
  void a_page_has_every_option_that_help_has(String subcommand) {
    String page = page("man8/slurm-ec2-" + subcommand + ".8");

    assertThat(
            help(subcommand, "--help")
                .lines()
                .filter(line -> line.matches(" {2,6}(-., )?--\\S.*"))
                .toList())
        .isNotEmpty()
        .allSatisfy(
            line -> {
              String option = line.strip().replaceFirst("^-., ", "").split("[ =]", 2)[0];
              assertThat(page).contains(option.replace("-", "\\-"));
            });
    assertThat(page).contains("\n.SH \"EXIT STATUS\"\n", "\n\\fB0\\fR\n", "\n\\fB2\\fR\n");
  }

  @Test
  void defaults_are_told_as_help_tells_them() {
    assertThat(page("man8/slurm-ec2-sandbox.8")).contains("Default: 127.0.0.1.");
    assertThat(files.values()).noneMatch(text -> text.contains("${DEFAULT"));
  }

  @ParameterizedTest
  @CsvSource({
    "man5/slurm-ec2-config.5, JobMessages.DelayRequeue",
    "man5/slurm-ec2-config.5, SlurmConf.ResumeProgram",
    "man5/slurm-ec2-config.5, ApiLimits.CreateFleet.Resources.PerSecond",
    "man5/slurm-ec2-partitions.5, Partitions[].NodeGroups[].MaxNodes",
    "man5/slurm-ec2-partitions.5, Partitions[].NodeGroups[].SlurmSpecifications.CPUs",
  })
  void a_page_of_a_file_has_its_keys_however_deep(String file, String key) {
    assertThat(page(file)).contains("\n.TP\n\\fB" + key + "\\fR\n");
  }

  @Test
  void a_key_is_explained_by_its_schema() {
    assertThat(page("man5/slurm-ec2-config.5"))
        .contains(
            """
            \\fBLogLevel\\fR
            How much is logged.
            From DEBUG, everything, to CRITICAL, nearly nothing. DEBUG if it is missing.
            One of DEBUG, INFO, WARNING, ERROR, CRITICAL.
            """);
  }

  @Test
  void bash_completes_subcommands_and_options() {
    assertThat(files.get("bash-completion/completions/slurm-ec2"))
        .contains("change-state", "--dry-run", "complete -F")
        .doesNotStartWith("#!");
  }

  @Test
  void the_same_commands_give_the_same_bytes() throws Exception {
    assertThat(new ManualTest().files).isEqualTo(files);
  }

  @Test
  void what_troff_would_obey_is_escaped() {
    String page =
        new Roff("x-y", 8, "2026-11-21", "x")
            .paragraph(".SH not a heading")
            .text("'br back\\slash and an … ellipsis")
            .toString();

    assertThat(page)
        .isEqualTo(
            """
            .TH "X\\-Y" "8" "2026-11-21" "x"
            .ad l
            .PP
            \\&.SH not a heading
            \\&'br back\\eslash and an \\[u2026] ellipsis
            """);
  }

  @Test
  void long_text_is_broken_into_lines() {
    assertThat(new Roff("x", 8, "2026-11-21", "x").text("word ".repeat(40)).toString().lines())
        .hasSizeGreaterThan(3)
        .allMatch(line -> line.length() <= 80);
  }

  @ParameterizedTest
  @CsvSource({
    "'Ends instances. And more.', ends instances",
    "'EC2 instances for nodes.', EC2 instances for nodes",
    "'A table: rows.', a table",
  })
  void whatis_gets_the_first_words(String description, String brief) {
    assertThat(CommandPage.brief(description)).isEqualTo(brief);
  }
}
