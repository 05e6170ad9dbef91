package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.slurmec2.config.ParameterAnswers;
import dev.slurmec2.testing.Mutants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Answers that no EC2 should give: cut off, with the wrong types, without what must be there. Each
 * call gives a value all the same, and names no instance that the answer did not.
 */
class MutatedAnswersTest {

  /** Each costs a call over HTTP. */
  private static final int MUTANTS = 40;

  /** A hang, not slowness: pauses cost no time here. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final List<String> PIECES =
      List.of(
          "<item>",
          "</item>",
          "<item/>",
          "<",
          ">",
          "&amp;",
          "&",
          "&#0;",
          "]]>",
          "<!DOCTYPE a>",
          "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>",
          "&b;",
          "<nextToken>x</nextToken>",
          "<instanceId>i-evil</instanceId>",
          "<instanceId/>",
          "<code>x</code>",
          "<name>happy</name>",
          "<launchTime>yesterday</launchTime>",
          "99999999999999999999",
          "-1",
          "",
          "\0",
          "é",
          "{",
          "}",
          "[",
          "]",
          "null",
          "\"Value\":1",
          "\"Value\":null",
          "\"Name\":{}",
          ",,");

  private static final String DESCRIBED =
      "<reservationSet><item><reservationId>r-1</reservationId><instancesSet><item>"
          + "<instanceId>i-0000000a</instanceId><instanceState><code>16</code><name>running</name>"
          + "</instanceState><privateIpAddress>10.0.0.4</privateIpAddress>"
          + "<instanceType>c5.large</instanceType><instanceLifecycle>spot</instanceLifecycle>"
          + "<launchTime>2026-11-21T08:00:00.000Z</launchTime><placement><availabilityZone>"
          + "us-east-1a</availabilityZone></placement><stateReason><code>Server.X</code>"
          + "</stateReason><tagSet><item><key>Name</key><value>aws-node-0</value></item></tagSet>"
          + "</item></instancesSet></item></reservationSet>";

  private static final String FLEET =
      "<fleetId>fleet-1</fleetId><fleetInstanceSet><item><instanceIds><item>i-0000000a</item>"
          + "</instanceIds><instanceType>c5.large</instanceType><launchTemplateAndOverrides>"
          + "<overrides><subnetId>s-1</subnetId></overrides></launchTemplateAndOverrides></item>"
          + "</fleetInstanceSet><errorSet><item><errorCode>InsufficientInstanceCapacity</errorCode>"
          + "<errorMessage>none</errorMessage></item></errorSet>";

  private static final String STATUS =
      "<instanceStatusSet><item><instanceId>i-0000000a</instanceId><instanceStatus><status>impaired"
          + "</status><details><item><impairedSince>2026-11-21T08:00:00.000Z</impairedSince>"
          + "<name>reachability</name><status>failed</status></item></details></instanceStatus>"
          + "<eventsSet><item><code>instance-retirement</code></item></eventsSet></item>"
          + "</instanceStatusSet>";

  private static final String TERMINATED =
      "<instancesSet><item><instanceId>i-0000000a</instanceId><currentState><code>32</code>"
          + "<name>shutting-down</name></currentState></item></instancesSet>";

  private static final String ERROR =
      "<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>slow</Message></Error>"
          + "</Errors><RequestID>r-2</RequestID></Response>";

  @TempDir private Path directory;

  private final ScriptedAws aws = new ScriptedAws();
  private final FakeTime time = new FakeTime();
  private final SdkRegions regions = aws.regions(time);
  private final Ec2 ec2 = regions.in("us-east-1", Optional.empty());
  private final Mutants mutants = new Mutants(20_261_121L, PIECES);
  private String current = "";

  @AfterEach
  void stop() {
    regions.close();
    aws.close();
  }

  /** Answers each run's first request with a new mutant, and refuses what it asks after that. */
  private void answering(String action, int status, String body) {
    aws.on(
        action,
        request ->
            isAnswered.getAndSet(true)
                ? ScriptedAws.error(400, "InvalidParameterValue", "no")
                : new ScriptedAws.Reply(status, current));
    original = body;
  }

  private final AtomicBoolean isAnswered = new AtomicBoolean();

  private String original = "";

  private <T> T next(Supplier<T> call) {
    current = mutants.of(original);
    isAnswered.set(false);
    return assertTimeoutPreemptively(LIMIT, call::get, () -> "hangs on " + current);
  }

  private static String answer(String action, String xml) {
    return ScriptedAws.ok(action, xml).body();
  }

  @Test
  void describedInstancesStandInTheAnswer() {
    answering("DescribeInstances", 200, answer("DescribeInstances", DESCRIBED));
    int failed = 0;
    // Few changes leave an answer of EC2's: of these many, some do.
    int mutated = 5 * MUTANTS;
    for (int i = 0; i < mutated; i++) {
      Ec2Result<List<Instance>> result =
          next(() -> ec2.describe(InstanceQuery.liveWithTag(Tags.CLUSTER, "hpc")));
      if (result instanceof Ec2Result.Ok<List<Instance>> ok) {
        ok.value()
            .forEach(instance -> assertThat(instance.id()).as(current).isNotBlank().isIn(idsIn()));
      } else {
        failed++;
      }
    }
    assertThat(failed).isBetween(1, mutated - 1);
  }

