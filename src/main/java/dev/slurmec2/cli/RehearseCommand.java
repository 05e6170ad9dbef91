package dev.slurmec2.cli;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.ConfigurationReader;
import dev.slurmec2.config.ConfigurationResult;
import dev.slurmec2.config.FileTrust;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.ParameterReferences;
import dev.slurmec2.config.Problem;
import dev.slurmec2.config.Resolution;
import dev.slurmec2.config.Settings;
import dev.slurmec2.ec2.KnownRegions;
import dev.slurmec2.ec2.SdkApiShapes;
import dev.slurmec2.rehearsal.Assumptions;
import dev.slurmec2.rehearsal.Burst;
import dev.slurmec2.rehearsal.BurstReader;
import dev.slurmec2.rehearsal.GivenParameters;
import dev.slurmec2.rehearsal.Rehearsal;
import dev.slurmec2.rehearsal.Report;
import dev.slurmec2.rehearsal.ReportText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a burst would do, before it is paid for. */
@Command(
    name = "rehearse",
    description = {
      "Says what a burst of nodes would do: when nodes would be up, which calls it takes, what would"
          + " fail and why, which instances it uses and what they cost; and how they go away again.",
      "The real resume and suspend run on a clock that jumps, against the sandbox's EC2 with its"
          + " token buckets. Neither Slurm nor AWS is asked, and nothing of the cluster is touched."
    },
    exitCodeList = {
      "0:all nodes would come and go",
      "1:some would not",
      "2:wrong usage or configuration",
      "3:the rehearsal itself failed"
    })
final class RehearseCommand implements Callable<Integer> {
  private static final Assumptions USUAL = Assumptions.DEFAULT;

  /** More than a day is no wait that anybody means, and keeps times in range. */
  private static final double MAX_SECONDS = 86_400;

  @Mixin private CommonOptions options;

  @Option(
      names = "--nodes",
      paramLabel = "NODES",
      description =
          "Nodes without a job: PARTITION/GROUP:COUNT for the first ones that are not asked for yet,"
              + " as aws/node:200, or a Slurm hostlist expression. Can be repeated.")
  private List<String> nodes = List.of();

  @Option(
      names = "--job",
      paramLabel = "ID:NODES",
      description =
          "A job and its nodes, in the same forms: 7:aws/node:16. Can be repeated; the order is that"
              + " of Slurm.")
  private List<String> jobs = List.of();

  @Option(
      names = "--resume-file",
      paramLabel = "FILE",
      description = "Jobs and nodes as slurmctld writes them for ResumeProgram, any version.")
  private List<String> resumeFiles = List.of();

  @Option(
      names = "--capacity-file",
      paramLabel = "FILE",
      description =
          "What EC2 has to give, in the sandbox's form (docs/sandbox.md). Default: no limit.")
  private @Nullable Path capacityFile;

  @Option(
      names = "--subnet",
      paramLabel = "ID=ZONE",
      description = "The zone of a subnet. Default: zones are assigned in turn.")
  private Map<String, String> subnets = new LinkedHashMap<>();

  @Option(
      names = "--parameter",
      paramLabel = "NAME=VALUE",
      description =
          "The value of a parameter of the Parameter Store that partitions.json refers to, in every"
              + " region. Default for ids, names of launch templates and values of tags: something"
              + " made up, and said so.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "When the burst is, as 2026-12-01T11:30:00Z, for reservations and capacity blocks with dates"
              + " in the capacity file. Default: now if it has dates.")
  private @Nullable String at;

  @Option(
      names = "--boot-seconds",
      paramLabel = "S",
      description =
          "Assumed from a node's address in Slurm to its being up. Default: ${DEFAULT-VALUE}.")
  private double boot = seconds(USUAL.boot());

  @Option(
      names = "--latency-ms",
      paramLabel = "MS",
      description = "Assumed for every call to EC2. Default: ${DEFAULT-VALUE}.")
  private double latency = millis(USUAL.latency());

  @Option(
      names = "--fleet-latency-ms",
      paramLabel = "MS",
      description =
          "Assumed of CreateFleet for each instance asked for, besides. Default: ${DEFAULT-VALUE}.")
  private double fleetLatency = millis(USUAL.fleetLatency());

  @Option(
      names = "--visible-after-seconds",
      paramLabel = "S",
      description = "Assumed until EC2 shows a new instance. Default: ${DEFAULT-VALUE}.")
  private double visibleAfter = seconds(USUAL.visibleAfter());

  @Option(
      names = "--address-after-seconds",
      paramLabel = "S",
      description = "Assumed until a new instance shows its address. Default: ${DEFAULT-VALUE}.")
  private double addressAfter = seconds(USUAL.addressAfter());

  @Option(names = "--no-token-buckets", description = "As if EC2 took any number of calls.")
  private boolean unthrottled;

