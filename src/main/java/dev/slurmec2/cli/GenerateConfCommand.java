package dev.slurmec2.cli;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.slurm.SlurmVersion;
import dev.slurmec2.slurmconf.Advice;
import dev.slurmec2.slurmconf.ConfigurationAdvice;
import dev.slurmec2.slurmconf.FileInspector;
import dev.slurmec2.slurmconf.FileOutcome;
import dev.slurmec2.slurmconf.GeneratedFiles;
import dev.slurmec2.slurmconf.GeneratedTexts;
import dev.slurmec2.slurmconf.SlurmConfText;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes slurm.conf.aws and gres.conf.aws. */
@Command(
    name = "generate-conf",
    description = {
      "Writes slurm.conf.aws and gres.conf.aws from config.json and partitions.json, if anything"
          + " changed, and says which lines did. Include both from slurm.conf and gres.conf.",
      "Warns of what cannot work, or will hurt, by the rules of the Slurm release found."
    })
final class GenerateConfCommand implements Callable<Integer> {
  private static final String STDOUT = "-";

  @Mixin private CommonOptions options;

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      description = "Where to write; - writes to stdout. Default: the configuration directory.")
  private @Nullable String outputDirectory;

  @Option(names = "--check", description = "Write nothing; exit with 1 if a file would change.")
  private boolean check;

  @Option(
      names = "--slurm-version",
      paramLabel = "VERSION",
      description =
          "Whose rules the warnings follow, as 24.11. Default: that of the scontrol in"
              + " SlurmBinPath.")
  private @Nullable String slurmVersion;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Optional<SlurmVersion> wanted = wantedVersion();
    try (Cluster cluster = Cluster.openForFiles(options, spec.name(), err)) {
      if (!options.verbose && !Cluster.isTerminal()) {
        cluster.warnings().forEach(warning -> err.println("warning: " + warning));
      }
      Configuration configuration = cluster.withSlurmConfParameters();
      GeneratedTexts.Outcome outcome = GeneratedTexts.of(configuration);
      if (outcome instanceof GeneratedTexts.Outcome.Refused refused) {
        throw new Cluster.Unusable(
            ExitCodes.USAGE_OR_CONFIGURATION, Cluster.report(refused.problems()));
      }
      int exitCode =
          print(((GeneratedTexts.Outcome.Generated) outcome).texts(), configuration, out, err);
      advice(cluster, configuration, wanted).forEach(err::println);
      return exitCode;
    } catch (Cluster.Unusable e) {
      Cluster.complain(err, spec.name(), options, String.valueOf(e.getMessage()));
      return e.exitCode();
    }
  }

  private Optional<SlurmVersion> wantedVersion() {
    if (slurmVersion == null) {
      return Optional.empty();
    }
    Optional<SlurmVersion> version = SlurmVersion.find(slurmVersion);
    if (version.isEmpty()) {
      throw Usage.refused(
          spec.commandLine(),
          "--slurm-version " + slurmVersion + " is no Slurm release; write it as 24.11 or 24.11.5");
    }
    return version;
  }

  /**
   * After the writing, and not before the first one: a slurm.conf that includes a file which is not
   * there keeps each of Slurm's commands waiting for a minute (22.05 parse_config.c).
   */
  private List<Advice> advice(
      Cluster cluster, Configuration configuration, Optional<SlurmVersion> wanted) {
    Optional<SlurmVersion> version = wanted;
    Optional<Map<String, String>> running = Optional.empty();
    if (version.isEmpty()
        && Files.exists(directory(configuration).resolve(SlurmConfText.FILE_NAME))
        && cluster.slurm().version() instanceof SlurmResult.Ok<SlurmVersion> ok) {
      version = Optional.of(ok.value());
      running = cluster.runningConfiguration();
    }
    return ConfigurationAdvice.of(configuration, version, running, FileInspector.LOCAL);
  }

  private Path directory(Configuration configuration) {
    return outputDirectory == null || outputDirectory.equals(STDOUT)
        ? configuration.directory()
        : Path.of(outputDirectory);
  }

  private int print(
      GeneratedTexts texts, Configuration configuration, PrintWriter out, PrintWriter err) {
    if (STDOUT.equals(outputDirectory)) {
      texts.byFileName().forEach((name, text) -> out.print("# " + name + "\n" + text + "\n"));
      out.flush();
      return ExitCodes.DONE;
    }
    GeneratedFiles files = new GeneratedFiles(directory(configuration));
    boolean changed = false;
    boolean failed = false;
    for (FileOutcome outcome : check ? files.check(texts) : files.write(texts)) {
      if (outcome instanceof FileOutcome.Failed failure) {
        err.println(spec.name() + ": " + failure.message());
        failed = true;
      } else if (outcome instanceof FileOutcome.Changed change) {
        changed = true;
        out.println(
            change.file()
                + (check ? " would change:" : change.created() ? " written:" : " changed:"));
        change.lines().forEach(line -> out.println("  " + line));
      } else {
        out.println(outcome.file() + " is up to date.");
      }
    }
    if (failed) {
      return ExitCodes.NOTHING_DONE;
    }
    return check && changed ? ExitCodes.FAILED_IN_PART : ExitCodes.DONE;
  }
}
