package dev.slurmec2.shims;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** compute/slurm-ec2-spot-watch on a metadata service and a scontrol that say what a test wants. */
final class SpotWatchIT {
  private static final Path PROGRAM =
      Installation.SOURCES.toAbsolutePath().resolve("compute/slurm-ec2-spot-watch");
  private static final String TERMINATE =
      "{\"action\":\"terminate\",\"time\":\"2026-11-21T08:00:00Z\"}";
  private static final String RECOMMENDED = "{\"noticeTime\":\"2026-11-21T08:00:00Z\"}";

  @TempDir Path directory;
  private final Map<String, String> metadata = new ConcurrentHashMap<>();
  private volatile String token = "AQAEAF-token==";
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    metadata.put("instance-life-cycle", "spot");
    node("ALLOCATED+CLOUD", "");
    // Words end in a bar, so that a blank within one shows.
    Path scontrol =
        Installation.write(
            directory.resolve("scontrol"),
            "#!/bin/sh\ncase $2 in show) cat \"$HERE/node\" ;; *) printf '%s|' \"$@\""
                + " >>\"$HERE/updates\"; echo >>\"$HERE/updates\" ;; esac\n");
    assertThat(scontrol.toFile().setExecutable(true)).isTrue();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String given = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token");
      String body = metadata.get(path.replace("/latest/meta-data/", ""));
      int status = 200;
      if (path.equals("/latest/api/token")) {
        body = token;
      } else if (!token.equals(given)) {
        status = 401;
        body = "";
      } else if (body == null) {
        status = 404;
        body = "<html>404 - Not Found</html>";
      }
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private void node(String state, String reason) throws IOException {
    Files.writeString(
        directory.resolve("node"),
        "NodeName=aws-g1-3 NodeAddr=10.0.0.3 State="
            + state
            + " ThreadsPerCore=1"
            + (reason.isEmpty() ? "" : " Reason=" + reason + " [root@2026-11-21T08:00:00]")
            + "\n");
  }

  private Call.Result look(String... options) {
    List<Object> words = new ArrayList<>(List.of(PROGRAM, "--once"));
    words.addAll(List.of(options));
    words.add("aws-g1-3");
    return Call.of(words.toArray())
        .with("PATH", directory + ":/usr/bin:/bin")
        .with("HERE", directory)
        .with(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT",
            "http://127.0.0.1:" + server.getAddress().getPort())
        .run();
  }

  private List<String> updates() throws IOException {
    Path file = directory.resolve("updates");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  @Test
  void atTheNoticeTheNodeGoesDownAndOffSoThatItsJobsAreRequeued() throws IOException {
    metadata.put("spot/instance-action", TERMINATE);

    assertThat(look().exitCode()).isZero();

    assertThat(updates())
        .containsExactly(
            "update|nodename=aws-g1-3|state=down|reason=slurm-ec2: interrupted: EC2 takes its spot"
                + " instance back (Code:spot-instance-action)|",
            "update|nodename=aws-g1-3|state=power_down|");
  }

  @Test
  void withoutANoticeNothingIsDone() throws IOException {
    assertThat(look("--rebalance")).isEqualTo(new Call.Result(0, "", ""));
    assertThat(updates()).isEmpty();
  }

  @Test
  void onARecommendationTheNodeIsDrainedAndItsJobsGoOn() throws IOException {
    metadata.put("events/recommendations/rebalance", RECOMMENDED);

    assertThat(look("--rebalance").exitCode()).isZero();

    assertThat(updates())
        .containsExactly(
            "update|nodename=aws-g1-3|state=drain|reason=slurm-ec2: interrupted: EC2 recommends to"
                + " leave its spot instance (Code:rebalance-recommendation)|");
  }

  @Test
  void aRecommendationAloneIsNothingUnlessItIsAskedFor() throws IOException {
    metadata.put("events/recommendations/rebalance", RECOMMENDED);

    assertThat(look().exitCode()).isZero();

    assertThat(updates()).isEmpty();
  }

  @Test
  void whatWasDrainedOnARecommendationIsNotDrainedAgainButGoesAtTheNotice() throws IOException {
    node("ALLOCATED+CLOUD+DRAIN", "slurm-ec2: interrupted: EC2 recommends to leave");
    metadata.put("events/recommendations/rebalance", RECOMMENDED);
    look("--rebalance");
    assertThat(updates()).isEmpty();

    metadata.put("spot/instance-action", TERMINATE);
    look("--rebalance");

    assertThat(updates()).hasSize(2).first().asString().contains("state=down");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALLOCATED+CLOUD+DRAIN",
        "DOWN+CLOUD",
        "IDLE+CLOUD+FAIL",
        "IDLE+CLOUD+MAINTENANCE"
      })
  void whatAnOperatorTookOutStaysAsItIs(String state) throws IOException {
    node(state, "disk State=IDLE check");
    metadata.put("spot/instance-action", TERMINATE);
    metadata.put("events/recommendations/rebalance", RECOMMENDED);

    assertThat(look("--rebalance").exitCode()).isZero();

    assertThat(updates()).isEmpty();
  }

  @Test
  void anInstanceThatIsNotSpotHasNothingToWatch() {
    metadata.put("instance-life-cycle", "on-demand");

    Call.Result result = look();

    assertThat(result.exitCode()).isZero();
    assertThat(result.stderr()).contains("on-demand, not spot");
  }

  @Test
  void aPageInPlaceOfANoticeIsNone() throws IOException {
    metadata.put("spot/instance-action", "<html>log in first</html>");

    assertThat(look().exitCode()).isZero();

    assertThat(updates()).isEmpty();
  }

  @Test
  void aSlurmThatDoesNotAnswerIsToldByTheExitCode() throws IOException {
    metadata.put("spot/instance-action", TERMINATE);
    Files.delete(directory.resolve("node"));

    assertThat(look().exitCode()).isEqualTo(1);
    assertThat(updates()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-N", "a b", "a,b", "$(reboot)"})
  void whatIsNoNodesNameIsWrongUse(String name) {
    Call.Result result = Call.of(PROGRAM, "--once", name).withPath().run();

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stderr()).contains("usage");
  }
}