  @Option(names = "--json", description = "One JSON object, durations in seconds.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (options.verbose) {
      LogSetup.toStderr(Settings.LogLevel.DEBUG, spec.name());
    }
    try {
      Assumptions assumptions = assumptions();
      ConfigurationReader reader =
          new ConfigurationReader(new SdkApiShapes(), new KnownRegions(), anybodys());
      Configuration written = read(reader);
      GivenParameters given = given(written);
      Resolution resolution = reader.resolve(written, groups(written), cluster(written), given);
      Burst burst = burst(resolution);
      Report report =
          new Rehearsal(
                  resolution.configuration(),
                  Optional.ofNullable(capacityFile),
                  subnets,
                  madeUp(given, written, burst),
                  assumptions,
                  start())
              .run(burst);
      (json ? List.of(ReportText.json(report)) : ReportText.lines(report)).forEach(out::println);
      return report.allWell() ? ExitCodes.DONE : ExitCodes.FAILED_IN_PART;
    } catch (IllegalArgumentException e) {
      return failed(ExitCodes.USAGE_OR_CONFIGURATION, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return failed(ExitCodes.USAGE_OR_CONFIGURATION, "A file cannot be used: " + e.getMessage());
    } catch (Cluster.Unusable e) {
      return failed(e.exitCode(), String.valueOf(e.getMessage()));
    }
  }

  private Instant start() throws IOException {
    if (at == null) {
      return Rehearsal.usualStart(Optional.ofNullable(capacityFile), InstantSource.system());
    }
    try {
      return Instant.parse(at);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "--at is \"" + at + "\"; it is to be a time such as 2026-12-01T11:30:00Z.", e);
    }
  }

  private int failed(int exitCode, String message) {
    spec.commandLine().getErr().println(spec.name() + ": " + message);
    return exitCode;
  }

  /** Nothing is run or paid by these files: whoever can change them may. */
  private static FileTrust anybodys() {
    return new FileTrust(file -> Optional.empty(), Set.of());
  }

  private Configuration read(ConfigurationReader reader) throws Cluster.Unusable {
    ConfigurationResult result = reader.read(options.directory(System.getenv()));
    if (result instanceof ConfigurationResult.Invalid invalid) {
      throw new Cluster.Unusable(
          ExitCodes.USAGE_OR_CONFIGURATION, Cluster.report(invalid.problems()));
    }
    return ((ConfigurationResult.Valid) result).configuration();
  }

  private static String cluster(Configuration configuration) {
    return configuration.settings().clusterName().orElse(Rehearsal.CLUSTER);
  }

  private static Set<String> groups(Configuration configuration) {
    return configuration.nodeGroups().stream().map(NodeGroup::id).collect(Collectors.toSet());
  }

  private GivenParameters given(Configuration configuration) {
    return new GivenParameters(
        parameters,
        ParameterReferences.keysInLaunch(
            configuration, groups(configuration), cluster(configuration)));
  }

  /** What was made up for the groups that the burst is about. */
  private static Map<String, String> madeUp(
      GivenParameters given, Configuration configuration, Burst burst) {
    Set<String> groups =
        configuration.byGroup(burst.nodes()).keySet().stream()
            .flatMap(Optional::stream)
            .map(NodeGroup::id)
            .collect(Collectors.toSet());
    Map<String, String> madeUp = new LinkedHashMap<>(given.madeUp());
    madeUp
        .keySet()
        .retainAll(
            ParameterReferences.keysInLaunch(configuration, groups, cluster(configuration))
                .keySet());
    return madeUp;
  }

  /** What is asked for; a group without all its parameters may fail if nothing is asked of it. */
  private Burst burst(Resolution resolution) throws Cluster.Unusable {
    Configuration configuration = resolution.configuration();
    BurstReader reader = new BurstReader(configuration);
    jobs.forEach(reader::job);
    resumeFiles.forEach(reader::resumeFile);
    nodes.forEach(reader::nodes);
    List<String> problems = new ArrayList<>(reader.problems());
    Set<Problem> unresolved = new LinkedHashSet<>();
    configuration
        .byGroup(reader.burst().nodes())
        .keySet()
        .forEach(
            group ->
                group
                    .map(NodeGroup::id)
                    .ifPresent(
                        id -> unresolved.addAll(resolution.failed().getOrDefault(id, List.of()))));
    if (!unresolved.isEmpty()) {
      unresolved.forEach(problem -> problems.add(problem.toString()));
      problems.add("AWS is not asked: give what is missing as --parameter NAME=VALUE.");
    }
    if (!problems.isEmpty()) {
      throw new Cluster.Unusable(ExitCodes.USAGE_OR_CONFIGURATION, String.join("\n", problems));
    }
    return reader.burst();
  }

  private Assumptions assumptions() {
    return new Assumptions(
        duration("--latency-ms", latency / 1000),
        duration("--fleet-latency-ms", fleetLatency / 1000),
        duration("--visible-after-seconds", visibleAfter),
        duration("--address-after-seconds", addressAfter),
        duration("--boot-seconds", boot),
        !unthrottled);
  }

  private static Duration duration(String option, double seconds) {
    if (!(seconds >= 0 && seconds <= MAX_SECONDS)) {
      throw new IllegalArgumentException(option + " is to be between 0 and a day.");
    }
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static double millis(Duration duration) {
    return duration.toMillis();
  }
}
