package dev.slurmec2.slurm;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The user whom slurmctld runs as, and with it the programs of power saving. */
public final class SlurmUser {
  private SlurmUser() {}

  /**
   * SlurmUser of the slurm.conf that SLURM_CONF names, or of the default one: a name, or a number
   * where the user has no name.
   *
   * @return empty when there is no such file on this machine, or it says nothing, or there is no
   *     such user
   */
  public static Optional<String> find(Map<String, String> environment) {
    Path file = ClusterName.slurmConf(environment, ClusterName.DEFAULT_SLURM_CONF);
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    return SlurmConf.read(file).value("SlurmUser").flatMap(SlurmUser::named);
  }

  /** As files show their owner: slurm.conf may have a number (slurm.conf(5), SlurmUser). */
  private static Optional<String> named(String user) {
    try {
      return Optional.of(
          FileSystems.getDefault()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName(user)
              .getName());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
