package dev.slurmec2.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.LaunchTemplate;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Partition;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.config.Settings;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.ec2.SdkRegions;
import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import dev.slurmec2.power.GroupParameters;
import dev.slurmec2.power.LaunchLedger;
import dev.slurmec2.power.PowerSite;
import dev.slurmec2.sandbox.Sandbox;
import dev.slurmec2.sandbox.SandboxOptions;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.Times;
import dev.slurmec2.testing.FakeSlurm;
import dev.slurmec2.time.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** The use cases on a sandbox that allows what a policy does. */
final class PolicyBench {
  static final String REGION = "us-east-1";

  private final Path state;

  /**
   * @param state an empty directory
   */
  PolicyBench(Path state) {
    this.state = state;
  }

  /** The head node's policy as a text, for a cluster in the sandbox's account. */
  static String policy(String cluster) throws IOException {
    Path base = Path.of(Objects.requireNonNull(System.getProperty("slurmec2.basedir")));
    return Files.readString(base.resolve("docs/iam/head-node.json"))
        .replace("ACCOUNT", Engine.ACCOUNT)
        .replace("CLUSTER", cluster);
  }

  /** A sandbox in which these actions are allowed. */
  static Sandbox allowing(List<String> actions) throws IOException {
    return Sandbox.start(options().allowedActions(actions).build());
  }

  /** A sandbox in which this policy counts, with its resources and conditions. */
  Sandbox under(String policy) throws IOException {
    Path file = Files.writeString(Files.createTempFile(state, "policy", ".json"), policy);
    Path capacity =
        Files.writeString(
            Files.createTempFile(state, "capacity", ".json"),
            """
            {"reservations": [{"id": "cr-0a", "instanceType": "c5.large", "zone": "us-east-1a",
              "count": 2, "match": "targeted"}]}
            """);
    return Sandbox.start(options().policyFile(file).capacityFile(capacity).build());
  }

  private static SandboxOptions.Builder options() {
    return SandboxOptions.builder()
        .times(
            new Times(
                Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofHours(1)))
        .subnets(Map.of("subnet-0000000a", "a"))
        .launchTemplates(Set.of("nodes"));
  }

  Configuration configuration() throws JsonSyntaxException {
    Json.ObjectNode nothing = (Json.ObjectNode) JsonReader.read("{}");
    Settings settings =
        new Settings(
            Settings.LogLevel.INFO,
            state.resolve("log"),
            Path.of("/usr/bin"),
            Map.of("ResumeTimeout", "300"),
            Optional.of("hpc"),
            state,
            Duration.ofMinutes(2),
            false);
    NodeGroup group =
        new NodeGroup(
            "p",
            "g",
            8,
            REGION,
            Optional.empty(),
            Map.of(),
            PurchasingOption.ON_DEMAND,
            nothing,
            nothing,
            new LaunchTemplate(Optional.of("nodes"), Optional.empty(), "$Latest"),
            List.of((Json.ObjectNode) JsonReader.read("{\"InstanceType\":\"c5.large\"}")),
            List.of("subnet-0000000a"),
            List.of());
    return new Configuration(
        state, settings, List.of(new Partition("p", List.of(group), Map.of())));
  }

  PowerSite site(String cluster, FakeSlurm slurm, SdkRegions ec2) throws JsonSyntaxException {
    return site(configuration(), cluster, slurm, ec2);
  }

  /** A site whose node group names a capacity reservation. */
  PowerSite reservedSite(String reservation, FakeSlurm slurm, SdkRegions ec2)
      throws JsonSyntaxException {
    Configuration ordinary = configuration();
    NodeGroup group = ordinary.nodeGroups().get(0);
    NodeGroup reserved =
        group.withPolicy(group.policy().withReservations(List.of(reservation)), List.of());
    return site(
        new Configuration(
            state, ordinary.settings(), List.of(new Partition("p", List.of(reserved), Map.of()))),
        "hpc",
        slurm,
        ec2);
  }

  private PowerSite site(
      Configuration configuration, String cluster, FakeSlurm slurm, SdkRegions ec2) {
    return new PowerSite(
        configuration,
        cluster,
        slurm,
        ec2,
        GroupParameters.NONE,
        new LaunchLedger(state, InstantSource.system()),
        InstantSource.system(),
        Sleeper.THREAD,
        () -> UUID.randomUUID().toString());
  }

  static FakeSlurm slurm() {
    FakeSlurm slurm = new FakeSlurm(Clock.system(ZoneId.systemDefault()));
    IntStream.range(0, 8).forEach(i -> slurm.add("p-g-" + i));
    return slurm;
  }

  static SdkRegions regions(Sandbox sandbox) {
    return SdkRegions.at(sandbox.endpoint(), "sandbox", "sandbox");
  }

  static List<Instance> live(SdkRegions ec2) {
    Ec2Result<List<Instance>> result =
        ec2.in(REGION, Optional.empty())
            .describe(InstanceQuery.liveWithTag("slurm-ec2:cluster", "hpc"));
    assertThat(result).isInstanceOf(Ec2Result.Ok.class);
    return ((Ec2Result.Ok<List<Instance>>) result).value();
  }
}
