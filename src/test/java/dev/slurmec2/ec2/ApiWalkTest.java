package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slurmec2.config.ApiShapes.ApiObject;
import dev.slurmec2.config.ApiShapes.ShapeProblem;
import dev.slurmec2.config.Problem.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;

class ApiWalkTest {

  private static FleetLaunchTemplateOverridesRequest override(String json) {
    FleetLaunchTemplateOverridesRequest.Builder builder =
        FleetLaunchTemplateOverridesRequest.builder();
    assertThat(ApiWalk.fill(builder, Groups.json(json))).isEmpty();
    return builder.build();
  }

  private static List<ShapeProblem> check(String json) {
    return new SdkApiShapes().check(ApiObject.LAUNCH_TEMPLATE_OVERRIDES, Groups.json(json));
  }

  @Test
  void takes_numbers_as_strings_and_strings_as_numbers() {
    assertThat(override("{\"Priority\":\"2\"}").priority()).isEqualTo(2.0);
    assertThat(override("{\"Priority\":2.5}").priority()).isEqualTo(2.5);
    assertThat(override("{\"MaxPrice\":0.10}").maxPrice()).isEqualTo("0.10");
  }

  @Test
  void takes_booleans_as_strings_in_any_case() {
    var ebs =
        override(
                "{\"BlockDeviceMappings\":[{\"DeviceName\":\"/dev/xvda\",\"Ebs\":"
                    + "{\"DeleteOnTermination\":\"True\",\"Encrypted\":false,"
                    + "\"VolumeSize\":\"100\",\"VolumeType\":\"gp3\"}}]}")
            .blockDeviceMappings()
            .get(0)
            .ebs();

    assertThat(ebs.deleteOnTermination()).isTrue();
    assertThat(ebs.encrypted()).isFalse();
    assertThat(ebs.volumeSize()).isEqualTo(100);
    assertThat(ebs.volumeTypeAsString()).isEqualTo("gp3");
  }

  @Test
  void carries_instance_requirements_with_their_lists_and_ranges() {
    var requirements =
        override(
                "{\"InstanceRequirements\":{\"VCpuCount\":{\"Min\":\"4\",\"Max\":8},"
                    + "\"MemoryMiB\":{\"Min\":16384},\"MemoryGiBPerVCpu\":{\"Min\":\"2.5\"},"
                    + "\"CpuManufacturers\":[\"intel\",\"amd\"],\"BareMetal\":\"excluded\","
                    + "\"ExcludedInstanceTypes\":[\"t*\"],\"RequireHibernateSupport\":false}}")
            .instanceRequirements();

    assertThat(requirements.vCpuCount().min()).isEqualTo(4);
    assertThat(requirements.vCpuCount().max()).isEqualTo(8);
    assertThat(requirements.memoryMiB().min()).isEqualTo(16384);
    assertThat(requirements.memoryGiBPerVCpu().min()).isEqualTo(2.5);
    assertThat(requirements.cpuManufacturersAsStrings()).containsExactly("intel", "amd");
    assertThat(requirements.bareMetalAsString()).isEqualTo("excluded");
    assertThat(requirements.excludedInstanceTypes()).containsExactly("t*");
    assertThat(requirements.requireHibernateSupport()).isFalse();
  }

  @Test
  void carries_placement_image_and_metadata_options() {
    var override =
        override(
            "{\"ImageId\":\"ami-1\",\"KeyName\":\"k\",\"AvailabilityZone\":\"us-east-1a\","
                + "\"Placement\":{\"GroupName\":\"g\",\"PartitionNumber\":3,\"Tenancy\":\"host\"},"
                + "\"MetadataOptions\":{\"HttpTokens\":\"required\","
                + "\"HttpPutResponseHopLimit\":2}}");

    assertThat(override.imageId()).isEqualTo("ami-1");
    assertThat(override.keyName()).isEqualTo("k");
    assertThat(override.availabilityZone()).isEqualTo("us-east-1a");
    assertThat(override.placement().groupName()).isEqualTo("g");
    assertThat(override.placement().partitionNumber()).isEqualTo(3);
    assertThat(override.placement().tenancyAsString()).isEqualTo("host");
    assertThat(override.metadataOptions().httpTokensAsString()).isEqualTo("required");
    assertThat(override.metadataOptions().httpPutResponseHopLimit()).isEqualTo(2);
  }

  @Test
  void null_is_as_if_it_were_not_there() {
    assertThat(override("{\"MaxPrice\":null}").maxPrice()).isNull();
  }

  @Test
  void unknown_members_warn_with_the_near_miss_and_their_place() {
    assertThat(check("{\"Placement\":{\"Tenency\":\"host\"}}"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.pointer()).isEqualTo("/Placement/Tenency");
              assertThat(problem.severity()).isEqualTo(Severity.WARNING);
              assertThat(problem.message()).contains("did you mean Tenancy?");
              assertThat(problem.at().column()).isEqualTo(15);
            });
  }

  @Test
  void all_wrong_types_are_reported_with_what_ec2_takes() {
    assertThat(
            check(
                "{\"Priority\":\"high\",\"Placement\":\"host\",\"BlockDeviceMappings\":{},"
                    + "\"InstanceType\":[\"a\"],\"InstanceRequirements\":{\"VCpuCount\":"
                    + "{\"Min\":1.5}}}"))
        .allSatisfy(problem -> assertThat(problem.severity()).isEqualTo(Severity.ERROR))
        .extracting(ShapeProblem::pointer, ShapeProblem::message)
        .containsExactly(
            tuple("/Priority", "EC2 takes a number here, not a string high."),
            tuple("/Placement", "EC2 takes an object here, not a string host."),
            tuple("/BlockDeviceMappings", "EC2 takes an array here, not an object."),
            tuple("/InstanceType", "EC2 takes a string here, not an array."),
            tuple(
                "/InstanceRequirements/VCpuCount/Min",
                "EC2 takes a whole number here, not a number 1.5."));
  }

  @Test
  void huge_numbers_are_wrong_values_and_not_work() {
    assertThat(check("{\"InstanceRequirements\":{\"VCpuCount\":{\"Min\":1e999999999}}}"))
        .hasSize(1);
  }

  @Test
  void each_kind_of_object_has_its_own_members() {
    SdkApiShapes shapes = new SdkApiShapes();

    assertThat(
            shapes.check(
                ApiObject.ON_DEMAND_OPTIONS,
                Groups.json(
                    "{\"AllocationStrategy\":\"prioritized\",\"CapacityReservationOptions\":"
                        + "{\"UsageStrategy\":\"use-capacity-reservations-first\"}}")))
        .isEmpty();
    assertThat(
            shapes.check(
                ApiObject.SPOT_OPTIONS,
                Groups.json("{\"MaintenanceStrategies\":{\"CapacityRebalance\":{}}}")))
        .isEmpty();
    assertThat(
            shapes.check(
                ApiObject.LAUNCH_TEMPLATE_SPECIFICATION,
                Groups.json("{\"LaunchTemplateName\":\"n\",\"version\":1}")))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("did you mean Version?"));
  }
}
