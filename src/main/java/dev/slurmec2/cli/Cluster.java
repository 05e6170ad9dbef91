package dev.slurmec2.cli;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.ConfigurationReader;
import dev.slurmec2.config.ConfigurationResult;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.ParameterReferences;
import dev.slurmec2.config.ParameterSource;
import dev.slurmec2.config.Problem;
import dev.slurmec2.config.Resolution;
import dev.slurmec2.config.Settings;
import dev.slurmec2.ec2.KnownRegions;
import dev.slurmec2.ec2.SdkApiShapes;
import dev.slurmec2.ec2.SdkPreparation;
import dev.slurmec2.ec2.SdkRegions;
import dev.slurmec2.power.GroupParameters;
import dev.slurmec2.power.LaunchLedger;
import dev.slurmec2.power.PowerSite;
import dev.slurmec2.reconcile.WrongParameters;
import dev.slurmec2.slurm.ClusterName;
import dev.slurmec2.slurm.Scontrol;
import dev.slurmec2.slurm.Slurm;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.slurm.SystemCommandRunner;
import dev.slurmec2.text.Secrets;
import dev.slurmec2.time.Sleeper;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration and what stands behind it: Slurm by scontrol, EC2 by the SDK. */
final class Cluster implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Cluster.class);

  private final ConfigurationReader reader;
  private final Configuration configuration;
  private final Map<String, String> environment;
  private final Scontrol slurm;
  private final SdkRegions ec2;

  private final List<Problem> warnings;

  private Cluster(
      ConfigurationReader reader,
      Configuration configuration,
      List<Problem> warnings,
      Map<String, String> environment,
      SdkPreparation preparation) {
    this.reader = reader;
    this.warnings = warnings;
    this.configuration = configuration;
    this.environment = environment;
    Settings settings = configuration.settings();
    this.ec2 = new SdkRegions(settings.stateDir(), settings.launch().apiLimits(), preparation);
    this.slurm =
        new Scontrol(
            settings.slurmBinPath(),
            new SystemCommandRunner(),
            Optional.of(slurmConf(environment)));
  }

  /** A command that cannot go on; its sentences are for the person or the log. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    Unusable(int exitCode, String message) {
      super(message);
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }
  }

  /**
   * Reads the configuration and starts logging.
   *
   * @param program the subcommand's name in the log
   * @param err where warnings go when a person looks on
   * @throws Unusable with all problems of both files
   */
  static Cluster open(CommonOptions options, String program, PrintWriter err) throws Unusable {
    return open(options, program, SdkPreparation.start());
  }

  /** As {@link #open(CommonOptions, String, PrintWriter)}, for a program that seldom asks EC2. */
  static Cluster openForFiles(CommonOptions options, String program, PrintWriter err)
      throws Unusable {
    return open(options, program, SdkPreparation.none());
  }

  private static Cluster open(CommonOptions options, String program, SdkPreparation preparation)
      throws Unusable {
    Map<String, String> environment = System.getenv();
    Path directory = options.directory(environment);
    ConfigurationReader reader =
        new ConfigurationReader(
            new SdkApiShapes(), new KnownRegions(), Trust.onThisMachine(environment));
    ConfigurationResult result = reader.read(directory);
    if (result instanceof ConfigurationResult.Invalid invalid) {
      invalid.settings().ifPresent(settings -> startLog(settings, options, program));
      throw new Unusable(ExitCodes.USAGE_OR_CONFIGURATION, report(invalid.problems()));
    }
    ConfigurationResult.Valid valid = (ConfigurationResult.Valid) result;
    Settings settings = valid.configuration().settings();
    shownInAnyCase(valid.configuration()).forEach(Secrets::open);
    startLog(settings, options, program);
    Ownership.prepare(settings.stateDir());
    for (Problem warning : valid.warnings()) {
      log.warn("{}", warning);
    }
    return new Cluster(reader, valid.configuration(), valid.warnings(), environment, preparation);
  }

  /** Names that are in every line; one that is a parameter's value as well hides nothing. */
  private static Set<String> shownInAnyCase(Configuration configuration) {
    Set<String> words = new LinkedHashSet<>();
    configuration.settings().clusterName().ifPresent(words::add);
    for (NodeGroup group : configuration.nodeGroups()) {
      words.addAll(List.of(group.partition(), group.name(), group.region()));
    }
    return words;
  }

  private static void startLog(Settings settings, CommonOptions options, String program) {
    Settings.LogLevel level = options.verbose ? Settings.LogLevel.DEBUG : settings.logLevel();
    LogSetup.toFile(settings.logFile(), level, program);
    if (options.verbose || isTerminal()) {
      LogSetup.toStderr(level, program);
    }
  }

  /** Whether stderr is a terminal; the launcher looks, for Java cannot before JDK 22. */
  static boolean isTerminal() {
    return Boolean.getBoolean("slurmec2.terminal");
  }

  /** Says why a command cannot go on: in the log, and on stderr if the log is not shown there. */
  static void complain(PrintWriter err, String program, CommonOptions options, String message) {
    message.lines().forEach(line -> log.error("{}", line));
    if (!options.verbose && !isTerminal()) {
      err.println(program + ": " + message);
    }
  }

  /** All problems, one a line, with a closing line that counts them. */
  static String report(List<Problem> problems) {
    long errors =
        problems.stream().filter(problem -> problem.severity() == Problem.Severity.ERROR).count();
    return problems.stream()
        .map(
            problem ->
                problem.severity() == Problem.Severity.ERROR
                    ? problem.toString()
                    : problem + " (warning)")
        .collect(
            Collectors.joining(
                "\n",
                "",
                "\n" + errors + (errors == 1 ? " error" : " errors") + "; nothing was done."));
  }

  Configuration configuration() {
    return configuration;
  }

  /** What is suspicious in the files; logged already. */
  List<Problem> warnings() {
    return warnings;
  }

  Scontrol slurm() {
    return slurm;
  }

  SdkRegions ec2() {
    return ec2;
  }

  /**
   * What the controller runs with, if one answers. Not asked without a slurm.conf: Slurm's commands
   * look for it for a minute (22.05 parse_config.c).
   */
  Optional<Map<String, String>> runningConfiguration() {
    boolean answers =
        Files.isReadable(slurmConf(environment))
            && slurm.controllers() instanceof SlurmResult.Ok<List<Slurm.Controller>> ok
            && ok.value().stream().anyMatch(Slurm.Controller::up);
    return answers && slurm.configuration() instanceof SlurmResult.Ok<Map<String, String>> ok
        ? Optional.of(ok.value())
        : Optional.empty();
  }

  private static Path slurmConf(Map<String, String> environment) {
    return ClusterName.slurmConf(environment, ClusterName.DEFAULT_SLURM_CONF);
  }

  /** The Parameter Store, kept for some minutes in StateDir. */
  ParameterSource parameters() {
    Settings settings = configuration.settings();
    return ec2.parameters(settings.stateDir(), settings.parameterCache(), InstantSource.system());
  }

  /**
   * The cluster's name.
   *
   * @throws Unusable when neither config.json, slurm.conf nor the controller says it
   */
  String name() throws Unusable {
    ClusterName.Result name =
        new ClusterName(environment, ClusterName.DEFAULT_SLURM_CONF, slurm)
            .find(configuration.settings().clusterName());
    if (name instanceof ClusterName.Result.Found found) {
      return found.name();
    }
    throw new Unusable(ExitCodes.NOTHING_DONE, ((ClusterName.Result.NotFound) name).reason());
  }

  /**
   * The configuration with the number of each group's nodes known: a MaxNodes that is a parameter
   * is looked up.
   *
   * @throws Unusable when it cannot be
   */
  Configuration withNodesCounted() throws Unusable {
    if (ParameterReferences.inMaxNodes(configuration).isEmpty()) {
      return configuration;
    }
    return withSlurmConfParameters();
  }

  /**
   * The configuration for those who look at nodes: with the number of each group's nodes and the
   * ids of its capacity reservations known. What cannot be had of the latter is in the log.
   *
   * @throws Unusable as {@link #withNodesCounted}
   */
  Configuration forLooking() throws Unusable {
    Configuration counted = withNodesCounted();
    if (ParameterReferences.inReservations(counted).isEmpty()) {
      return counted;
    }
    Resolution resolution = reader.resolveReservations(counted, name(), parameters());
    resolution
        .problems()
        .forEach(
            problem ->
                log.warn("{} Whether a capacity block is open is not known there.", problem));
    return resolution.configuration();
  }

  /**
   * The configuration with everything filled in that slurm.conf needs; asks AWS only if there is a
   * reference in it.
   *
   * @throws Unusable with all problems when a parameter cannot be had
   */
  Configuration withSlurmConfParameters() throws Unusable {
    if (ParameterReferences.inSlurmConf(configuration).isEmpty()) {
      return configuration;
    }
    Resolution resolution = reader.resolveForSlurmConf(configuration, name(), parameters());
    if (!resolution.isComplete()) {
      throw new Unusable(ExitCodes.USAGE_OR_CONFIGURATION, report(resolution.problems()));
    }
    resolution.warnings().forEach(warning -> log.warn("{}", warning));
    return resolution.configuration();
  }

  /**
   * References of all node groups that a launch would find wrong; asks AWS only if there are any,
   * and writes nothing into the log.
   *
   * @throws Unusable when the cluster's name is not known
   */
  WrongParameters wrongParameters() throws Unusable {
    Set<String> ids =
        configuration.nodeGroups().stream().map(NodeGroup::id).collect(Collectors.toSet());
    if (ParameterReferences.inLaunch(configuration, ids).isEmpty()) {
      return WrongParameters.NONE;
    }
    Resolution resolution = reader.resolve(configuration, ids, name(), parameters());
    Map<String, List<String>> failed = sentences(resolution.failed());
    failed.keySet().retainAll(ids);
    return new WrongParameters(failed, sentences(resolution.leftOut()));
  }

  private static Map<String, List<String>> sentences(Map<String, List<Problem>> problems) {
    Map<String, List<String>> sentences = new LinkedHashMap<>();
    problems.forEach((id, all) -> sentences.put(id, all.stream().map(Problem::toString).toList()));
    return sentences;
  }

  /** What the use cases of package power work on. */
  PowerSite powerSite() throws Unusable {
    String name = name();
    return new PowerSite(
        configuration,
        name,
        slurm,
        ec2,
        groups -> fill(name, groups.stream().map(group -> group.id()).collect(Collectors.toSet())),
        new LaunchLedger(configuration.settings().stateDir(), InstantSource.system()),
        InstantSource.system(),
        Sleeper.THREAD,
        () -> UUID.randomUUID().toString());
  }

  private GroupParameters.Filled fill(String cluster, Set<String> groupIds) {
    if (ParameterReferences.inLaunch(configuration, groupIds).isEmpty()) {
      return new GroupParameters.Filled(Map.of(), Map.of());
    }
    Resolution resolution = reader.resolve(configuration, groupIds, cluster, parameters());
    resolution.warnings().forEach(warning -> log.warn("{}", warning));
    Map<String, NodeGroup> groups = new LinkedHashMap<>();
    resolution.configuration().nodeGroups().forEach(group -> groups.put(group.id(), group));
    Map<String, List<String>> failed = new LinkedHashMap<>();
    for (String id : new LinkedHashSet<>(groupIds)) {
      List<Problem> problems = resolution.failed().getOrDefault(id, List.of());
      problems.forEach(problem -> log.error("{}", problem));
      if (!problems.isEmpty()) {
        failed.put(id, problems.stream().map(Problem::toString).toList());
        groups.remove(id);
      }
    }
    Map<String, List<String>> leftOut = new LinkedHashMap<>();
    resolution
        .leftOut()
        .forEach(
            (id, problems) -> leftOut.put(id, problems.stream().map(Problem::message).toList()));
    return new GroupParameters.Filled(groups, failed, leftOut);
  }

  @Override
  public void close() {
    ec2.close();
    Ownership.handBack(configuration.settings().stateDir());
  }
}
