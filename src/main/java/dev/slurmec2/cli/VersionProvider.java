package dev.slurmec2.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class VersionProvider implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"slurm-ec2 " + version()};
  }

  /** As in {@code 0.1.0}; {@code development} when it does not run from the jar. */
  static String version() {
    return Optional.ofNullable(VersionProvider.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
