package dev.slurmec2.ec2;

import static dev.slurmec2.ec2.ScriptedAws.DROP;
import static dev.slurmec2.ec2.ScriptedAws.error;
import static dev.slurmec2.ec2.ScriptedAws.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.ApiLimits;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.ec2.FleetOutcome.Answered;
import dev.slurmec2.ec2.FleetOutcome.Launched;
import dev.slurmec2.ec2.FleetOutcome.Refused;
import dev.slurmec2.ec2.FleetOutcome.Unknown;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCallsTest {
  private static final ScriptedAws.Reply ONE =
      ok(
          "RunInstances",
          "<reservationId>r-1</reservationId><instancesSet><item><instanceId>i-1</instanceId>"
              + "<instanceType>p5.48xlarge</instanceType><subnetId>s-1</subnetId>"
              + "<placement><availabilityZone>us-east-1a</availabilityZone></placement></item>"
              + "</instancesSet>");

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

  private static ReservedLaunch launch(boolean block, String override, int count) {
    return launch(
        Groups.group(PurchasingOption.ON_DEMAND, "{}", List.of("{}", override), List.of("s-1")),
        block,
        count);
  }

  private static ReservedLaunch launch(NodeGroup group, boolean block, int count) {
    return new ReservedLaunch(
        group,
        new FleetRequest.Choice(1, "s-1"),
        new CapacityReservation(
            "cr-1",
            "p5.48xlarge",
            "us-east-1a",
            "active",
            block,
            true,
            4,
            4,
            Optional.empty(),
            Optional.empty(),
            Map.of()),
        count,
        1,
        block ? Optional.empty() : Optional.of("job-7"),
        "launch-1",
        Map.of(Tags.CLUSTER, "hpc"));
  }

  @Test
  void the_request_names_template_reservation_token_and_tags_and_what_the_override_says() {
    aws.on("RunInstances", ONE);

    FleetOutcome outcome =
        ec2.runInstances(
            launch(
                false,
                "{\"InstanceType\":\"c5.large\",\"Priority\":1,\"ImageId\":\"ami-1\","
                    + "\"Placement\":{\"Tenancy\":\"dedicated\"}}",
                2));

    assertThat(outcome)
        .isEqualTo(
            new Answered(
                List.of(
                    new Launched(
                        "i-1", "p5.48xlarge", Optional.of("us-east-1a"), Optional.of("s-1"))),
                List.of()));
    assertThat(aws.requests("RunInstances"))
        .singleElement()
        .satisfies(
            request ->
                assertThat(request.parameters())
                    .containsEntry("ClientToken", "launch-1")
                    .containsEntry("MinCount", "1")
                    .containsEntry("MaxCount", "2")
                    .containsEntry("LaunchTemplate.LaunchTemplateName", "template")
                    .containsEntry("InstanceType", "p5.48xlarge")
                    .containsEntry("SubnetId", "s-1")
                    .containsEntry("ImageId", "ami-1")
                    .containsEntry("Placement.Tenancy", "dedicated")
                    .containsEntry("Placement.GroupName", "job-7")
                    .containsEntry(
                        "CapacityReservationSpecification.CapacityReservationTarget"
                            + ".CapacityReservationId",
                        "cr-1")
                    .containsEntry("TagSpecification.1.ResourceType", "instance")
                    .containsEntry("TagSpecification.1.Tag.1.Value", "hpc")
                    .containsEntry("TagSpecification.2.ResourceType", "volume")
                    .doesNotContainKey("InstanceMarketOptions.MarketType"));
  }

  @Test
  void fleet_overrides_count_over_all_of_it_but_the_reservation() {
    aws.on("RunInstances", ONE);
    NodeGroup group =
        Groups.group(PurchasingOption.ON_DEMAND, "{}", List.of("{}", "{}"), List.of("s-1"))
            .withFleetOverrides(
                Groups.json(
                    """
                    {"OnDemandOptions": {"AllocationStrategy": "prioritized"},
                     "TagSpecifications": [
                       {"ResourceType": "instance",
                        "Tags": [{"Key": "owner", "Value": "ada"},
                                 {"Key": "slurm-ec2:cluster", "Value": "other"}]},
                       {"ResourceType": "network-interface",
                        "Tags": [{"Key": "owner", "Value": "ada"}]},
                       {"ResourceType": "fleet", "Tags": [{"Key": "owner", "Value": "ada"}]}],
                     "LaunchTemplateConfigs": [
                       {"LaunchTemplateSpecification":
                         {"LaunchTemplateName": "theirs", "Version": "7"},
                        "Overrides": [
                          {"InstanceType": "c5.large", "KeyName": "wrong"},
                          {"InstanceType": "p5.48xlarge", "KeyName": "right", "SubnetId": "s-9",
                           "MaxPrice": "1"}]}]}
                    """));

    ec2.runInstances(launch(group, false, 1));

    assertThat(aws.requests("RunInstances").get(0).parameters())
        .containsEntry("LaunchTemplate.LaunchTemplateName", "theirs")
        .containsEntry("LaunchTemplate.Version", "7")
        .containsEntry("KeyName", "right")
        .containsEntry("SubnetId", "s-9")
        .containsEntry("InstanceType", "p5.48xlarge")
        .containsEntry(
            "CapacityReservationSpecification.CapacityReservationTarget.CapacityReservationId",
            "cr-1")
        .containsEntry("TagSpecification.1.ResourceType", "instance")
        .containsEntry("TagSpecification.1.Tag.1.Value", "ada")
        .containsEntry("TagSpecification.1.Tag.2.Key", "slurm-ec2:cluster")
        .containsEntry("TagSpecification.1.Tag.2.Value", "hpc")
        .containsEntry("TagSpecification.2.ResourceType", "network-interface")
        .containsEntry("TagSpecification.3.ResourceType", "volume")
        .doesNotContainKey("TagSpecification.4.ResourceType");
  }

  @Test
  void what_does_not_fit_in_fleet_overrides_is_not_sent() {
    NodeGroup group =
        Groups.group(PurchasingOption.ON_DEMAND, "{}", List.of("{}", "{}"), List.of("s-1"))
            .withFleetOverrides(
                Groups.json("{\"LaunchTemplateConfigs\": [{\"Overrides\": [{\"KeyName\": []}]}]}"));

    assertThat(ec2.runInstances(launch(group, false, 1)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.error().message())
                    .contains("/FleetOverrides/LaunchTemplateConfigs/0/Overrides/0/KeyName"));
    assertThat(aws.requests("RunInstances")).isEmpty();
  }

  @Test
  void a_capacity_block_has_its_market() {
    aws.on("RunInstances", ONE);

    ec2.runInstances(launch(true, "{}", 1));

    assertThat(aws.requests("RunInstances").get(0).parameters())
        .containsEntry("InstanceMarketOptions.MarketType", "capacity-block");
  }

  @Test
  void a_lost_answer_is_asked_for_again_with_the_same_token() {
    aws.on("RunInstances", DROP, ONE);
    assertThat(ec2.runInstances(launch(false, "{}", 1))).isInstanceOf(Answered.class);
    assertThat(aws.requests("RunInstances"))
        .extracting(request -> request.parameters().get("ClientToken"))
        .containsExactly("launch-1", "launch-1");
  }

  @Test
  void a_refusal_after_a_lost_answer_leaves_it_in_doubt() {
    aws.on("RunInstances", DROP, error(400, "ReservationCapacityExceeded", "Full."));
    assertThat(ec2.runInstances(launch(false, "{}", 1))).isInstanceOf(Unknown.class);
  }

  @Test
  void a_refusal_launches_nothing_and_gives_back_what_it_took_of_the_launch_limit() {
    aws.on("RunInstances", error(400, "ReservationCapacityExceeded", "Full."));

    assertThat(ec2.runInstances(launch(false, "{}", 100)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.error().errorClass()).isEqualTo(ErrorClass.CAPACITY));
    assertThat(ec2.launchTokens().now()).isEqualTo(1000);
  }

  @Test
  void what_is_launched_counts_with_that_of_fleets() {
    aws.on("RunInstances", ONE);

    ec2.runInstances(launch(false, "{}", 100));

    assertThat(ec2.launchTokens().now()).isEqualTo(999);
  }

  @Test
  void what_does_not_fit_the_api_is_not_sent() {
    assertThat(ec2.runInstances(launch(false, "{\"BlockDeviceMappings\": 7}", 1)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.error().message())
                    .contains("aws/node", "/LaunchTemplateOverrides/1/BlockDeviceMappings"));
    assertThat(aws.requests("RunInstances")).isEmpty();
  }
}
