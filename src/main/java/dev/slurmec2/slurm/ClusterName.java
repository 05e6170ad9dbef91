package dev.slurmec2.slurm;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the cluster's name, which marks every instance as this cluster's. Always in lower case, as
 * slurmctld has it (slurm.conf(5), ClusterName).
 */
public final class ClusterName {

  /** Where Slurm looks when SLURM_CONF is not set, in the packages of Debian and most sites. */
  public static final Path DEFAULT_SLURM_CONF = Path.of("/etc/slurm/slurm.conf");

  private final Map<String, String> environment;
  private final Path defaultSlurmConf;
  private final Slurm slurm;

  /** A name, or why there is none. */
  public sealed interface Result {

    /**
     * The name.
     *
     * @param name in lower case
     * @param source where it was found, for a log line
     */
    record Found(String name, String source) implements Result {}

    /**
     * None.
     *
     * @param reason one sentence or more: what was tried and what to do
     */
    record NotFound(String reason) implements Result {}
  }

  /**
   * @param environment where SLURM_CONF may be
   * @param defaultSlurmConf read when SLURM_CONF is not set: {@link #DEFAULT_SLURM_CONF}
   * @param slurm asked when no file has the name
   */
  public ClusterName(Map<String, String> environment, Path defaultSlurmConf, Slurm slurm) {
    this.environment = Map.copyOf(environment);
    this.defaultSlurmConf = defaultSlurmConf;
    this.slurm = slurm;
  }

  /**
   * Finds the name: the configured one; else ClusterName in the file named by SLURM_CONF, or in the
   * default file when that is not set (another file could be another cluster's); else what the
   * controller says.
   *
   * @param configured ClusterName of config.json
   */
  public Result find(Optional<String> configured) {
    if (configured.isPresent() && !configured.get().isBlank()) {
      return found(configured.get(), "config.json");
    }
    Path file = slurmConf(environment, defaultSlurmConf);
    SlurmConf conf = SlurmConf.read(file);
    Optional<String> written = conf.value("ClusterName");
    if (written.isPresent()) {
      return found(written.get(), file.toString());
    }
    SlurmResult<Map<String, String>> answer = slurm.configuration();
    String fromSlurm =
        answer instanceof SlurmResult.Ok<Map<String, String>> ok
            ? ok.value().getOrDefault("ClusterName", "")
            : "";
    if (!fromSlurm.isEmpty() && !fromSlurm.equals("(null)")) {
      return found(fromSlurm, "scontrol show config");
    }
    String answered =
        answer instanceof SlurmResult.Failed<Map<String, String>> failed
            ? failed.message()
            : "scontrol show config has no ClusterName.";
    return new Result.NotFound(
        "The cluster's name was not found. %s %s Write \"ClusterName\" into config.json."
            .formatted(conf.problem().orElse(file + " has no ClusterName."), answered));
  }

  /**
   * The slurm.conf that Slurm's commands read.
   *
   * @param environment where SLURM_CONF may be
   * @param otherwise the file when it is not set: {@link #DEFAULT_SLURM_CONF}
   */
  public static Path slurmConf(Map<String, String> environment, Path otherwise) {
    String named = environment.getOrDefault("SLURM_CONF", "");
    return named.isEmpty() ? otherwise : Path.of(named);
  }

  private static Result found(String name, String source) {
    return new Result.Found(name.strip().toLowerCase(Locale.ROOT), source);
  }
}
