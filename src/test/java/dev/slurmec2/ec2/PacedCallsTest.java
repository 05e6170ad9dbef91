package dev.slurmec2.ec2;

import static dev.slurmec2.ec2.ScriptedAws.error;
import static dev.slurmec2.ec2.ScriptedAws.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.ApiLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls wait for the documented buckets, in time that passes by waiting only. */
class PacedCallsTest {
  private static final ScriptedAws.Reply TAGGED = ok("CreateTags", "<return>true</return>");
  private static final ScriptedAws.Reply THROTTLED =
      error(503, "RequestLimitExceeded", "Request limit exceeded.");

  @TempDir private Path stateDir;
  private final ScriptedAws aws = new ScriptedAws();
  private final FakeTime time = new FakeTime();
  private SdkRegions regions;
  private Ec2 ec2;

  @BeforeEach
  void setUp() {
    regions = aws.regions(time, new ApiBuckets(stateDir, ApiLimits.DOCUMENTED, time.clock()));
    ec2 = regions.in("us-east-1", Optional.empty());
  }

  @AfterEach
  void stop() {
    regions.close();
    aws.close();
  }

  private void tagOneByOne(int count) {
    for (int i = 0; i < count; i++) {
      assertThat(ec2.tag(List.of("i-1"), Map.of("a", "b"))).isEqualTo(TagOutcome.DONE);
    }
  }

  private static String fleet(int instances, String errors) {
    StringBuilder ids = new StringBuilder();
    IntStream.range(0, instances).forEach(i -> ids.append("<item>i-" + i + "</item>"));
    return "<fleetId>fleet-1</fleetId><fleetInstanceSet><item><instanceIds>"
        + ids
        + "</instanceIds><instanceType>c5.large</instanceType></item></fleetInstanceSet><errorSet>"
        + errors
        + "</errorSet>";
  }

  private FleetOutcome launch(int count) {
    return ec2.createFleet(Groups.request(Groups.onDemand(), count));
  }

  @Test
  void a_call_from_a_full_bucket_waits_for_nothing() {
    aws.on("CreateTags", TAGGED);

    tagOneByOne(1);

    assertThat(time.pauses).isEmpty();
  }

  @Test
  void many_calls_take_the_time_of_the_bucket() {
    aws.on("CreateTags", TAGGED);

    tagOneByOne(190);

    assertThat(time.passed()).isEqualTo(Duration.ofSeconds(10));
    assertThat(aws.requests("CreateTags")).hasSize(190);
  }

  @Test
  void after_a_refusal_the_next_calls_wait_for_an_empty_bucket() {
    aws.on("CreateTags", THROTTLED, TAGGED);

    tagOneByOne(1);
    Duration first = time.passed();
    tagOneByOne(20);

    assertThat(first).isEqualTo(Patience.wait(ErrorClass.THROTTLED, 1, 0.5));
    // 21 answers in all, ten a second since the refusal.
    assertThat(time.passed()).isEqualTo(Duration.ofMillis(2100));
  }

  @Test
  void looking_waits_for_nothing_and_writes_nothing() {
    aws.on("DescribeInstances", ok("DescribeInstances", "<reservationSet/>"));
    for (int i = 0; i < 300; i++) {
      ec2.describe(InstanceQuery.ofIds(List.of("i-1")));
    }

    assertThat(time.pauses).isEmpty();
    assertThat(stateDir.resolve("api-buckets")).doesNotExist();
  }

  @Test
  void a_launch_takes_tokens_for_the_instances_that_came() {
    aws.on("CreateFleet", ok("CreateFleet", fleet(30, "")));

    launch(100);

    assertThat(ec2.launchTokens()).isEqualTo(new LaunchTokens(970, 1000, 2));
  }

  @Test
  void a_launch_that_was_refused_takes_none() {
    aws.on("CreateFleet", error(400, "InvalidParameterValue", "No."));

    launch(100);

    assertThat(ec2.launchTokens().now()).isEqualTo(1000);
  }

  @Test
  void a_launch_whose_answer_was_lost_may_have_taken_them_all() {
    aws.on("CreateFleet", ScriptedAws.DROP);

    assertThat(launch(900)).isInstanceOf(FleetOutcome.Unknown.class);

    int refilled = (int) time.passed().toSeconds() * 2;
    assertThat(ec2.launchTokens().now()).isBetween(100, 101 + refilled).isLessThan(900);
  }

  @Test
  void throttling_inside_an_answer_of_200_empties_the_bucket_of_launches() {
    aws.on(
        "CreateFleet",
        ok(
            "CreateFleet",
            fleet(
                30,
                "<item><errorCode>RequestLimitExceeded</errorCode>"
                    + "<errorMessage>Request limit exceeded.</errorMessage></item>")));

    launch(100);

    assertThat(ec2.launchTokens().now()).isZero();
    assertThat(time.pauses).isEmpty();
  }

  @Test
  void a_launch_that_would_have_to_wait_too_long_is_not_asked_for() {
    aws.on("CreateFleet", ok("CreateFleet", fleet(1000, "")));
    launch(1000);

    FleetOutcome outcome = launch(500);

    assertThat(aws.requests("CreateFleet")).hasSize(1);
    assertThat(outcome)
        .isEqualTo(
            new FleetOutcome.Refused(
                new Ec2Error(
                    ErrorClass.THROTTLED,
                    "RequestLimitExceeded",
                    "EC2's launch limit of this account in us-east-1 (1000 at once, then 2 a"
                        + " second) does not let 500 more instances be launched in time. Ask AWS"
                        + " to raise the resource token bucket of RunInstances, and write the new"
                        + " limit as Resources of CreateFleet in ApiLimits.")));
  }

  @Test
  void terminations_wait_for_the_bucket_of_instances() throws Exception {
    aws.on(
        "TerminateInstances",
        request -> {
          StringBuilder items = new StringBuilder();
          request
              .list("InstanceId")
              .forEach(
                  id ->
                      items.append(
                          "<item><instanceId>"
                              + id
                              + "</instanceId><currentState><name>shutting-down</name>"
                              + "</currentState></item>"));
          return ok("TerminateInstances", "<instancesSet>" + items + "</instancesSet>");
        });

    for (int i = 0; i < 3; i++) {
      assertThat(ec2.terminate(IntStream.range(0, 500).mapToObj(n -> "i-" + n).toList()).failed())
          .isEmpty();
    }

    assertThat(time.passed()).isEqualTo(Duration.ofSeconds(25));
    assertThat(Files.readString(stateDir.resolve("api-buckets")))
        .as("promised when the third call came")
        .contains("TerminateInstances resources -500.000 ");
  }
}
