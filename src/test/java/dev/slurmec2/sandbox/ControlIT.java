package dev.slurmec2.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateFleetResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Tag;

/** The sandbox's control interface, instance metadata and throttling, over HTTP. */
final class ControlIT {

  private final TestClock clock = new TestClock();
  private final List<Duration> slept = new CopyOnWriteArrayList<>();
  private final Sandbox sandbox;
  private final Ec2Client ec2;
  private final HttpClient http = HttpClient.newHttpClient();

  ControlIT() throws IOException {
    sandbox =
        Sandbox.start(
            SandboxOptions.builder().seed(1).latency(Duration.ofMillis(20)).build(),
            clock,
            slept::add);
    ec2 = SdkClients.ec2(sandbox.endpoint());
  }

  @AfterEach
  void stop() {
    ec2.close();
    sandbox.close();
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(sandbox.endpoint() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String control(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> response = send(method, "/sandbox" + path, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  @Test
  void a_call_fails_as_often_as_asked() throws Exception {
    control(
        "POST",
        "/faults",
        "{\"action\":\"DescribeInstances\",\"times\":2,\"error\":\"RequestLimitExceeded\"}");

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> ec2.describeInstances())
          .isInstanceOfSatisfying(
              Ec2Exception.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(503);
                assertThat(e.isThrottlingException()).isTrue();
              });
    }
    assertThat(ec2.describeInstances().reservations()).isEmpty();
    assertThat(control("GET", "/faults", "")).contains("\"faults\":[]");
    assertThat(control("GET", "/calls", ""))
        .contains("\"DescribeInstances\":3")
        .contains("\"RequestLimitExceeded\":2");
  }

  @Test
  void a_lost_answer_can_come_before_or_after_the_effect() throws Exception {
    control("POST", "/faults", "{\"action\":\"CreateFleet\",\"times\":1,\"lost\":\"before\"}");
    assertThatThrownBy(() -> Fleets.launch(ec2, 1)).isInstanceOf(SdkClientException.class);
    assertThat(sandbox.engine().everyInstance()).isEmpty();

    control("POST", "/faults", "{\"action\":\"CreateFleet\",\"times\":1,\"lost\":\"after\"}");
    assertThatThrownBy(() -> Fleets.launch(ec2, 1)).isInstanceOf(SdkClientException.class);
    assertThat(sandbox.engine().everyInstance()).hasSize(1);
  }

  @Test
  void the_SDK_asks_again_with_the_same_token_so_a_lost_answer_launches_once() throws Exception {
    control("POST", "/faults", "{\"action\":\"CreateFleet\",\"times\":1,\"lost\":\"after\"}");

    try (Ec2Client retrying = SdkClients.retryingEc2(sandbox.endpoint())) {
      assertThat(Fleets.launch(retrying, 2)).hasSize(2);
    }

    assertThat(sandbox.engine().everyInstance()).hasSize(2);
    assertThat(control("GET", "/calls", "")).contains("\"CreateFleet\":2");
  }

  @Test
  void delays_and_latency_are_waited_for() throws Exception {
    control("POST", "/faults", "{\"action\":\"*\",\"times\":1,\"delayMillis\":1500}");

    ec2.describeInstances();
    ec2.describeInstances();

    assertThat(slept).containsExactly(Duration.ofMillis(1520), Duration.ofMillis(20));
  }

  @Test
  void a_region_can_be_silent_while_the_others_answer() throws Exception {
    control("POST", "/faults", "{\"action\":\"*\",\"region\":\"eu-west-1\",\"delayMillis\":60000}");
    slept.clear();

    ec2.describeInstances();

    assertThat(slept).containsExactly(Duration.ofMillis(20));
    assertThat(control("GET", "/faults", "")).contains("\"region\":\"eu-west-1\"");
    control("POST", "/faults", "{\"action\":\"*\",\"region\":\"us-east-1\",\"delayMillis\":60000}");

    ec2.describeInstances();

    assertThat(slept).last().isEqualTo(Duration.ofMillis(60_020));
  }

  @Test
  void faults_can_be_taken_back_and_wrong_ones_are_refused_with_a_sentence() throws Exception {
    control("POST", "/faults", "{\"action\":\"*\",\"error\":\"InternalError\"}");
    control("DELETE", "/faults", "");
    assertThat(ec2.describeInstances().reservations()).isEmpty();

    HttpResponse<String> slip = send("POST", "/sandbox/faults", "{\"acton\":\"*\"}");
    assertThat(slip.statusCode()).isEqualTo(400);
    assertThat(slip.body()).contains("Unknown members [acton]");
    assertThat(send("POST", "/sandbox/faults", "{").statusCode()).isEqualTo(400);
    assertThat(send("GET", "/sandbox/nothing", "").statusCode()).isEqualTo(404);
  }

  @Test
  void instances_end_and_ail_on_demand() throws Exception {
    String id = Fleets.launch(ec2, 1).get(0);
    clock.passSeconds(10);

    control("POST", "/instances/" + id + "/impair", "{\"check\":\"system\",\"sinceSeconds\":200}");
    control("POST", "/instances/" + id + "/event", "{\"code\":\"instance-stop\"}");
    control("POST", "/instances/" + id + "/console", "{\"output\":\"panic\"}");
    assertThat(
            ec2.describeInstanceStatus().instanceStatuses().get(0).systemStatus().statusAsString())
        .isEqualTo("impaired");
    assertThat(control("POST", "/instances/" + id + "/interrupt", ""))
        .contains("\"state\":\"shutting-down\"")
        .contains("Server.SpotInstanceTermination");
    assertThat(
            ec2.describeInstances().reservations().get(0).instances().get(0).stateReason().code())
        .isEqualTo("Server.SpotInstanceTermination");
    assertThat(control("GET", "/instances", "")).contains(id);
    assertThat(send("POST", "/sandbox/instances/i-none/fail", "").statusCode()).isEqualTo(404);
  }

  @Test
  void capacity_and_times_change_at_run_time() throws Exception {
    control("POST", "/capacity", "{\"rules\":[\"*:us-east-1a:*=1\"]}");
    assertThat(Fleets.launch(ec2, 3)).hasSize(1);
    control("DELETE", "/capacity", "");
    assertThat(Fleets.launch(ec2, 3)).hasSize(3);

    assertThat(control("POST", "/times", "{\"visibleAfterSeconds\":2.5}"))
        .contains("\"visibleAfterSeconds\":2.5")
        .contains("\"bootSeconds\":5.0");
    assertThat(ec2.describeInstances().reservations()).isEmpty();
    assertThat(send("POST", "/sandbox/capacity", "{\"rules\":[\"c5\"]}").body())
        .contains("TYPE:ZONE:MARKET=LIMIT");
  }

  @Test
  void a_fleet_that_runs_out_of_launch_tokens_says_so_inside_its_answer() throws Exception {
    control(
        "POST",
        "/buckets",
        "{\"enabled\":true,\"limits\":{\"RunInstances-resources\":{\"maximum\":2,\"perSecond\":1}}}");

    CreateFleetResponse fleet =
        ec2.createFleet(
            Fleets.request(
                5,
                c -> {},
                Fleets.override("c5.large", "subnet-11111111"),
                Fleets.override("c5.large", "subnet-22222222")));

    assertThat(Fleets.ids(fleet)).hasSize(2);
    assertThat(fleet.errors())
        .extracting(e -> e.errorCode())
        .containsExactly("RequestLimitExceeded", "UnfulfillableCapacity");
    clock.passSeconds(2);
    assertThat(Fleets.launch(ec2, 2)).hasSize(2);
  }

  @Test
  void metadata_needs_a_token_of_its_own_instance() throws Exception {
    List<String> ids = Fleets.launch(ec2, 2);
    String id = ids.get(0);
    ec2.createTags(r -> r.resources(id).tags(Tag.builder().key("Name").value("aws-cpu-0").build()));
    String base = "/imds/" + id + "/latest";

    assertThat(send("GET", base + "/meta-data/instance-id", "").statusCode()).isEqualTo(401);
    assertThat(send("PUT", base + "/api/token", "").statusCode()).isEqualTo(400);
    String ttl = "X-aws-ec2-metadata-token-ttl-seconds";
    String token = send("PUT", base + "/api/token", "", ttl, "60").body();

    assertThat(document(id, token, "meta-data/instance-id")).isEqualTo(id);
    assertThat(document(id, token, "meta-data/local-ipv4")).startsWith("127.10.0.");
    assertThat(document(id, token, "meta-data/instance-type")).isEqualTo("c5.large");
    assertThat(document(id, token, "meta-data/placement/availability-zone"))
        .isEqualTo("us-east-1a");
    assertThat(document(id, token, "meta-data/placement/region")).isEqualTo("us-east-1");
    assertThat(document(id, token, "meta-data/tags/instance/Name")).isEqualTo("aws-cpu-0");
    assertThat(Arrays.asList(document(id, token, "meta-data/tags/instance").split("\n", -1)))
        .contains("Name", "aws:ec2:fleet-id");
    assertThat(document(id, token, "dynamic/instance-identity/document"))
        .contains("\"region\":\"us-east-1\"");
    assertThat(metadata(id, token, "meta-data/tags/instance/None").statusCode()).isEqualTo(404);
    assertThat(metadata(ids.get(1), token, "meta-data/instance-id").statusCode()).isEqualTo(401);
    clock.passSeconds(60);
    assertThat(metadata(id, token, "meta-data/instance-id").statusCode()).isEqualTo(401);
  }

  private String document(String id, String token, String path) throws Exception {
    HttpResponse<String> response = metadata(id, token, path);
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return response.body();
  }

  private HttpResponse<String> metadata(String id, String token, String path) throws Exception {
    return send("GET", "/imds/" + id + "/latest/" + path, "", "X-aws-ec2-metadata-token", token);
  }

  @Test
  void an_unsigned_request_is_refused() throws Exception {
    HttpResponse<String> response =
        send("POST", "/", "Action=DescribeInstances&Version=2016-11-15");

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).contains("<Code>MissingAuthenticationToken</Code>");
  }
}
