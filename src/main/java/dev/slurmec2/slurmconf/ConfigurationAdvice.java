package dev.slurmec2.slurmconf;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.slurm.SlurmVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Warnings and hints about a configuration, by the rules of the Slurm release that will read it.
 */
public final class ConfigurationAdvice {
  private ConfigurationAdvice() {}

  /**
   * Looks at a configuration.
   *
   * @param version Slurm's; empty if unknown: then a sentence names the releases that it is about
   * @param running the controller's settings as {@code scontrol show config} prints them, by key;
   *     empty if unknown: then a sentence about a missing key says that it may stand elsewhere
   * @param files the controller's files, or {@link FileInspector#NONE}
   * @return in a fixed order: power saving, programs, the controller, numbers, nodes, partitions,
   *     generic resources
   */
  public static List<Advice> of(
      Configuration configuration,
      Optional<SlurmVersion> version,
      Optional<Map<String, String>> running,
      FileInspector files) {
    AdviceContext context =
        new AdviceContext(
            configuration,
            new ClusterSettings(configuration.settings().slurmConf(), running),
            new Release(version),
            files);
    PowerSavingAdvice.check(context);
    RateAdvice.check(context);
    ProgramAdvice.check(context);
    ControllerAdvice.check(context);
    KeyAdvice.check(context);
    NodeAdvice.check(context);
    SpotAdvice.check(context);
    PartitionAdvice.check(context);
    GresAdvice.check(context, running);
    return context.found();
  }
}
