package dev.slurmec2.ec2;

import static dev.slurmec2.ec2.ScriptedAws.DROP;
import static dev.slurmec2.ec2.ScriptedAws.error;
import static dev.slurmec2.ec2.ScriptedAws.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.ec2.FleetOutcome.Answered;
import dev.slurmec2.ec2.FleetOutcome.Launched;
import dev.slurmec2.ec2.FleetOutcome.Refused;
import dev.slurmec2.ec2.FleetOutcome.Unknown;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FleetCallsTest {

  private static final ScriptedAws.Reply TWO_INSTANCES =
      ok(
          "CreateFleet",
          "<fleetId>fleet-1</fleetId><fleetInstanceSet><item><instanceIds><item>i-1</item>"
              + "<item>i-2</item></instanceIds><instanceType>c5.large</instanceType>"
              + "<lifecycle>on-demand</lifecycle><availabilityZone>us-east-1a</availabilityZone>"
              + "<subnetId>s-1</subnetId></item></fleetInstanceSet>");

  private final ScriptedAws aws = new ScriptedAws();
  private final FakeTime time = new FakeTime();
  private final SdkRegions regions = aws.regions(time);

  @AfterEach
  void stop() {
    regions.close();
    aws.close();
  }

  private FleetOutcome create() {
    return create(Groups.request(Groups.onDemand(), 2));
  }

  private FleetOutcome create(FleetRequest request) {
    return regions.of(request.group()).createFleet(request);
  }

  private static ScriptedAws.Reply withErrors(String... items) {
    return ok(
        "CreateFleet",
        "<fleetId>fleet-1</fleetId><fleetInstanceSet/><errorSet>"
            + String.join("", items)
            + "</errorSet>");
  }

  private static String errorItem(String code, String message) {
    return "<item><errorCode>"
        + code
        + "</errorCode><errorMessage>"
        + message
        + "</errorMessage></item>";
  }

  @Test
  void launched_instances_come_with_type_zone_and_subnet() {
    aws.on("CreateFleet", TWO_INSTANCES);

    assertThat(create())
        .isEqualTo(
            new Answered(
                List.of(
                    new Launched("i-1", "c5.large", Optional.of("us-east-1a"), Optional.of("s-1")),
                    new Launched("i-2", "c5.large", Optional.of("us-east-1a"), Optional.of("s-1"))),
                List.of()));
    assertThat(aws.requests("CreateFleet"))
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.parameters())
                  .containsEntry("Type", "instant")
                  .containsEntry("ClientToken", "launch-1")
                  .containsEntry("LaunchTemplateConfigs.1.Overrides.1.WeightedCapacity", "1.0")
                  .containsEntry("TagSpecification.2.ResourceType", "instance");
              assertThat(request.userAgent()).contains("app/slurm-ec2");
            });
  }

  @Test
  void instances_and_errors_can_be_in_one_answer() {
    aws.on(
        "CreateFleet",
        ok(
            "CreateFleet",
            "<fleetId>f</fleetId><fleetInstanceSet><item><instanceIds><item>i-1</item>"
                + "</instanceIds><launchTemplateAndOverrides><overrides><instanceType>c5.large"
                + "</instanceType><subnetId>s-9</subnetId></overrides></launchTemplateAndOverrides>"
                + "</item></fleetInstanceSet><errorSet><item><lifecycle>spot</lifecycle>"
                + "<launchTemplateAndOverrides><overrides><instanceType>c6i.large</instanceType>"
                + "<availabilityZone>us-east-1b</availabilityZone><subnetId>s-2</subnetId>"
                + "</overrides></launchTemplateAndOverrides>"
                + "<errorCode>InsufficientInstanceCapacity</errorCode>"
                + "<errorMessage>None left</errorMessage></item></errorSet>"));

    assertThat(create())
        .isInstanceOfSatisfying(
            Answered.class,
            answered -> {
              assertThat(answered.instances())
                  .containsExactly(
                      new Launched("i-1", "c5.large", Optional.empty(), Optional.of("s-9")));
              assertThat(answered.errors())
                  .containsExactly(
                      new FleetOutcome.PoolError(
                          new Ec2Error(
                              ErrorClass.CAPACITY, "InsufficientInstanceCapacity", "None left."),
                          Optional.of("c6i.large"),
                          Optional.of("us-east-1b"),
                          Optional.of("s-2"),
                          Optional.of("spot")));
            });
  }

  @Test
  void errors_without_override_type_or_code_break_nothing() {
    aws.on(
        "CreateFleet",
        withErrors(
            "<item/>",
            errorItem("InsufficientInstanceCapacity", "x"),
            "<item><launchTemplateAndOverrides/><errorCode>Odd</errorCode></item>"));

    assertThat(create())
        .isInstanceOfSatisfying(
            Answered.class,
            answered -> {
              assertThat(answered.instances()).isEmpty();
              assertThat(answered.errors())
                  .hasSize(3)
                  .allSatisfy(error -> assertThat(error.instanceType()).isEmpty());
            });
  }

  @Test
  void throttling_inside_a_good_answer_is_throttling_and_not_capacity() {
    aws.on(
        "CreateFleet",
        withErrors(
            errorItem("UnfulfillableCapacity", "not tried"),
            errorItem("RequestLimitExceeded", "Request limit exceeded.")));

    assertThat(create())
        .isInstanceOfSatisfying(
            Answered.class,
            answered ->
                assertThat(
                        ErrorClasses.mostTelling(
                            answered.errors().stream().map(FleetOutcome.PoolError::error).toList()))
                    .hasValueSatisfying(
                        e -> assertThat(e.errorClass()).isEqualTo(ErrorClass.THROTTLED)));
    assertThat(aws.requests("CreateFleet")).hasSize(1);
  }

  @Test
  void an_answer_without_instances_and_errors_is_an_answer() {
    aws.on("CreateFleet", ok("CreateFleet", "<fleetId>fleet-1</fleetId>"));

    assertThat(create()).isEqualTo(new Answered(List.of(), List.of()));
  }

  @Test
  void a_lost_answer_is_asked_for_with_the_same_token() {
    aws.on("CreateFleet", DROP, TWO_INSTANCES);

    assertThat(create()).isInstanceOf(Answered.class);
    assertThat(aws.requests("CreateFleet"))
        .hasSize(2)
        .allSatisfy(
            request -> assertThat(request.parameters()).containsEntry("ClientToken", "launch-1"));
    assertThat(aws.requests("CreateFleet").get(1).parameters())
        .isEqualTo(aws.requests("CreateFleet").get(0).parameters());
  }

  @Test
  void an_answer_that_never_comes_leaves_the_outcome_unknown_within_the_deadline() {
    aws.on("CreateFleet", DROP);

    assertThat(create())
        .isInstanceOfSatisfying(
            Unknown.class,
            unknown -> {
              assertThat(unknown.error().code()).isEqualTo("NoAnswer");
              assertThat(unknown.error().errorClass()).isEqualTo(ErrorClass.SERVER);
            });
    // Every attempt is one of ours: neither the SDK nor the JDK sends behind our back.
    assertThat(aws.requests("CreateFleet")).hasSize(time.pauses.size() + 1);
    assertThat(time.passed()).isBetween(Duration.ofMinutes(1), Patience.FLEET.deadline());
  }

  @Test
  void internal_errors_are_asked_again() {
    aws.on("CreateFleet", error(500, "InternalError", "Oops"), TWO_INSTANCES);

    assertThat(create()).isInstanceOf(Answered.class);
  }

  @Test
  void a_page_that_is_not_an_answer_counts_as_lost() {
    aws.on(
        "CreateFleet",
        new ScriptedAws.Reply(200, "<html><body>Please log in</body></html>"),
        new ScriptedAws.Reply(200, "{not xml"),
        new ScriptedAws.Reply(502, "<html>Bad gateway</html>"),
        TWO_INSTANCES);

    assertThat(create()).isInstanceOf(Answered.class);
    assertThat(aws.requests("CreateFleet")).hasSize(4);
  }

  @Test
  void throttling_waits_and_ends_as_a_refusal() {
    aws.on("CreateFleet", error(503, "RequestLimitExceeded", "Request limit exceeded."));

    assertThat(create())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.error().errorClass()).isEqualTo(ErrorClass.THROTTLED));
    assertThat(aws.requests("CreateFleet").size()).isBetween(8, Patience.MAX_ATTEMPTS);
  }

  @Test
  void a_refusal_behind_a_lost_answer_leaves_the_outcome_unknown() {
    aws.on("CreateFleet", DROP, error(403, "UnauthorizedOperation", "No."));

    assertThat(create())
        .isInstanceOfSatisfying(
            Unknown.class,
            unknown -> assertThat(unknown.error().code()).isEqualTo("UnauthorizedOperation"));
  }

  @Test
  void capacity_errors_are_final_also_with_status_500() {
    aws.on("CreateFleet", error(500, "InsufficientInstanceCapacity", "None."));

    assertThat(create())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.error().errorClass()).isEqualTo(ErrorClass.CAPACITY));
    assertThat(aws.requests("CreateFleet")).hasSize(1);
  }

  @Test
  void a_token_used_by_another_request_means_that_instances_may_exist() {
    aws.on("CreateFleet", error(400, "IdempotentParameterMismatch", "Other parameters."));

    assertThat(create()).isInstanceOf(Unknown.class);
    assertThat(aws.requests("CreateFleet")).hasSize(1);
  }

  @Test
  void refusals_say_what_to_mend_and_leave_the_encoded_page_out() {
    aws.on(
        "CreateFleet",
        error(
            403,
            "UnauthorizedOperation",
            "You are not authorized to perform this operation. Encoded authorization failure"
                + " message: "
                + "x".repeat(2000)));

    assertThat(create())
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.error())
                    .hasToString(
                        "UnauthorizedOperation: You are not authorized to perform this operation."
                            + " Allow this action in the IAM policy of the head node's role or"
                            + " user. The call needs ec2:CreateFleet, ec2:RunInstances,"
                            + " ec2:CreateTags, and iam:PassRole where the launch template names an"
                            + " instance profile."));
  }

  @Test
  void two_subnets_in_one_zone_are_explained() {
    aws.on(
        "CreateFleet",
        error(400, "InvalidFleetConfig", "The configuration contains duplicate instance pools."));

    assertThat(create())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.error().message()).contains("one subnet per zone"));
  }

  @Test
  void what_does_not_fit_the_api_is_refused_without_a_call() {
    FleetRequest request =
        Groups.request(
            Groups.group(
                PurchasingOption.ON_DEMAND,
                "{}",
                List.of("{\"Priority\":\"high\"}"),
                List.of("s-1")),
            1);

    assertThat(create(request))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.error())
                    .hasToString(
                        "InvalidRequest: Node group aws/node, /LaunchTemplateOverrides/0/Priority:"
                            + " EC2 takes a number here, not a string high."));
    assertThat(aws.requests("CreateFleet")).isEmpty();
  }

  @Test
  void hundreds_of_pools_fit_in_one_request() {
    aws.on("CreateFleet", TWO_INSTANCES);
    List<String> subnets = IntStream.range(0, 300).mapToObj(i -> "subnet-" + i).toList();

    assertThat(
            create(
                Groups.request(
                    Groups.group(
                        PurchasingOption.SPOT,
                        "{}",
                        List.of("{\"InstanceType\":\"c5.large\"}"),
                        subnets),
                    1)))
        .isInstanceOf(Answered.class);
    assertThat(aws.requests("CreateFleet").get(0).parameters())
        .containsEntry("LaunchTemplateConfigs.1.Overrides.300.SubnetId", "subnet-299");
  }

  @Test
  void an_endpoint_that_nobody_listens_on_is_a_refusal_for_nothing_was_sent() {
    URI nowhere = aws.uri();
    aws.close();
    try (SdkRegions unreachable =
        SdkRegions.at(nowhere, "a", "b", time.waiting(), Optional.empty())) {
      assertThat(
              unreachable.of(Groups.onDemand()).createFleet(Groups.request(Groups.onDemand(), 1)))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> {
                assertThat(refused.error().code()).isEqualTo(ErrorClasses.NO_CONNECTION);
                assertThat(refused.error().message()).contains("AWS_ENDPOINT_URL");
              });
    }
    assertThat(time.passed()).isLessThanOrEqualTo(Patience.UNREACHABLE);
  }
}
