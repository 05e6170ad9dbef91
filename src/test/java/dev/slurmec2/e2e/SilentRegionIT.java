package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.LaunchTemplate;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.ec2.SdkRegions;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import dev.slurmec2.power.GroupParameters;
import dev.slurmec2.power.LaunchLedger;
import dev.slurmec2.power.PowerOutcome;
import dev.slurmec2.power.PowerSite;
import dev.slurmec2.power.Resume;
import dev.slurmec2.sandbox.Sandbox;
import dev.slurmec2.sandbox.SandboxOptions;
import dev.slurmec2.testing.FakeSlurm;
import dev.slurmec2.testing.TestConfiguration;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A region whose endpoint takes connections and says nothing, by the real SDK. */
class SilentRegionIT {
  /** Less than what the SDK waits for an answer: in the end the region gives what is asked. */
  private static final int SILENCE_MILLIS = 25_000;

  @TempDir private Path stateDir;

  private final FakeSlurm slurm = new FakeSlurm(Clock.system(ZoneId.systemDefault()));

  private PowerSite site(SdkRegions ec2) {
    Configuration configuration =
        TestConfiguration.of(
            stateDir,
            false,
            group("east", "us-east-1", "subnet-0000000a"),
            group("west", "us-west-2", "subnet-0000000b"));
    configuration
        .nodeGroups()
        .forEach(
            group -> {
              for (int index = 0; index < group.maxNodes(); index++) {
                slurm.add(group.nodeName(index));
              }
            });
    return new PowerSite(
        configuration,
        "hpc",
        slurm,
        ec2,
        GroupParameters.NONE,
        new LaunchLedger(stateDir, InstantSource.system()),
        InstantSource.system(),
        Sleeper.THREAD,
        () -> UUID.randomUUID().toString());
  }

  private static NodeGroup group(String name, String region, String subnet) {
    Json.ObjectNode nothing = object("{}");
    return new NodeGroup(
        "p",
        name,
        2,
        region,
        Optional.empty(),
        Map.of(),
        PurchasingOption.ON_DEMAND,
        nothing,
        nothing,
        new LaunchTemplate(Optional.of("nodes"), Optional.empty(), "$Latest"),
        List.of(object("{\"InstanceType\":\"c5.large\"}")),
        List.of(subnet),
        List.of());
  }

  private static Json.ObjectNode object(String json) {
    try {
      return (Json.ObjectNode) JsonReader.read(json);
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static void fault(Sandbox sandbox, String json) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(sandbox.endpoint() + "/sandbox/faults"))
                    .POST(HttpRequest.BodyPublishers.ofString(json))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void nodes_elsewhere_have_their_addresses_before_it_answers() throws Exception {
    ExecutorService runs = Executors.newSingleThreadExecutor();
    try (Sandbox sandbox = Sandbox.start(SandboxOptions.builder().build());
        SdkRegions ec2 = SdkRegions.at(sandbox.endpoint(), "sandbox", "sandbox")) {
      PowerSite site = site(ec2);
      fault(
          sandbox,
          "{\"action\":\"*\",\"region\":\"us-west-2\",\"times\":1,\"delayMillis\":%d}"
              .formatted(SILENCE_MILLIS));
      long start = System.nanoTime();

      Future<PowerOutcome> run =
          runs.submit(() -> new Resume(site).run(Hostlist.expand("p-east-[0-1],p-west-[0-1]")));
      Await.until(
          Duration.ofMillis(SILENCE_MILLIS),
          "the east's nodes have addresses",
          () -> slurm.node("p-east-1").address(),
          address -> !address.equals("p-east-1"));

      assertThat(run.isDone()).isFalse();
      assertThat(slurm.node("p-west-1").address()).isEqualTo("p-west-1");
      assertThat(run.get().failed()).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(SILENCE_MILLIS));
      assertThat(slurm.node("p-west-1").address()).isNotEqualTo("p-west-1");
    } finally {
      runs.shutdownNow();
    }
  }
}
