package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Checks config.json. */
final class SettingsReader {

  /** Where the Python plugin logs when it is not told where, and how much. */
  private static final String DEFAULT_LOG_FILE = "aws_plugin.log";

  private static final Settings.LogLevel DEFAULT_LOG_LEVEL = Settings.LogLevel.DEBUG;

  private static final int DEFAULT_GRACE_SECONDS = 120;

  /** Below this EC2's own delay in showing new instances gets them ended while they start. */
  private static final int SHORT_GRACE_SECONDS = 30;

  /** A day: more would let forgotten instances run for longer than any start takes. */
  private static final int MAX_SECONDS = 86_400;

  /** As many as Slurm can have nodes (MAX_SLURM_NODES); more is never reached. */
  private static final int MAX_BOOT_FAILURES = 65_536;

  /** Slurm's accounting database takes 40 characters (slurm.conf(5), ClusterName). */
  private static final Pattern CLUSTER_NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,40}");

  private final Path directory;

  private final LaunchSettingsReader launchReader;

  /**
   * @param directory what relative paths start from
   * @param prices reads a file of prices and reports what is wrong with it
   */
  SettingsReader(Path directory, Function<Path, PriceTable> prices) {
    this.directory = directory;
    this.launchReader = new LaunchSettingsReader(prices);
  }

  /** The settings; empty only if something is reported as an error. */
  Optional<Settings> read(Element root) {
    JsonTrees.forEachText(
        root.value(), "", (text, pointer) -> refuseReference(root, text, pointer));
    return Members.of(root, KnownKeys.CONFIG).flatMap(this::settings);
  }

  private static void refuseReference(Element root, Json.Text text, String pointer) {
    if (ParameterReferences.isIn(text.value())) {
      root.problems()
          .error(
              pointer,
              text.at(),
              "refers to a parameter, which only strings of partitions.json can: config.json has"
                  + " no region to ask in.");
    }
  }

  private Optional<Settings> settings(Members members) {
    Path logFile = logFile(members);
    Settings.LogLevel logLevel = logLevel(members);
    Optional<Path> slurmBinPath = members.required("SlurmBinPath").flatMap(this::path);
    Map<String, String> slurmConf =
        members.required("SlurmConf").map(SettingsReader::slurmConf).orElse(Map.of());
    Optional<String> clusterName =
        members.optional("ClusterName").flatMap(SettingsReader::clusterName);
    Path stateDir =
        members.optional("StateDir").flatMap(this::path).orElseGet(() -> stateDirBeside(logFile));
    Duration grace = grace(members);
    boolean adoptUntagged = members.optional("AdoptUntagged").flatMap(YesOrNo::read).orElse(false);
    Duration parameterCache =
        members
            .optional("ParameterCacheSeconds")
            .map(element -> WholeNumber.read(element, 0, MAX_SECONDS))
            .map(seconds -> Duration.ofSeconds(seconds.orElse(0)))
            .orElse(Settings.PARAMETER_CACHE);
    int bootFailureLimit =
        members
            .optional("BootFailureLimit")
            .map(element -> WholeNumber.read(element, 0, MAX_BOOT_FAILURES).orElse(0))
            .orElse(Settings.BOOT_FAILURE_LIMIT);
    LaunchSettings launch = launchReader.read(members, this::path);
    return slurmBinPath.map(
        bin ->
            new Settings(
                logLevel,
                logFile,
                bin,
                slurmConf,
                clusterName,
                stateDir,
                grace,
                adoptUntagged,
                parameterCache,
                bootFailureLimit,
                launch));
  }

  private Path logFile(Members members) {
    if (!members.has("LogFileName")) {
      members
          .owner()
          .warning(
              "LogFileName is missing; the log goes to "
                  + directory.resolve(DEFAULT_LOG_FILE)
                  + ".");
    }
    return members
        .optional("LogFileName")
        .flatMap(this::path)
        .orElseGet(() -> directory.resolve(DEFAULT_LOG_FILE));
  }

  private static Settings.LogLevel logLevel(Members members) {
    if (!members.has("LogLevel")) {
      members.owner().warning("LogLevel is missing; it is taken as " + DEFAULT_LOG_LEVEL + ".");
    }
    List<String> words = Arrays.stream(Settings.LogLevel.values()).map(Enum::name).toList();
    Optional<Element> element = members.optional("LogLevel");
    Optional<String> word = element.flatMap(Element::text);
    if (word.isPresent() && !words.contains(word.get())) {
      element
          .get()
          .error(
              Quoted.of(word.get())
                  + " is none of "
                  + String.join(", ", words)
                  + NearMiss.hint(word.get(), words)
                  + (NearMiss.of(word.get(), words).isPresent() ? "" : "."));
      return DEFAULT_LOG_LEVEL;
    }
    return word.map(Settings.LogLevel::valueOf).orElse(DEFAULT_LOG_LEVEL);
  }

  /** Relative paths start at the configuration: programs that slurmctld runs are anywhere. */
  private Optional<Path> path(Element element) {
    return element
        .text()
        .flatMap(
            text -> {
              try {
                return Optional.of(directory.resolve(text).normalize());
              } catch (InvalidPathException e) {
                element.error("is no path of a file: " + e.getReason() + ".");
                return Optional.empty();
              }
            });
  }

  /**
   * Beside the log, where Slurm's user can write without any preparation; named after the log, so
   * that two configurations that log into one directory keep apart.
   */
  private static Path stateDirBeside(Path logFile) {
    String name = String.valueOf(logFile.getFileName()).replaceFirst("\\.log$", "");
    return logFile.resolveSibling(name + ".state");
  }

  private static Map<String, String> slurmConf(Element element) {
    Map<String, String> values = SlurmValues.read(element, SlurmLimits.SLURM_CONF);
    for (String key : KnownKeys.SLURM_CONF_REQUIRED) {
      if (element.value() instanceof Json.ObjectNode object && object.get(key).isEmpty()) {
        String hint =
            NearMiss.of(key, object.members().keySet())
                .filter(near -> !KnownKeys.SLURM_CONF_REQUIRED.contains(near))
                .map(near -> " (is \"" + near + "\" meant for it?)")
                .orElse("");
        element.error(key + " is missing" + hint + ".");
      }
    }
    return values;
  }

  private static Optional<String> clusterName(Element element) {
    Optional<String> name = element.text();
    if (name.isPresent() && !CLUSTER_NAME.matcher(name.get()).matches()) {
      element.error(
          "must be 1 to 40 letters, digits and . _ -, not " + Quoted.of(name.get()) + ".");
    }
    return name;
  }

  private static Duration grace(Members members) {
    Optional<Element> element = members.optional("GraceSeconds");
    int seconds =
        element
            .map(e -> WholeNumber.read(e, 1, MAX_SECONDS).orElse(DEFAULT_GRACE_SECONDS))
            .orElse(DEFAULT_GRACE_SECONDS);
    if (seconds < SHORT_GRACE_SECONDS) {
      element.ifPresent(
          e ->
              e.warning(
                  "is shorter than EC2 may take to show a new instance ("
                      + SHORT_GRACE_SECONDS
                      + " s); instances could be ended while they start."));
    }
    return Duration.ofSeconds(seconds);
  }
}
