package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.ApiLimits;
import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.LaunchTemplate;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Partition;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.config.Settings;
import dev.slurmec2.ec2.SdkRegions;
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
import dev.slurmec2.time.Sleeper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox with the documented token buckets refuses next to nothing. */
class PacedLaunchIT {
  private static final int NODES = 1000;

  /** A call that is held up on its way arrives together with those behind it. */
  private static final int FEW = 3;

  @TempDir private Path stateDir;

  private Configuration configuration() throws Exception {
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
        stateDir, settings, List.of(new Partition("p", List.of(group), Map.of())));
  }

  private PowerSite site(FakeSlurm slurm, SdkRegions ec2) throws Exception {
    return new PowerSite(
        configuration(),
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

  private static int count(Sandbox sandbox, String what, String name) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(sandbox.endpoint() + "/sandbox/calls")).build(),
                HttpResponse.BodyHandlers.ofString());
    Json.ObjectNode counts = (Json.ObjectNode) JsonReader.read(answer.body());
    Json.ObjectNode wanted = (Json.ObjectNode) counts.members().get(what);
    return wanted != null && wanted.members().get(name) instanceof Json.Numeral number
        ? Integer.parseInt(number.literal())
        : 0;
  }

  /** Two runs share the buckets through StateDir: one site each, as two processes have. */
  @Test
  void a_thousand_nodes_of_two_runs_come_and_go_without_refusals() throws Exception {
    Times times =
        new Times(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofHours(1));
    ExecutorService runs = Executors.newFixedThreadPool(2);
    try (Sandbox sandbox =
            Sandbox.start(
                SandboxOptions.builder()
                    .times(times)
                    .subnets(Map.of("subnet-0000000a", "a"))
                    .throttle(true)
                    .build());
        SdkRegions first = regions(sandbox);
        SdkRegions second = regions(sandbox)) {
      PowerSite one = site(slurm(), first);
      PowerSite other = site(slurm(), second);

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
}
