package dev.slurmec2.cli;

import dev.slurmec2.text.Secrets;
import java.io.PrintWriter;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line's root. */
@Command(
    name = "slurm-ec2",
    description = "EC2 instances for Slurm's cloud nodes.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    subcommands = {
      ResumeCommand.class,
      SuspendCommand.class,
      ResumeFailCommand.class,
      ChangeStateCommand.class,
      ExplainCommand.class,
      StatusCommand.class,
      TeardownCommand.class,
      GenerateConfCommand.class,
      RehearseCommand.class,
      SandboxCommand.class
    },
    scope = CommandLine.ScopeType.INHERIT,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:something failed and was dealt with: nodes told to Slurm, leftovers ended",
      "2:wrong usage or configuration; nothing was changed",
      "3:nothing could be done: no controller, no credentials, no EC2"
    })
public final class SlurmEc2Command implements Runnable {
  @Spec private CommandSpec spec;

  private SlurmEc2Command() {}

  /**
   * Runs a command line.
   *
   * @param out what was asked for
   * @param err what went wrong
   * @return the exit code
   */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    EnvironmentSecrets.hide(System.getenv());
    // Standard output is what was asked for, slurm.conf with its parameters too.
    return new CommandLine(new SlurmEc2Command())
        .setOut(SafeWriter.to(out, UnaryOperator.identity()))
        .setErr(SafeWriter.to(err, Secrets::masked))
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (exception, commandLine, parsed) ->
                Start.unexpected(exception, commandLine.getCommandName(), commandLine.getErr()))
        .execute(arguments);
  }

  @Override
  public void run() {
    throw Usage.refused(spec.commandLine(), "Which subcommand?");
  }
}
