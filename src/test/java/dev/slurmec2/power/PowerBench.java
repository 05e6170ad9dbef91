package dev.slurmec2.power;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.LaunchTemplate;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Partition;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.config.Settings;
import dev.slurmec2.config.Tag;
import dev.slurmec2.json.Json;
import dev.slurmec2.json.Location;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/** A cluster "hpc" with partition aws: group a of 2,000 nodes in one region, b of 4 in another. */
final class PowerBench {
  final ScriptedEc2 east = new ScriptedEc2();
  final ScriptedEc2 west = new ScriptedEc2();
  final RecordingSlurm slurm = new RecordingSlurm();
  final List<Duration> slept = new ArrayList<>();
  final LaunchLedger ledger;
  GroupParameters parameters = GroupParameters.NONE;
  List<NodeGroup> groups = List.of(group("a", 2000, "us-east-1"), group("b", 4, "us-west-2"));
  boolean adoptUntagged;
  String resumeTimeout = "300";
  Steps steps = PowerBench::oneAfterAnother;
  Runnable beforeSleep = () -> {};
  private final Path stateDirectory;
  private int launches;

  PowerBench(Path stateDirectory) {
    this.stateDirectory = stateDirectory;
    ledger = new LaunchLedger(stateDirectory, () -> east.now);
  }

  /** Makes something different about the first group. */
  void first(UnaryOperator<NodeGroup> change) {
    List<NodeGroup> changed = new ArrayList<>(groups);
    changed.set(0, change.apply(changed.get(0)));
    groups = List.copyOf(changed);
  }

  PowerSite site() {
    return new PowerSite(
        configuration(),
        "hpc",
        slurm,
        (region, profile) -> region.equals("us-east-1") ? east : west,
        parameters,
        ledger,
        () -> east.now,
        duration -> {
          beforeSleep.run();
          slept.add(duration);
          east.now = east.now.plus(duration);
        },
        () -> "launch-" + ++launches,
        steps);
  }

  /** Suspends nodes as slurmctld does: they are on their way down. */
  PowerOutcome suspend(Collection<String> nodes) {
    slurm.phase = "POWERING_DOWN";
    PowerOutcome outcome = new Suspend(site()).run(nodes);
    slurm.phase = "POWERING_UP";
    return outcome;
  }

  /** Gives up nodes as slurmctld does after ResumeTimeout: it has powered them down. */
  PowerOutcome resumeFail(Collection<String> nodes) {
    slurm.phase = "POWERED_DOWN";
    PowerOutcome outcome = new ResumeFail(site()).run(nodes);
    slurm.phase = "POWERING_UP";
    return outcome;
  }

  /** In an order that a test can rely on. */
  private static <T> List<T> oneAfterAnother(List<? extends Callable<T>> steps) {
    List<T> values = new ArrayList<>();
    for (Callable<T> step : steps) {
      try {
        values.add(step.call());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    return values;
  }

  private Configuration configuration() {
    return new Configuration(
        Path.of("."),
        new Settings(
            Settings.LogLevel.INFO,
            Path.of("aws.log"),
            Path.of("/usr/bin"),
            Map.of("ResumeTimeout", resumeTimeout),
            Optional.of("hpc"),
            stateDirectory,
            Duration.ofMinutes(2),
            adoptUntagged),
        List.of(new Partition("aws", groups, Map.of())));
  }

  static NodeGroup group(String name, int maxNodes, String region) {
    return group(name, maxNodes, region, List.of("subnet-1"), List.of());
  }

  /** A group of these types in these subnets; without types, the launch template's. */
  static NodeGroup group(
      String name, int maxNodes, String region, List<String> subnets, List<String> types) {
    Json.ObjectNode nothing = new Json.ObjectNode(Map.of(), Map.of(), Location.NONE);
    List<Json.ObjectNode> overrides =
        types.stream()
            .map(
                type ->
                    new Json.ObjectNode(
                        Map.of("InstanceType", new Json.Text(type, Location.NONE)),
                        Map.of("InstanceType", Location.NONE),
                        Location.NONE))
            .toList();
    return new NodeGroup(
        "aws",
        name,
        maxNodes,
        region,
        Optional.empty(),
        Map.of(),
        PurchasingOption.ON_DEMAND,
        nothing,
        nothing,
        new LaunchTemplate(Optional.of("template"), Optional.empty(), "$Latest"),
        overrides.isEmpty() ? List.of(nothing) : overrides,
        subnets,
        List.of(new Tag("Team", "genomics"), new Tag("Where", "{node_name} at {ip_address}")));
  }
}
