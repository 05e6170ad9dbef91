package dev.slurmec2.reconcile;

import dev.slurmec2.config.Settings;
import dev.slurmec2.slurm.Slurm;
import dev.slurmec2.slurm.SlurmResult;
import java.util.Optional;

/** The value of the cluster tag. */
public final class ClusterName {
  private ClusterName() {}

  /** ClusterName of config.json, else that of slurm.conf as the controller prints it. */
  public static SlurmResult<String> of(Settings settings, Slurm slurm) {
    Optional<String> configured = settings.clusterName();
    if (configured.isPresent()) {
      return new SlurmResult.Ok<>(configured.get());
    }
    SlurmResult<String> printed =
        slurm.configuration().map(keys -> keys.getOrDefault("ClusterName", ""));
    if (printed instanceof SlurmResult.Ok<String> ok && ok.value().isBlank()) {
      return new SlurmResult.Failed<>(
          SlurmResult.Kind.REFUSED,
          "scontrol show config prints no ClusterName. Set ClusterName in config.json.");
    }
    return printed;
  }
}
