package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.ParameterAnswers;
import dev.slurmec2.sandbox.Sandbox;
import dev.slurmec2.sandbox.SandboxOptions;
import dev.slurmec2.testing.SandboxControl;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes with status 200 and is not AWS's is no answer, and never "there is nothing". */
class ForeignAnswersTest {
  private static final String LOGIN_PAGE =
      "<?xml version=\"1.0\"?><!-- portal --><!DOCTYPE html><html><body>Please log"
          + " in</body></html>";

  @TempDir private Path stateDir;
  private final ScriptedAws aws = new ScriptedAws();
  private final FakeTime time = new FakeTime();
  private final SdkRegions regions = aws.regions(time);
  private final Ec2 ec2 = regions.in("us-east-1", Optional.empty());

  @AfterEach
  void stop() {
    regions.close();
    aws.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        LOGIN_PAGE,
        "<html><body>Please log in</body></html>",
        "<html><DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse></html>",
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body/></s:Envelope>",
        "<ListBucketResult><Name>b</Name></ListBucketResult>",
        "<DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"/>",
        "<DescribeVpcsResponse><requestId>r-1</requestId></DescribeVpcsResponse>",
        "{\"reservationSet\":[]}",
        "ok",
        "<",
        " ",
        ""
      })
  void a_document_of_another_is_asked_again_and_then_no_answer(String page) {
    aws.on("DescribeInstances", new ScriptedAws.Reply(200, page));

    Ec2Result<List<Instance>> result = ec2.describe(InstanceQuery.liveWithTag(Tags.CLUSTER, "hpc"));

    assertThat(result)
        .isInstanceOfSatisfying(
            Ec2Result.Failed.class,
            failed -> {
              assertThat(failed.error().errorClass()).isEqualTo(ErrorClass.SERVER);
              assertThat(failed.error().code()).isEqualTo(ErrorClasses.NO_ANSWER);
              assertThat(failed.error().message())
                  .contains("no answer to DescribeInstances")
                  .contains("AWS_ENDPOINT_URL")
                  .doesNotContain("log in");
            });
    assertThat(aws.requests("DescribeInstances")).hasSizeGreaterThan(3);
  }

  @Test
  void a_page_that_passes_costs_one_more_call() {
    aws.on(
        "DescribeInstances",
        new ScriptedAws.Reply(200, LOGIN_PAGE),
        ScriptedAws.ok("DescribeInstances", "<reservationSet/>"));

    assertThat(ec2.describe(InstanceQuery.liveWithTag(Tags.CLUSTER, "hpc")))
        .isEqualTo(new Ec2Result.Ok<>(List.of()));
    assertThat(aws.requests("DescribeInstances")).hasSize(2);
  }

  @Test
  void no_action_takes_it_for_its_answer() {
    ScriptedAws.Reply page = new ScriptedAws.Reply(200, LOGIN_PAGE);
    List.of(
            "CreateFleet",
            "RunInstances",
            "TerminateInstances",
            "DescribeInstances",
            "CreateTags",
            "GetConsoleOutput",
            "DescribeInstanceStatus",
            "DescribeSpotInstanceRequests",
            "DescribeSubnets",
            "DescribePlacementGroups",
            "CreatePlacementGroup",
            "DeletePlacementGroup",
            "DescribeCapacityReservations")
        .forEach(action -> aws.on(action, page));
    List<String> ids = List.of("i-0000000a");

    assertThat(ec2.createFleet(Groups.request(Groups.onDemand(), 1)))
        .isInstanceOf(FleetOutcome.Unknown.class);
    assertThat(ec2.terminate(ids).failed()).containsOnlyKeys("i-0000000a");
    assertThat(ec2.tag(ids, Map.of("Name", "aws-node-0")).failed()).containsOnlyKeys("i-0000000a");
    assertThat(
            List.of(
                ec2.consoleOutput("i-0000000a"),
                ec2.impairedOrScheduled(),
                ec2.spotInterruptions(),
                ec2.zonesOf(List.of("subnet-0000000a")),
                ec2.placementGroups("hpc"),
                ec2.createPlacementGroup("hpc-1", Map.of()),
                ec2.deletePlacementGroup("hpc-1"),
                ec2.capacityReservations(List.of("cr-0000000a"))))
        .allSatisfy(
            result ->
                assertThat(result)
                    .isInstanceOfSatisfying(
                        Ec2Result.Failed.class,
                        failed ->
                            assertThat(failed.error().code()).isEqualTo(ErrorClasses.NO_ANSWER)));
  }

  @ParameterizedTest
  @ValueSource(strings = {LOGIN_PAGE, "{}", "{\"error\":\"log in\"}", "[]", ""})
  void a_parameter_is_not_missing_because_a_proxy_spoke(String page) {
    aws.on("GetParameters", new ScriptedAws.Reply(200, page));

    assertThat(
            regions
                .parameters(stateDir, Duration.ofMinutes(5), Instant::now)
                .get("us-east-1", Optional.empty(), Set.of("/c/ami")))
        .isInstanceOf(ParameterAnswers.Failed.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DescribeTags|<DescribeTagsResponse/>|",
        "DescribeTags|<?xml version='1.0'?>  <!-- - -->  <DescribeTagsResponse>|",
        "DescribeTags|<DescribeTagsResponses>|a document of <DescribeTagsResponses>",
        "DescribeTags|<!DOCTYPE html><html>|a document of <!DOCTYPE>",
        "DescribeTags|<?xml never ends|a document that is not XML",
        "DescribeTags|plain|a document that is not XML"
      })
  void the_outermost_element_decides(String action, String head, String wrong) {
    assertThat(ForeignAnswers.wrong(action, head)).isEqualTo(Optional.ofNullable(wrong));
  }

  @Test
  void behind_a_proxy_that_asks_to_log_in_instances_are_not_gone() throws Exception {
    try (Sandbox sandbox =
            Sandbox.start(SandboxOptions.builder().subnets(Map.of("s-1", "a")).build());
        SdkRegions there =
            SdkRegions.at(sandbox.endpoint(), "any", "any", time.waiting(), Optional.empty())) {
      Ec2 east = there.in("us-east-1", Optional.empty());
      assertThat(east.createFleet(Groups.request(Groups.onDemand(), 1)))
          .isInstanceOf(FleetOutcome.Answered.class);
      SandboxControl.call(
          sandbox.endpoint(),
          "POST",
          "/sandbox/faults",
          "{\"action\":\"*\",\"page\":\"<html>Please log in</html>\"}");

      assertThat(east.describe(InstanceQuery.liveWithTag(Tags.CLUSTER, "hpc")))
          .isInstanceOf(Ec2Result.Failed.class);

      SandboxControl.call(sandbox.endpoint(), "DELETE", "/sandbox/faults", "");
      assertThat(sandbox.engine().everyInstance()).hasSize(1);
      assertThat(east.impairedOrScheduled()).isInstanceOf(Ec2Result.Ok.class);
    }
  }
}
