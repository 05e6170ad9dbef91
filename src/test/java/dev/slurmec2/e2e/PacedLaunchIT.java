package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.ApiLimits;
import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.LaunchTemplate;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.NodeNameTags;
import dev.slurmec2.config.Partition;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.config.Settings;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.ec2.SdkRegions;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.power.GroupParameters;
import dev.slurmec2.power.LaunchLedger;
import dev.slurmec2.power.PowerOutcome;
import dev.slurmec2.power.PowerSite;
import dev.slurmec2.power.Resume;
import dev.slurmec2.power.Suspend;
import dev.slurmec2.sandbox.Sandbox;
import dev.slurmec2.sandbox.SandboxOptions;
import dev.slurmec2.sandbox.engine.Times;
import dev.slurmec2.testing.FakeSlurm;
import dev.slurmec2.testing.SandboxControl;
import dev.slurmec2.time.Sleeper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sandbox with the documented token buckets refuses next to nothing. */
class PacedLaunchIT {
  private static final Logger log = LoggerFactory.getLogger(PacedLaunchIT.class);
  private static final int NODES = 1000;

  /** A call that is held up on its way arrives together with those behind it. */
  private static final int FEW = 3;

  @TempDir private Path stateDir;

  private Configuration configuration(NodeNameTags nameTags) throws Exception {
    Json.ObjectNode nothing = (Json.ObjectNode) JsonReader.read("{}");
    Settings settings =
        new Settings(
            Settings.LogLevel.INFO,
            stateDir.resolve("log"),
            Path.of("/usr/bin"),
            Map.of("ResumeTimeout", "600"),
            Optional.of("hpc"),
            stateDir,
            Duration.ofMinutes(2),
            false);
    NodeGroup group =
        new NodeGroup(
            "p",
            "g",
            NODES,
            "us-east-1",
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
        stateDir,
        settings,
        List.of(
            new Partition(
                "p",
                List.of(group.withIdentity(group.identity().withNameTags(nameTags))),
                Map.of())));
  }

  private PowerSite site(FakeSlurm slurm, SdkRegions ec2, NodeNameTags nameTags) throws Exception {
    return new PowerSite(
        configuration(nameTags),
        "hpc",
        slurm,
        ec2,
        GroupParameters.NONE,
        new LaunchLedger(stateDir, InstantSource.system()),
        InstantSource.system(),
        Sleeper.THREAD,
        () -> UUID.randomUUID().toString());
  }

  private static FakeSlurm slurm() {
    FakeSlurm slurm = new FakeSlurm(Clock.system(ZoneId.systemDefault()));
    IntStream.range(0, NODES).forEach(i -> slurm.add("p-g-" + i));
    return slurm;
  }

  private SdkRegions regions(Sandbox sandbox) {
    return SdkRegions.at(sandbox.endpoint(), "sandbox", "sandbox", stateDir, ApiLimits.DOCUMENTED);
  }

  private static Json.ObjectNode counts(Sandbox sandbox, String what) throws Exception {
    String answer = SandboxControl.call(sandbox.endpoint(), "GET", "/sandbox/calls", "");
    Json.ObjectNode counts = (Json.ObjectNode) JsonReader.read(answer);
    return counts.members().get(what) instanceof Json.ObjectNode found
        ? found
        : (Json.ObjectNode) JsonReader.read("{}");
  }

  private static int count(Sandbox sandbox, String what, String name) throws Exception {
    return number(counts(sandbox, what).members().get(name));
  }

  private static int calls(Sandbox sandbox) throws Exception {
    return counts(sandbox, "calls").members().values().stream()
        .mapToInt(PacedLaunchIT::number)
        .sum();
  }

  private static int number(@Nullable Json value) {
    return value instanceof Json.Numeral number ? Integer.parseInt(number.literal()) : 0;
  }

  private static Sandbox throttled() throws IOException {
    Times times =
        new Times(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofHours(1));
    return Sandbox.start(
        SandboxOptions.builder()
            .times(times)
            .subnets(Map.of("subnet-0000000a", "a"))
            .throttle(true)
            .build());
  }

  /** Two runs share the buckets through StateDir: one site each, as two processes have. */
  @Test
  void a_thousand_nodes_of_two_runs_come_and_go_without_refusals() throws Exception {
    ExecutorService runs = Executors.newFixedThreadPool(2);
    try (Sandbox sandbox = throttled();
        SdkRegions first = regions(sandbox);
        SdkRegions second = regions(sandbox)) {
      PowerSite one = site(slurm(), first, NodeNameTags.NAME);
      PowerSite other = site(slurm(), second, NodeNameTags.NAME);

      Future<PowerOutcome> half =
          runs.submit(() -> new Resume(one).run(Hostlist.expand("p-g-[0-499]")));
      PowerOutcome otherHalf = new Resume(other).run(Hostlist.expand("p-g-[500-999]"));

      assertThat(half.get().failed()).isEmpty();
      assertThat(otherHalf.failed()).isEmpty();
      assertThat(count(sandbox, "calls", "CreateTags")).isGreaterThanOrEqualTo(NODES);
      assertThat(count(sandbox, "errors", "RequestLimitExceeded")).isLessThanOrEqualTo(FEW);

      assertThat(new Suspend(one).run(Hostlist.expand("p-g-[0-999]")).failed()).isEmpty();
      assertThat(count(sandbox, "errors", "RequestLimitExceeded")).isLessThanOrEqualTo(FEW);
    } finally {
      runs.shutdownNow();
    }
  }

  @Test
  void by_index_a_thousand_nodes_come_with_twenty_calls_and_go_with_ten() throws Exception {
    try (Sandbox sandbox = throttled();
        SdkRegions ec2 = regions(sandbox)) {
      FakeSlurm slurm = slurm();
      PowerSite site = site(slurm, ec2, NodeNameTags.INDEX);

      Instant start = Instant.now();
      assertThat(new Resume(site).run(Hostlist.expand("p-g-[0-999]")).failed()).isEmpty();
      int launching = calls(sandbox);
      log.info(
          "1,000 nodes addressed in {} with {}",
          Duration.between(start, Instant.now()),
          counts(sandbox, "calls").members());

      assertThat(launching).isLessThanOrEqualTo(20);
      assertThat(count(sandbox, "calls", "CreateTags")).isEqualTo(13);
      assertThat(counts(sandbox, "errors").members()).isEmpty();
      List<Instance> live = live(ec2);
      assertThat(live).hasSize(NODES);
      Map<String, String> byTags = new TreeMap<>();
      live.forEach(one -> byTags.put(one.node().orElseThrow(), one.privateIp().orElseThrow()));
      Map<String, String> addresses = new TreeMap<>();
      slurm.all().forEach(node -> addresses.put(node.name(), node.address()));
      assertThat(byTags).isEqualTo(addresses);

      int before = calls(sandbox);
      assertThat(new Suspend(site).run(Hostlist.expand("p-g-[0-999]")).failed()).isEmpty();
      assertThat(calls(sandbox) - before).isLessThanOrEqualTo(10);
      assertThat(live(ec2)).isEmpty();
    }
  }

  private static List<Instance> live(SdkRegions ec2) {
    return ec2.in("us-east-1", Optional.empty())
                .describe(InstanceQuery.liveWithTag(Tags.CLUSTER, "hpc"))
            instanceof Ec2Result.Ok<List<Instance>> ok
        ? ok.value()
        : List.of();
  }
}
