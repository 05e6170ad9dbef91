package dev.slurmec2.ec2;

import static dev.slurmec2.ec2.ScriptedAws.DROP;
import static dev.slurmec2.ec2.ScriptedAws.error;
import static dev.slurmec2.ec2.ScriptedAws.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DescribeCallsTest {

  private final ScriptedAws aws = new ScriptedAws();
  private final FakeTime time = new FakeTime();
  private final SdkRegions regions = aws.regions(time);
  private final Ec2 ec2 = regions.in("us-east-1", Optional.empty());

  @AfterEach
  void stop() {
    regions.close();
    aws.close();
  }

  private static String item(String id) {
    return "<item><instanceId>" + id + "</instanceId></item>";
  }

  private static ScriptedAws.Reply page(String token, String... items) {
    return ok(
        "DescribeInstances",
        "<reservationSet><item><instancesSet>"
            + String.join("", items)
            + "</instancesSet></item></reservationSet>"
            + (token.isEmpty() ? "" : "<nextToken>" + token + "</nextToken>"));
  }

  private static ScriptedAws.Reply all(List<String> ids) {
    return page("", ids.stream().map(DescribeCallsTest::item).toArray(String[]::new));
  }

  private List<String> idsOf(InstanceQuery query) {
    Ec2Result<List<Instance>> result = ec2.describe(query);
    assertThat(result).isInstanceOf(Ec2Result.Ok.class);
    return ((Ec2Result.Ok<List<Instance>>) result).value().stream().map(Instance::id).toList();
  }

  private static List<String> ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> String.format("i-%05d", i)).toList();
  }

  @Test
  void reads_what_ec2_says_of_an_instance() {
    aws.on(
        "DescribeInstances",
        page(
            "",
            "<item><instanceId>i-1</instanceId><instanceState><name>shutting-down</name>"
                + "</instanceState><privateIpAddress>10.0.0.4</privateIpAddress>"
                + "<instanceType>c5.large</instanceType><instanceLifecycle>spot</instanceLifecycle>"
                + "<launchTime>2026-11-21T08:00:00.000Z</launchTime><placement><availabilityZone>"
                + "us-east-1a</availabilityZone></placement><stateReason><code>"
                + "Server.SpotInstanceTermination</code></stateReason><networkInterfaceSet><item>"
                + "<ipv6AddressesSet><item><ipv6Address>2001:db8::1</ipv6Address></item>"
                + "</ipv6AddressesSet></item></networkInterfaceSet><tagSet><item><key>Name</key>"
                + "<value>aws-node-0</value></item><item><key>empty</key></item></tagSet></item>"));

    assertThat(ec2.describe(InstanceQuery.ofIds(List.of("i-1"))))
        .isEqualTo(
            new Ec2Result.Ok<>(
                List.of(
                    new Instance(
                        "i-1",
                        Instance.State.SHUTTING_DOWN,
                        Optional.of("10.0.0.4"),
                        Optional.of("2001:db8::1"),
                        "c5.large",
                        "us-east-1a",
                        Instant.parse("2026-11-21T08:00:00Z"),
                        true,
                        Map.of("Name", "aws-node-0", "empty", ""),
                        Optional.of("Server.SpotInstanceTermination")))));
  }

  @Test
  void an_instance_of_which_nothing_is_known_yet_is_pending_without_address() {
    aws.on(
        "DescribeInstances",
        page(
            "",
            "<item><instanceId>i-1</instanceId>" + "<privateIpAddress></privateIpAddress></item>"));

    assertThat(ec2.describe(InstanceQuery.withTag("a", "b")))
        .isInstanceOfSatisfying(
            Ec2Result.Ok.class,
            ok -> {
              Instance instance = (Instance) ((List<?>) ok.value()).get(0);
              assertThat(instance.state()).isEqualTo(Instance.State.PENDING);
              assertThat(instance.privateIp()).isEmpty();
              assertThat(instance.ipv6()).isEmpty();
            });
  }

  @Test
  void reads_all_pages_and_shows_each_instance_once() {
    aws.on("DescribeInstances", page("two", item("i-1"), item("i-2")))
        .on("DescribeInstances", page("", item("i-2"), item("i-3")));

    assertThat(idsOf(InstanceQuery.liveWithTag(Tags.CLUSTER, "c")))
        .containsExactly("i-1", "i-2", "i-3");
    assertThat(aws.requests("DescribeInstances").get(0).parameters())
        .containsEntry("MaxResults", "1000")
        .doesNotContainKey("NextToken");
    assertThat(aws.requests("DescribeInstances").get(1).parameters())
        .containsEntry("NextToken", "two");
  }

  @Test
  void a_token_that_comes_back_does_not_turn_in_a_circle() {
    aws.on("DescribeInstances", page("same", item("i-1")));

    assertThat(idsOf(InstanceQuery.withTag("a", "b"))).containsExactly("i-1");
    assertThat(aws.requests("DescribeInstances")).hasSize(2);
  }

  @Test
  void no_call_has_more_than_200_filter_values() {
    aws.on("DescribeInstances", page(""));
    List<String> names = IntStream.range(0, 1000).mapToObj(i -> "aws-node-" + i).toList();

    idsOf(InstanceQuery.liveNamed(Tags.CLUSTER, "c", names));

    assertThat(aws.requests("DescribeInstances"))
        .hasSize(6)
        .allSatisfy(
            request ->
                assertThat(request.list("Filter\\.[0-9]+\\.Value")).hasSizeLessThanOrEqualTo(200));
    assertThat(
            aws.requests("DescribeInstances").stream()
                .flatMap(request -> request.list("Filter\\.[0-9]+\\.Value").stream())
                .filter(value -> value.startsWith("aws-node-"))
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void wildcards_in_a_tag_are_taken_as_they_are() {
    aws.on("DescribeInstances", page(""));

    idsOf(InstanceQuery.withTag("k", "a*b?c\\d"));

    assertThat(aws.requests("DescribeInstances").get(0).parameters())
        .containsEntry("Filter.2.Value.1", "a\\*b\\?c\\\\d");
  }

  @Test
  void no_names_and_no_ids_make_no_call() {
    assertThat(idsOf(InstanceQuery.liveNamed(List.of()))).isEmpty();
    assertThat(idsOf(InstanceQuery.ofIds(List.of()))).isEmpty();
    assertThat(aws.requests("DescribeInstances")).isEmpty();
  }

  @Test
  void ids_go_by_the_thousand_with_a_filter_and_without_page_size() {
    aws.on("DescribeInstances", request -> all(request.list("InstanceId")));

    assertThat(idsOf(InstanceQuery.ofIds(ids(1200)))).containsExactlyElementsOf(ids(1200));
    assertThat(aws.requests("DescribeInstances"))
        .hasSize(2)
        .allSatisfy(
            request -> {
              assertThat(request.parameters())
                  .containsEntry("Filter.1.Name", "instance-state-name")
                  .doesNotContainKey("MaxResults");
              assertThat(request.list("InstanceId")).hasSizeLessThanOrEqualTo(1000);
            });
  }

  @Test
  void ids_that_ec2_does_not_know_are_left_out_and_the_others_are_found() {
    aws.on(
            "DescribeInstances",
            error(
                400,
                "InvalidInstanceID.NotFound",
                "The instance IDs 'i-00001, i-00003' do not exist"))
        .on("DescribeInstances", request -> all(request.list("InstanceId")));

    assertThat(idsOf(InstanceQuery.ofIds(ids(5)))).containsExactly("i-00000", "i-00002", "i-00004");
  }

  @Test
  void ids_that_are_malformed_are_left_out_too() {
    aws.on(
            "DescribeInstances",
            error(400, "InvalidInstanceID.Malformed", "Invalid id: &quot;i-bad&quot;"))
        .on("DescribeInstances", request -> all(request.list("InstanceId")));

    assertThat(idsOf(InstanceQuery.ofIds(List.of("i-bad", "i-1")))).containsExactly("i-1");
  }

  @Test
  void when_refusals_do_not_end_ids_are_looked_for_by_filter() {
    aws.on(
        "DescribeInstances",
        request -> {
          List<String> asked = request.list("InstanceId");
          if (asked.isEmpty()) {
            return all(
                request.list("Filter\\.2\\.Value").stream().filter(i -> i.endsWith("7")).toList());
          }
          return error(
              400, "InvalidInstanceID.NotFound", "The instance ID '" + asked.get(0) + "' does not");
        });

    assertThat(idsOf(InstanceQuery.ofIds(ids(500)))).hasSize(50);
    assertThat(aws.requests("DescribeInstances"))
        .hasSize(DescribeCalls.UNKNOWN_ID_ROUNDS + 3)
        .allSatisfy(
            request ->
                assertThat(request.list("Filter\\.[0-9]+\\.Value")).hasSizeLessThanOrEqualTo(200));
  }

  @Test
  void a_refusal_that_names_no_id_is_answered_by_filter_at_once() {
    aws.on("DescribeInstances", error(400, "InvalidInstanceID.NotFound", "Some do not exist"))
        .on("DescribeInstances", all(List.of("i-1")));

    assertThat(idsOf(InstanceQuery.ofIds(List.of("i-1", "i-2")))).containsExactly("i-1");
    assertThat(aws.requests("DescribeInstances")).hasSize(2);
  }

  @Test
  void lost_answers_and_throttling_are_asked_again_for_the_same_page() {
    aws.on("DescribeInstances", page("two", item("i-1")), DROP)
        .on("DescribeInstances", error(503, "RequestLimitExceeded", "Slow down"))
        .on("DescribeInstances", page("", item("i-2")));

    assertThat(idsOf(InstanceQuery.withTag("a", "b"))).containsExactly("i-1", "i-2");
    assertThat(aws.requests("DescribeInstances").subList(1, 4))
        .allSatisfy(request -> assertThat(request.parameters()).containsEntry("NextToken", "two"));
    assertThat(time.pauses).hasSize(2);
  }

  @Test
  void one_failing_call_of_several_fails_the_whole_for_half_a_list_is_a_wrong_one() {
    aws.on(
        "DescribeInstances",
        request ->
            request.list("InstanceId").contains("i-00600")
                ? error(403, "UnauthorizedOperation", "No")
                : all(request.list("InstanceId")));

    assertThat(ec2.describe(InstanceQuery.ofIds(ids(1200))))
        .isInstanceOfSatisfying(
            Ec2Result.Failed.class,
            failed -> assertThat(failed.error().code()).isEqualTo("UnauthorizedOperation"));
  }

  @Test
  void impaired_instances_and_events_ahead_are_asked_for_and_found_on_all_pages() {
    String sick =
        "<instanceStatusSet><item><instanceId>i-ok</instanceId><systemStatus><status>ok"
            + "</status></systemStatus></item><item><instanceId>i-sick</instanceId>"
            + "<systemStatus><status>ok</status></systemStatus><instanceStatus><status>impaired"
            + "</status><details><item><name>reachability</name><status>failed</status>"
            + "<impairedSince>2026-11-21T08:00:00.000Z</impairedSince></item></details>"
            + "</instanceStatus></item></instanceStatusSet><nextToken>t</nextToken>";
    String old =
        "<instanceStatusSet><item><instanceId>i-old</instanceId><eventsSet><item><code>"
            + "instance-retirement</code><description>retiring</description></item><item>"
            + "<code>system-reboot</code><description>[Completed] reboot</description></item>"
            + "</eventsSet></item></instanceStatusSet>";
    aws.on(
        "DescribeInstanceStatus",
        request ->
            ok(
                "DescribeInstanceStatus",
                switch (request.parameters().getOrDefault("Filter.1.Name", "")) {
                  case "instance-status.status" ->
                      request.parameters().containsKey("NextToken") ? old : sick;
                  case "event.code" -> old;
                  default -> "<instanceStatusSet/>";
                }));

    assertThat(ec2.impairedOrScheduled())
        .isEqualTo(
            new Ec2Result.Ok<>(
                List.of(
                    new InstanceStatus(
                        "i-sick", Optional.of(Instant.parse("2026-11-21T08:00:00Z")), List.of()),
                    new InstanceStatus(
                        "i-old", Optional.empty(), List.of("instance-retirement")))));
    assertThat(aws.requests("DescribeInstanceStatus")).hasSize(4);
    assertThat(aws.requests("DescribeInstanceStatus"))
        .allSatisfy(request -> assertThat(request.list("Filter.1.Value")).isNotEmpty());
  }

  @Test
  void statuses_are_not_known_when_one_of_the_questions_is_not_answered() {
    aws.on(
        "DescribeInstanceStatus",
        request ->
            request.parameters().getOrDefault("Filter.1.Name", "").equals("event.code")
                ? error(403, "UnauthorizedOperation", "No")
                : ok("DescribeInstanceStatus", "<instanceStatusSet/>"));

    assertThat(ec2.impairedOrScheduled()).isInstanceOf(Ec2Result.Failed.class);
  }

  @Test
  void a_page_that_is_no_answer_of_ec2s_is_no_empty_region() {
    aws.on(
        "DescribeInstances",
        new ScriptedAws.Reply(200, "<html><body>Sign in</body></html>"),
        new ScriptedAws.Reply(200, "<html><body>Sign in</body></html>"));

    assertThat(ec2.describe(InstanceQuery.withTag("a", "b"))).isInstanceOf(Ec2Result.Failed.class);
  }

  @Test
  void a_page_that_is_cut_off_is_asked_for_again() {
    String whole = page("", item("i-1"), item("i-2")).body();
    aws.on(
        "DescribeInstances",
        new ScriptedAws.Reply(200, whole.substring(0, whole.indexOf("i-2"))),
        new ScriptedAws.Reply(200, whole));

    assertThat(idsOf(InstanceQuery.withTag("a", "b"))).containsExactly("i-1", "i-2");
  }

  @Test
  void an_instance_without_an_id_makes_the_page_unreadable() {
    aws.on("DescribeInstances", page("", "<item><instanceType>c5.large</instanceType></item>"));

    assertThat(ec2.describe(InstanceQuery.withTag("a", "b"))).isInstanceOf(Ec2Result.Failed.class);
  }

  @Test
  void tags_keep_their_characters() {
    aws.on(
        "DescribeInstances",
        page(
            "",
            "<item><instanceId>i-1</instanceId><tagSet><item><key>a&amp;b</key><value>"
                + "&lt;&#x20AC; <![CDATA[<c>]]></value></item></tagSet></item>"));

    assertThat(ec2.describe(InstanceQuery.withTag("a", "b")))
        .isInstanceOfSatisfying(
            Ec2Result.Ok.class,
            ok ->
                assertThat(((Instance) ((List<?>) ok.value()).get(0)).tags())
                    .containsExactly(Map.entry("a&b", "<\u20ac <c>")));
  }

  @Test
  void ranges_are_looked_for_by_what_they_begin_with() {
    aws.on("DescribeInstances", page(""));

    assertThat(idsOf(InstanceQuery.liveInRanges(Tags.CLUSTER, "c", List.of("aws-g*-", "b-"))))
        .isEmpty();
    Map<String, String> asked = aws.requests("DescribeInstances").get(0).parameters();
    assertThat(asked)
        .containsEntry("Filter.3.Name", "tag:slurm-ec2:nodes")
        .containsEntry("Filter.3.Value.1", "aws-g\\*-*")
        .containsEntry("Filter.3.Value.2", "b-*");
  }

  @Test
  void console_output_is_decoded_and_falls_back_from_latest() {
    aws.on("GetConsoleOutput", error(400, "UnsupportedOperation", "Not supported"))
        .on("GetConsoleOutput", ok("GetConsoleOutput", "<output>aGVsbG8K</output>"));

    assertThat(ec2.consoleOutput("i-1")).isEqualTo(new Ec2Result.Ok<>("hello\n"));
    assertThat(aws.requests("GetConsoleOutput"))
        .extracting(request -> request.parameters().getOrDefault("Latest", "none"))
        .containsExactly("true", "none");
  }

  @Test
  void no_console_output_is_an_empty_text() {
    aws.on("GetConsoleOutput", ok("GetConsoleOutput", ""));

    assertThat(ec2.consoleOutput("i-1")).isEqualTo(new Ec2Result.Ok<>(""));
  }

  @Test
  void zones_of_subnets_or_the_error_that_names_the_unknown_one() {
    aws.on(
            "DescribeSubnets",
            ok(
                "DescribeSubnets",
                "<subnetSet><item><subnetId>s-1</subnetId><availabilityZone>us-east-1a"
                    + "</availabilityZone></item></subnetSet>"))
        .on("DescribeSubnets", error(400, "InvalidSubnetID.NotFound", "The subnet ID 's-2'"));

    assertThat(ec2.zonesOf(List.of("s-1")))
        .isEqualTo(new Ec2Result.Ok<>(Map.of("s-1", "us-east-1a")));
    assertThat(ec2.zonesOf(Arrays.asList("s-1", "s-2")))
        .isInstanceOfSatisfying(
            Ec2Result.Failed.class,
            failed -> {
              assertThat(failed.error().errorClass()).isEqualTo(ErrorClass.CONFIGURATION);
              assertThat(failed.error().message()).contains("s-2").contains("SubnetIds");
            });
  }
}
