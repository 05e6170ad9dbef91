package dev.slurmec2.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * config.json.
 *
 * @param logLevel how much is logged
 * @param logFile LogFileName
 * @param slurmBinPath the directory of scontrol
 * @param slurmConf SlurmConf: keys of slurm.conf, in file order
 * @param clusterName ClusterName: what instances are tagged with, when not slurm.conf's own
 * @param stateDir StateDir: caches and locks
 * @param grace GraceSeconds: how young an instance or a launch may be before a sweep judges it
 * @param adoptUntagged AdoptUntagged: whether instances named as nodes, without any cluster tag,
 *     count as ours
 * @param parameterCache ParameterCacheSeconds: how long values of the Parameter Store are kept
 * @param bootFailureLimit BootFailureLimit: after so many failed boots in a row a node group is
 *     paused; 0 never pauses one
 * @param launch what is said of launching
 */
public record Settings(
    LogLevel logLevel,
    Path logFile,
    Path slurmBinPath,
    Map<String, String> slurmConf,
    Optional<String> clusterName,
    Path stateDir,
    Duration grace,
    boolean adoptUntagged,
    Duration parameterCache,
    int bootFailureLimit,
    LaunchSettings launch) {

  /** ParameterCacheSeconds when config.json has none: a new AMI is used within minutes. */
  static final Duration PARAMETER_CACHE = Duration.ofMinutes(5);

  /** BootFailureLimit when config.json has none: what a fault of the image makes of ten nodes. */
  static final int BOOT_FAILURE_LIMIT = 10;

  /** LogLevel's words, those of the Python plugin. */
  public enum LogLevel {
    DEBUG,
    INFO,
    WARNING,
    ERROR,
    CRITICAL
  }

  public Settings {
    slurmConf = Collections.unmodifiableMap(new LinkedHashMap<>(slurmConf));
  }

  /** Settings with the defaults of launching. */
  public Settings(
      LogLevel logLevel,
      Path logFile,
      Path slurmBinPath,
      Map<String, String> slurmConf,
      Optional<String> clusterName,
      Path stateDir,
      Duration grace,
      boolean adoptUntagged,
      Duration parameterCache,
      int bootFailureLimit) {
    this(
        logLevel,
        logFile,
        slurmBinPath,
        slurmConf,
        clusterName,
        stateDir,
        grace,
        adoptUntagged,
        parameterCache,
        bootFailureLimit,
        LaunchSettings.DEFAULT);
  }

  /** Settings with the defaults of launching, ParameterCacheSeconds and BootFailureLimit. */
  public Settings(
      LogLevel logLevel,
      Path logFile,
      Path slurmBinPath,
      Map<String, String> slurmConf,
      Optional<String> clusterName,
      Path stateDir,
      Duration grace,
      boolean adoptUntagged) {
    this(
        logLevel,
        logFile,
        slurmBinPath,
        slurmConf,
        clusterName,
        stateDir,
        grace,
        adoptUntagged,
        PARAMETER_CACHE,
        BOOT_FAILURE_LIMIT);
  }

  /** The same with another StateDir. */
  Settings withStateDir(Path other) {
    return new Settings(
        logLevel,
        logFile,
        slurmBinPath,
        slurmConf,
        clusterName,
        other,
        grace,
        adoptUntagged,
        parameterCache,
        bootFailureLimit,
        launch);
  }
}
