package dev.slurmec2.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every subcommand. */
final class CommonOptions {
  private static final Path DEFAULT_DIRECTORY = Path.of("/etc/slurm-ec2");

  @Option(
      names = "--config-dir",
      paramLabel = "DIR",
      description =
          "Where config.json and partitions.json are. Default: $SLURM_EC2_CONFIG_DIR, else"
              + " /etc/slurm-ec2.")
  @Nullable Path configDirectory;

  @Option(
      names = {"-v", "--verbose"},
      description = "Log everything (DEBUG), on stderr too.")
  boolean verbose;

  /** The configuration directory by the documented order. */
  Path directory(Map<String, String> environment) {
    if (configDirectory != null) {
      return configDirectory;
    }
    String fromEnvironment = environment.get("SLURM_EC2_CONFIG_DIR");
    if (fromEnvironment != null && !fromEnvironment.isEmpty()) {
      return Path.of(fromEnvironment);
    }
    return DEFAULT_DIRECTORY;
  }
}
