package dev.slurmec2.manual;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The man page of a command, from what its {@code --help} prints. */
final class CommandPage {
  private static final int SECTION = 8;

  private final CommandSpec command;
  private final String date;
  private final String source;

  CommandPage(CommandLine command, String date, String source) {
    this.command = command.getCommandSpec();
    this.date = date;
    this.source = source;
  }

  /** As in {@code slurm-ec2-status}. */
  String name() {
    return command.qualifiedName("-");
  }

  /** The page's file, below a directory of man pages. */
  String file() {
    return "man" + SECTION + "/" + name() + "." + SECTION;
  }

  /** The page, in the macros of man(7). */
  String text() {
    Roff page = new Roff(name(), SECTION, date, source);
    List<String> description = texts(command.usageMessage().description());
    page.name(name(), brief(description.get(0)));
    synopsis(page);
    page.heading("Description");
    page.text(description.get(0));
    description.stream().skip(1).forEach(page::paragraph);
    options(page);
    subcommands(page);
    page.heading("Exit status");
    command.usageMessage().exitCodeList().forEach((code, text) -> page.term(code).text(text));
    files(page);
    seeAlso(page);
    return page.toString();
  }

  private void synopsis(Roff page) {
    page.heading("Synopsis");
    String name = command.qualifiedName(" ");
    Help help = command.commandLine().getHelp();
    String usage = help.synopsis(0).replaceAll("\\s+", " ").strip();
    page.boldLine(name).text(usage.startsWith(name) ? usage.substring(name.length()) : usage);
  }

  private void options(Roff page) {
    page.heading("Options");
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      if (!parameter.hidden()) {
        describe(page, parameter.paramLabel(), parameter);
      }
    }
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        describe(page, namesOf(option), option);
      }
    }
  }

  private static void describe(Roff page, String term, ArgSpec argument) {
    page.term(term);
    texts(argument.description()).forEach(page::text);
  }

  /** As in {@code -o, --output-dir=DIR}. */
  private static String namesOf(OptionSpec option) {
    String names = String.join(", ", option.names());
    return option.arity().max() == 0 ? names : names + "=" + option.paramLabel();
  }

  private void subcommands(Roff page) {
    Map<String, CommandLine> subcommands = own(command);
    if (subcommands.isEmpty()) {
      return;
    }
    page.heading("Commands");
    subcommands.forEach(
        (name, subcommand) ->
            page.term("slurm-ec2 " + name)
                .text(
                    texts(subcommand.getCommandSpec().usageMessage().description()).get(0)
                        + " See slurm-ec2-"
                        + name
                        + "(8)."));
  }

  private static void files(Roff page) {
    page.heading("Files");
    page.term("/etc/slurm-ec2/config.json").text("Settings; see slurm-ec2-config(5).");
    page.term("/etc/slurm-ec2/partitions.json").text("Partitions; see slurm-ec2-partitions(5).");
    page.term("/etc/slurm-ec2/slurm-ec2.env")
        .text("Lines of KEY=VALUE: the environment in which the programs run; may be left out.");
  }

  private void seeAlso(Roff page) {
    page.heading("See also");
    String others = command.parent() == null ? "" : "slurm-ec2(8), ";
    page.text(others + "slurm-ec2-config(5), slurm-ec2-partitions(5), slurm.conf(5)");
    page.paragraph("The documents in /usr/share/doc/slurm-ec2/docs.");
  }

  /** Those that are the suite's own: without help commands. */
  static Map<String, CommandLine> own(CommandSpec command) {
    Map<String, CommandLine> own = new LinkedHashMap<>(command.subcommands());
    own.values()
        .removeIf(
            subcommand ->
                subcommand.getCommandSpec().helpCommand()
                    || subcommand.getCommandSpec().usageMessage().hidden());
    return own;
  }

  /** With picocli's own signs for a line break and a percent sign read. */
  private static List<String> texts(String... description) {
    return Arrays.stream(description)
        .map(text -> text.replace("%n", "\n").replace("%%", "%"))
        .toList();
  }

  /** What whatis(1) shows: up to the first stop, without a capital at the beginning. */
  static String brief(String description) {
    String brief = description.split("[.:;](\\s|$)", 2)[0].replaceAll("\\s+", " ");
    boolean isAcronym = brief.length() > 1 && Character.isUpperCase(brief.charAt(1));
    return isAcronym ? brief : brief.substring(0, 1).toLowerCase(Locale.ROOT) + brief.substring(1);
  }
}