  private List<String> idsIn() {
    return java.util.regex.Pattern.compile("[^<>]+")
        .matcher(current)
        .results()
        .map(match -> match.group().strip())
        .toList();
  }

  @Test
  void aFleetAnswerNamesInstancesOrIsUnknown() {
    answering("CreateFleet", 200, answer("CreateFleet", FLEET));
    FleetRequest request = Groups.request(Groups.onDemand(), 2);
    for (int i = 0; i < MUTANTS; i++) {
      FleetOutcome outcome = next(() -> ec2.createFleet(request));
      if (outcome instanceof FleetOutcome.Answered answered) {
        answered
            .instances()
            .forEach(launched -> assertThat(launched.instanceId()).as(current).isNotBlank());
      }
      // An answer that cannot be read may stand for a launch: it must not pass for a refusal.
      assertThat(outcome).as(current).isNotInstanceOf(FleetOutcome.Refused.class);
    }
  }

  @Test
  void anEndedInstanceWasAskedFor() {
    answering("TerminateInstances", 200, answer("TerminateInstances", TERMINATED));
    aws.on(
        "DescribeInstances",
        ScriptedAws.ok("DescribeInstances", "<reservationSet></reservationSet>"));
    for (int i = 0; i < MUTANTS; i++) {
      TerminateOutcome outcome = next(() -> ec2.terminate(List.of("i-0000000a")));
      assertThat(outcome.ended()).as(current).isSubsetOf("i-0000000a");
      assertThat(outcome.failed().keySet()).as(current).isSubsetOf("i-0000000a");
    }
  }

  @Test
  void statusesAndConsoleTextsAreReadOrAreFailures() {
    answering("DescribeInstanceStatus", 200, answer("DescribeInstanceStatus", STATUS));
    for (int i = 0; i < MUTANTS; i++) {
      assertThat(next(ec2::impairedOrScheduled)).isNotNull();
    }
    answering(
        "GetConsoleOutput",
        200,
        answer("GetConsoleOutput", "<instanceId>i-0000000a</instanceId><output>Ym9vdA==</output>"));
    for (int i = 0; i < MUTANTS; i++) {
      assertThat(next(() -> ec2.consoleOutput("i-0000000a"))).isNotNull();
    }
  }

  @Test
  void anErrorThatCannotBeReadIsStillAnError() {
    for (int status : new int[] {400, 403, 500, 503}) {
      try (ScriptedAws broken = new ScriptedAws();
          SdkRegions brokenRegions = broken.regions(new FakeTime())) {
        broken.on(
            "DescribeInstances",
            request ->
                isAnswered.getAndSet(true)
                    ? ScriptedAws.error(400, "InvalidParameterValue", "no")
                    : new ScriptedAws.Reply(status, current));
        original = ERROR;
        Ec2 there = brokenRegions.in("us-east-1", Optional.empty());
        for (int i = 0; i < MUTANTS / 10; i++) {
          assertThat(next(() -> there.describe(InstanceQuery.ofIds(List.of("i-0000000a")))))
              .as(current)
              .isInstanceOf(Ec2Result.Failed.class);
        }
      }
    }
  }

  @Test
  void parametersHaveTextsThatStandInTheAnswer() {
    answering(
        "GetParameters",
        200,
        "{\"Parameters\":[{\"Name\":\"/c/ami\",\"Type\":\"String\",\"Value\":\"ami-0123\","
            + "\"Version\":1}],\"InvalidParameters\":[\"/c/none\"]}");
    for (int i = 0; i < MUTANTS; i++) {
      Path state = directory.resolve("state-" + i);
      ParameterAnswers answers =
          next(
              () ->
                  regions
                      .parameters(state, Duration.ofMinutes(5), Instant::now)
                      .get("us-east-1", Optional.empty(), Set.of("/c/ami", "/c/none")));
      if (answers instanceof ParameterAnswers.Answered answered) {
        assertThat(answered.values().keySet()).isSubsetOf("/c/ami", "/c/none");
      }
    }
  }

  @Test
  void keptParametersThatAreDamagedAreNotKept() throws IOException {
    Instant readAt = Instant.parse("2026-11-21T08:00:00Z");
    ParameterCache cache = new ParameterCache(directory, "us-east-1", Optional.empty());
    cache.write(
        Map.of(
            "/c/ami", new ParameterCache.Kept("ami-0123", readAt),
            "/c/type", new ParameterCache.Kept("c5.large", readAt)));
    Path file;
    try (var files = Files.list(directory)) {
      file = files.findFirst().orElseThrow();
    }
    String sound = Files.readString(file);
    assertThat(cache.read()).hasSize(2);
    for (int i = 0; i < 25 * MUTANTS; i++) {
      current = mutants.of(sound);
      Files.writeString(file, current);
      assertTimeoutPreemptively(LIMIT, cache::read, () -> "hangs on " + current);
    }
  }
}
