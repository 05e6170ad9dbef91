package dev.slurmec2.ec2;

import static dev.slurmec2.ec2.ScriptedAws.DROP;
import static dev.slurmec2.ec2.ScriptedAws.error;
import static dev.slurmec2.ec2.ScriptedAws.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TerminateAndTagCallsTest {

  private final ScriptedAws aws = new ScriptedAws();
  private final FakeTime time = new FakeTime();
  private final SdkRegions regions = aws.regions(time);
  private final Ec2 ec2 = regions.in("us-east-1", Optional.empty());

  @AfterEach
  void stop() {
    regions.close();
    aws.close();
  }

  private static List<String> ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> String.format("i-%05d", i)).toList();
  }

  private static ScriptedAws.Reply ended(List<String> ids) {
    StringBuilder items = new StringBuilder();
    ids.forEach(
        id ->
            items
                .append("<item><instanceId>")
                .append(id)
                .append("</instanceId><currentState><name>shutting-down</name></currentState>")
                .append("</item>"));
    return ok("TerminateInstances", "<instancesSet>" + items + "</instancesSet>");
  }

  /** Ends all, unless one of the batch is among these. */
  private static Function<ScriptedAws.Request, ScriptedAws.Reply> unless(
      Set<String> bad, Function<String, ScriptedAws.Reply> refusal) {
    return request -> {
      List<String> ids = request.list("InstanceId");
      return ids.stream()
          .filter(bad::contains)
          .findFirst()
          .map(refusal)
          .orElseGet(() -> ended(ids));
    };
  }

  @Test
  void hundreds_end_in_few_calls() {
    aws.on("TerminateInstances", unless(Set.of(), id -> DROP));

    TerminateOutcome outcome = ec2.terminate(ids(1200));

    assertThat(outcome.ended()).containsExactlyInAnyOrderElementsOf(ids(1200));
    assertThat(outcome.failed()).isEmpty();
    assertThat(aws.requests("TerminateInstances")).hasSize(3);
  }

  @Test
  void nothing_to_end_is_no_call() {
    assertThat(ec2.terminate(List.of())).isEqualTo(new TerminateOutcome(Set.of(), Map.of()));
    assertThat(aws.requests("TerminateInstances")).isEmpty();
  }

  @Test
  void ids_unknown_to_ec2_do_not_keep_the_others_alive_and_are_asked_again() {
    Set<String> young = new HashSet<>(Set.of("i-00001"));
    aws.on(
        "TerminateInstances",
        request -> {
          ScriptedAws.Reply reply =
              unless(
                      Set.copyOf(young),
                      id ->
                          error(
                              400,
                              "InvalidInstanceID.NotFound",
                              "The instance ID '" + id + "' does not exist"))
                  .apply(request);
          if (request.list("InstanceId").equals(List.of("i-00001"))) {
            young.clear();
          }
          return reply;
        });

    TerminateOutcome outcome = ec2.terminate(ids(3));

    assertThat(outcome.ended()).containsExactlyInAnyOrderElementsOf(ids(3));
    assertThat(outcome.failed()).isEmpty();
  }

  @Test
  void ids_that_never_show_are_not_yet_visible_after_half_a_minute() {
    aws.on(
        "TerminateInstances",
        unless(
            Set.of("i-00002"),
            id -> error(400, "InvalidInstanceID.NotFound", "The instance ID '" + id + "'")));

    TerminateOutcome outcome = ec2.terminate(ids(3));

    assertThat(outcome.ended()).containsExactlyInAnyOrder("i-00000", "i-00001");
    assertThat(outcome.failed()).containsOnlyKeys("i-00002");
    assertThat(outcome.failed().get("i-00002"))
        .satisfies(e -> assertThat(e.errorClass()).isEqualTo(ErrorClass.NOT_YET_VISIBLE));
    assertThat(time.passed()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void a_protected_instance_is_named_and_the_others_end() {
    aws.on(
        "TerminateInstances",
        unless(
            Set.of("i-00123"),
            id ->
                error(
                    400,
                    "OperationNotPermitted",
                    "The instance '" + id + "' may not be terminated.")));

    TerminateOutcome outcome = ec2.terminate(ids(500));

    assertThat(outcome.ended()).hasSize(499);
    assertThat(outcome.failed()).containsOnlyKeys("i-00123");
    assertThat(aws.requests("TerminateInstances")).hasSize(2);
  }

  @Test
  void a_refusal_that_names_nobody_is_halved_down_to_the_one_it_is_about() {
    aws.on(
        "TerminateInstances",
        unless(Set.of("i-00007", "i-00400"), id -> error(403, "UnauthorizedOperation", "No.")));

    TerminateOutcome outcome = ec2.terminate(ids(500));

    assertThat(outcome.ended()).hasSize(498);
    assertThat(outcome.failed()).containsOnlyKeys("i-00007", "i-00400");
    assertThat(aws.requests("TerminateInstances"))
        .hasSizeLessThanOrEqualTo(TerminateCalls.MAX_CALLS_PER_BATCH);
  }

  @Test
  void when_all_are_refused_the_number_of_calls_has_a_limit() {
    aws.on("TerminateInstances", error(403, "UnauthorizedOperation", "No."));

    TerminateOutcome outcome = ec2.terminate(ids(500));

    assertThat(outcome.ended()).isEmpty();
    assertThat(outcome.failed()).hasSize(500);
    assertThat(aws.requests("TerminateInstances").size())
        .isLessThan(2 * TerminateCalls.MAX_CALLS_PER_BATCH);
  }

  @Test
  void throttling_and_lost_answers_are_waited_out() {
    aws.on("TerminateInstances", error(503, "RequestLimitExceeded", "Slow"), DROP)
        .on("TerminateInstances", unless(Set.of(), id -> DROP));

    assertThat(ec2.terminate(ids(2)).ended()).hasSize(2);
    assertThat(time.pauses).hasSize(2);
  }

  @Test
  void throttling_that_does_not_end_is_each_ones_failure_without_splitting() {
    aws.on("TerminateInstances", error(503, "RequestLimitExceeded", "Slow"));

    TerminateOutcome outcome = ec2.terminate(ids(300));

    assertThat(outcome.failed()).hasSize(300);
    assertThat(aws.requests("TerminateInstances").size())
        .isLessThanOrEqualTo(Patience.MAX_ATTEMPTS);
  }

  @Test
  void an_id_that_the_answer_does_not_name_has_not_ended() {
    aws.on("TerminateInstances", ended(List.of("i-00000")));

    TerminateOutcome outcome = ec2.terminate(ids(2));

    assertThat(outcome.ended()).containsExactly("i-00000");
    assertThat(outcome.failed()).containsOnlyKeys("i-00001");
  }

  @Test
  void tags_a_thousand_in_one_call() {
    aws.on("CreateTags", ok("CreateTags", "<return>true</return>"));

    assertThat(ec2.tag(ids(2500), Map.of("a", "b"))).isEqualTo(TagOutcome.DONE);
    assertThat(aws.requests("CreateTags")).hasSize(3);
    assertThat(ec2.tag(List.of(), Map.of("a", "b"))).isEqualTo(TagOutcome.DONE);
    assertThat(ec2.tag(ids(1), Map.of())).isEqualTo(TagOutcome.DONE);
    assertThat(aws.requests("CreateTags")).hasSize(3);
  }

  @Test
  void young_instances_are_tagged_as_soon_as_ec2_knows_them_and_the_others_before() {
    aws.on(
            "CreateTags",
            error(
                400,
                "InvalidInstanceID.NotFound",
                "The instance IDs 'i-00000, i-00002' do not exist"))
        .on("CreateTags", ok("CreateTags", "<return>true</return>"))
        .on("CreateTags", error(400, "InvalidInstanceID.NotFound", "None is there"))
        .on("CreateTags", ok("CreateTags", "<return>true</return>"));

    assertThat(ec2.tag(ids(3), Map.of("a", "b"))).isEqualTo(TagOutcome.DONE);
    assertThat(aws.requests("CreateTags"))
        .extracting(request -> request.list("ResourceId"))
        .containsExactly(
            ids(3),
            List.of("i-00001"),
            List.of("i-00000", "i-00002"),
            List.of("i-00000", "i-00002"));
    assertThat(time.pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void an_instance_that_never_shows_is_an_error_in_the_end() {
    aws.on("CreateTags", error(400, "InvalidInstanceID.NotFound", "The instance ID 'i-00000'"));

    assertThat(ec2.tag(ids(1), Map.of("a", "b")).failed())
        .hasEntrySatisfying(
            "i-00000",
            error -> assertThat(error.errorClass()).isEqualTo(ErrorClass.NOT_YET_VISIBLE));
    assertThat(aws.requests("CreateTags")).hasSize(TagCalls.NOT_VISIBLE_ROUNDS + 1);
  }

  @Test
  void an_instance_that_never_shows_takes_no_other_one_with_it() {
    String unknown = "The instance ID 'i-00001' does not exist";
    aws.on("CreateTags", error(400, "InvalidInstanceID.NotFound", unknown))
        .on("CreateTags", ok("CreateTags", "<return>true</return>"))
        .on("CreateTags", error(400, "InvalidInstanceID.NotFound", unknown));

    assertThat(ec2.tag(ids(3), Map.of("a", "b")).failed()).containsOnlyKeys("i-00001");
    assertThat(aws.requests("CreateTags").get(1).list("ResourceId"))
        .containsExactly("i-00000", "i-00002");
  }

  @Test
  void a_call_that_is_not_allowed_fails_for_all_its_instances() {
    aws.on("CreateTags", error(403, "UnauthorizedOperation", "You are not authorized"));

    assertThat(ec2.tag(ids(2), Map.of("a", "b")).failed())
        .containsOnlyKeys("i-00000", "i-00001")
        .allSatisfy((id, error) -> assertThat(error.errorClass()).isEqualTo(ErrorClass.PERMISSION));
  }
}
