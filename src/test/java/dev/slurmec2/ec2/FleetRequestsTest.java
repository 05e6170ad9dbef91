package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slurmec2.config.LaunchTemplate;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.PurchasingOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;
import software.amazon.awssdk.services.ec2.model.SpotOptionsRequest;

class FleetRequestsTest {

  private static final List<String> TWO_TYPES =
      List.of("{\"InstanceType\":\"c5.large\"}", "{\"InstanceType\":\"c6i.large\"}");

  private static CreateFleetRequest made(FleetRequest wanted) {
    FleetRequests.Made made = FleetRequests.of(wanted);
    assertThat(made.problems()).isEmpty();
    return made.request();
  }

  private static List<FleetLaunchTemplateOverridesRequest> overrides(CreateFleetRequest request) {
    return request.launchTemplateConfigs().get(0).overrides();
  }

  @Test
  void is_of_type_instant_with_the_token_count_and_template_of_the_launch() {
    CreateFleetRequest request = made(Groups.request(Groups.onDemand(), 7));

    assertThat(request.typeAsString()).isEqualTo("instant");
    assertThat(request.clientToken()).isEqualTo("launch-1");
    assertThat(request.targetCapacitySpecification().totalTargetCapacity()).isEqualTo(7);
    assertThat(request.targetCapacitySpecification().defaultTargetCapacityTypeAsString())
        .isEqualTo("on-demand");
    assertThat(request.launchTemplateConfigs()).hasSize(1);
    assertThat(request.launchTemplateConfigs().get(0).launchTemplateSpecification())
        .satisfies(
            template -> {
              assertThat(template.launchTemplateName()).isEqualTo("template");
              assertThat(template.launchTemplateId()).isNull();
              assertThat(template.version()).isEqualTo("$Latest");
            });
    assertThat(request.spotOptions()).isNull();
  }

  @Test
  void has_every_override_in_every_subnet_and_each_instance_counts_one() {
    CreateFleetRequest request =
        made(
            Groups.request(
                Groups.group(
                    PurchasingOption.ON_DEMAND,
                    "{}",
                    List.of(
                        "{\"InstanceType\":\"c5.large\",\"WeightedCapacity\":4}",
                        "{\"InstanceType\":\"c6i.large\"}"),
                    List.of("s-1", "s-2")),
                1));

    assertThat(overrides(request))
        .extracting(
            FleetLaunchTemplateOverridesRequest::instanceTypeAsString,
            FleetLaunchTemplateOverridesRequest::subnetId,
            FleetLaunchTemplateOverridesRequest::weightedCapacity)
        .containsExactly(
            tuple("c5.large", "s-1", 1.0),
            tuple("c5.large", "s-2", 1.0),
            tuple("c6i.large", "s-1", 1.0),
            tuple("c6i.large", "s-2", 1.0));
  }

  @Test
  void spot_instances_are_terminated_when_interrupted_whatever_the_options_say() {
    CreateFleetRequest request =
        made(
            Groups.request(
                Groups.group(
                    PurchasingOption.SPOT,
                    "{\"AllocationStrategy\":\"capacity-optimized\",\"MaxTotalPrice\":0.5,"
                        + "\"InstanceInterruptionBehavior\":\"stop\"}",
                    TWO_TYPES,
                    List.of("s-1")),
                1));

    assertThat(request.onDemandOptions()).isNull();
    assertThat(request.spotOptions().instanceInterruptionBehaviorAsString()).isEqualTo("terminate");
    assertThat(request.spotOptions().allocationStrategyAsString()).isEqualTo("capacity-optimized");
    assertThat(request.spotOptions().maxTotalPrice()).isEqualTo("0.5");
  }

  private static FleetRequest allOrNothing(
      List<String> overrides, List<String> subnets, boolean oneZone) {
    NodeGroup group = Groups.group(PurchasingOption.SPOT, "{}", overrides, subnets);
    return new FleetRequest(
        group, FleetRequest.Choice.all(group), 4, 4, oneZone, Optional.empty(), "t", Map.of());
  }

  @Test
  void all_or_nothing_is_a_minimum_within_one_zone() {
    SpotOptionsRequest options =
        made(allOrNothing(TWO_TYPES, List.of("s-1", "s-2"), true)).spotOptions();

    assertThat(options.minTargetCapacity()).isEqualTo(4);
    assertThat(options.singleAvailabilityZone()).isTrue();
    assertThat(options.singleInstanceType()).isNull();
  }

  @Test
  void in_any_zones_a_minimum_is_said_where_there_is_one_type_or_one_subnet() {
    SpotOptionsRequest oneType =
        made(allOrNothing(List.of("{\"InstanceType\":\"c5.large\"}"), List.of("s-1", "s-2"), false))
            .spotOptions();
    SpotOptionsRequest oneSubnet =
        made(allOrNothing(TWO_TYPES, List.of("s-1"), false)).spotOptions();

    assertThat(oneType.minTargetCapacity()).isEqualTo(4);
    assertThat(oneType.singleInstanceType()).isTrue();
    assertThat(oneType.singleAvailabilityZone()).isNull();
    assertThat(oneSubnet.minTargetCapacity()).isEqualTo(4);
    assertThat(oneSubnet.singleAvailabilityZone()).isTrue();
  }

  @Test
  void a_minimum_that_EC2_would_refuse_is_left_out() {
    SpotOptionsRequest options =
        made(allOrNothing(TWO_TYPES, List.of("s-1", "s-2"), false)).spotOptions();

    assertThat(options.minTargetCapacity()).isNull();
  }

  @Test
  void only_the_chosen_overrides_and_subnets_are_asked_for_in_the_placement_group() {
    NodeGroup group = Groups.group(PurchasingOption.SPOT, "{}", TWO_TYPES, List.of("s-1", "s-2"));
    FleetRequest wanted =
        new FleetRequest(
            group,
            List.of(new FleetRequest.Choice(1, "s-2")),
            4,
            0,
            false,
            Optional.of("job-7"),
            "t",
            Map.of());

    assertThat(overrides(made(wanted)))
        .singleElement()
        .satisfies(
            override -> {
              assertThat(override.instanceTypeAsString()).isEqualTo("c6i.large");
              assertThat(override.subnetId()).isEqualTo("s-2");
              assertThat(override.placement().groupName()).isEqualTo("job-7");
            });
  }

  @Test
  void the_users_own_choice_of_one_type_suffices_for_a_minimum() {
    FleetRequest wanted =
        new FleetRequest(
            Groups.group(
                PurchasingOption.ON_DEMAND,
                "{\"SingleInstanceType\":\"true\"}",
                TWO_TYPES,
                List.of("s-1", "s-2")),
            4,
            2,
            "t",
            Map.of());

    assertThat(made(wanted).onDemandOptions().minTargetCapacity()).isEqualTo(2);
    assertThat(made(wanted).onDemandOptions().singleInstanceType()).isTrue();
    assertThat(made(wanted).onDemandOptions().singleAvailabilityZone()).isNull();
  }

  @Test
  void a_users_minimum_never_exceeds_what_is_asked_for() {
    FleetRequest wanted =
        Groups.request(
            Groups.group(
                PurchasingOption.ON_DEMAND,
                "{\"MinTargetCapacity\":10,\"SingleInstanceType\":true}",
                TWO_TYPES,
                List.of("s-1")),
            3);

    assertThat(made(wanted).onDemandOptions().minTargetCapacity()).isEqualTo(3);
  }

  @Test
  void without_a_minimum_nothing_is_said_of_one() {
    CreateFleetRequest request = made(Groups.request(Groups.onDemand(), 3));

    assertThat(request.onDemandOptions().minTargetCapacity()).isNull();
    assertThat(request.onDemandOptions().singleAvailabilityZone()).isNull();
  }

  @Test
  void tags_fleet_instances_and_volumes_in_the_launch_itself() {
    FleetRequest wanted =
        new FleetRequest(Groups.onDemand(), 1, 0, "t", Map.of("Name", "aws-node-0"));

    assertThat(made(wanted).tagSpecifications())
        .extracting(specification -> specification.resourceTypeAsString())
        .containsExactly("fleet", "instance", "volume");
    assertThat(made(wanted).tagSpecifications())
        .allSatisfy(
            specification ->
                assertThat(specification.tags())
                    .singleElement()
                    .satisfies(
                        tag -> {
                          assertThat(tag.key()).isEqualTo("Name");
                          assertThat(tag.value()).isEqualTo("aws-node-0");
                        }));
  }

  @Test
  void without_tags_there_is_no_tag_specification() {
    assertThat(made(new FleetRequest(Groups.onDemand(), 1, 0, "t", Map.of())).tagSpecifications())
        .isEmpty();
  }

  @Test
  void template_by_id_has_no_name() {
    var group = Groups.onDemand();
    var byId =
        new NodeGroup(
            group.partition(),
            group.name(),
            1,
            group.region(),
            group.profile(),
            Map.of(),
            group.purchasingOption(),
            group.onDemandOptions(),
            group.spotOptions(),
            new LaunchTemplate(Optional.empty(), Optional.of("lt-1"), "3"),
            group.overrides(),
            group.subnetIds(),
            List.of());

    assertThat(
            made(Groups.request(byId, 1))
                .launchTemplateConfigs()
                .get(0)
                .launchTemplateSpecification())
        .satisfies(
            template -> {
              assertThat(template.launchTemplateId()).isEqualTo("lt-1");
              assertThat(template.launchTemplateName()).isNull();
              assertThat(template.version()).isEqualTo("3");
            });
  }

  private static NodeGroup overridden(PurchasingOption option, String options, String overrides) {
    return Groups.group(option, options, TWO_TYPES, List.of("s-1"))
        .withFleetOverrides(Groups.json(overrides));
  }

  @Test
  void fleet_overrides_count_over_single_members_and_keep_their_neighbours() {
    CreateFleetRequest request =
        made(
            Groups.request(
                overridden(
                    PurchasingOption.SPOT,
                    "{\"AllocationStrategy\":\"capacity-optimized\",\"MaxTotalPrice\":\"9\"}",
                    "{\"SpotOptions\":{\"MaxTotalPrice\":\"3\",\"MaintenanceStrategies\":"
                        + "{\"CapacityRebalance\":{\"TerminationDelay\":120}}},"
                        + "\"ReplaceUnhealthyInstances\":\"false\"}"),
                2));

    assertThat(request.spotOptions().maxTotalPrice()).isEqualTo("3");
    assertThat(request.spotOptions().allocationStrategyAsString()).isEqualTo("capacity-optimized");
    assertThat(request.spotOptions().instanceInterruptionBehaviorAsString()).isEqualTo("terminate");
    assertThat(request.spotOptions().maintenanceStrategies().capacityRebalance().terminationDelay())
        .isEqualTo(120);
    assertThat(request.replaceUnhealthyInstances()).isFalse();
    assertThat(request.clientToken()).isEqualTo("launch-1");
    assertThat(overrides(request)).hasSize(2);
  }

  @Test
  void launch_template_configs_of_fleet_overrides_stand_instead_of_ours() {
    CreateFleetRequest request =
        made(
            Groups.request(
                overridden(
                    PurchasingOption.ON_DEMAND,
                    "{}",
                    "{\"LaunchTemplateConfigs\":[{\"LaunchTemplateSpecification\":"
                        + "{\"LaunchTemplateId\":\"lt-9\",\"Version\":\"1\"},"
                        + "\"Overrides\":[{\"SubnetId\":\"s-9\"}]}]}"),
                2));

    assertThat(request.launchTemplateConfigs())
        .singleElement()
        .satisfies(
            config -> {
              assertThat(config.launchTemplateSpecification().launchTemplateName()).isNull();
              assertThat(config.launchTemplateSpecification().launchTemplateId()).isEqualTo("lt-9");
              assertThat(config.overrides()).hasSize(1);
            });
  }

  @Test
  void tags_of_fleet_overrides_come_to_ours_and_never_instead() {
    CreateFleetRequest request =
        made(
            Groups.request(
                overridden(
                    PurchasingOption.ON_DEMAND,
                    "{}",
                    "{\"TagSpecifications\":[{\"ResourceType\":\"instance\",\"Tags\":["
                        + "{\"Key\":\"a\",\"Value\":\"1\"},"
                        + "{\"Key\":\"slurm-ec2:cluster\",\"Value\":\"other\"}]},"
                        + "{\"ResourceType\":\"network-interface\",\"Tags\":["
                        + "{\"Key\":\"b\",\"Value\":\"2\"}]}]}"),
                2));

    assertThat(request.tagSpecifications())
        .flatExtracting(
            one ->
                one.tags().stream()
                    .map(tag -> one.resourceTypeAsString() + " " + tag.key() + "=" + tag.value())
                    .toList())
        .containsExactlyInAnyOrder(
            "instance a=1",
            "instance slurm-ec2:cluster=c",
            "network-interface b=2",
            "fleet slurm-ec2:cluster=c",
            "volume slurm-ec2:cluster=c");
  }

  @Test
  void fleet_overrides_that_do_not_fit_are_named_with_their_place() {
    FleetRequests.Made made =
        FleetRequests.of(
            Groups.request(
                overridden(PurchasingOption.SPOT, "{}", "{\"SpotOptions\":{\"MaxTotalPrice\":[]}}"),
                1));

    assertThat(made.problems())
        .extracting(problem -> problem.pointer())
        .containsExactly("/FleetOverrides/SpotOptions/MaxTotalPrice");
  }

  @Test
  void prices_priorities_and_attributes_of_overrides_are_passed_on() {
    FleetLaunchTemplateOverridesRequest override =
        overrides(
                made(
                    Groups.request(
                        Groups.group(
                            PurchasingOption.SPOT,
                            "{\"AllocationStrategy\":\"capacity-optimized-prioritized\"}",
                            List.of(
                                "{\"MaxPrice\":\"0.25\",\"Priority\":3,\"InstanceRequirements\":"
                                    + "{\"VCpuCount\":{\"Min\":8},\"MemoryMiB\":{\"Min\":16000}}}"),
                            List.of("s-1")),
                        1)))
            .get(0);

    assertThat(override.maxPrice()).isEqualTo("0.25");
    assertThat(override.priority()).isEqualTo(3.0);
    assertThat(override.instanceRequirements().vCpuCount().min()).isEqualTo(8);
  }

  @Test
  void values_that_do_not_fit_are_named_with_their_place() {
    FleetRequests.Made made =
        FleetRequests.of(
            Groups.request(
                Groups.group(
                    PurchasingOption.SPOT,
                    "{\"SingleInstanceType\":\"maybe\"}",
                    List.of("{\"InstanceType\":\"c5.large\",\"Priority\":\"first\"}"),
                    List.of("s-1")),
                1));

    assertThat(made.problems())
        .extracting(problem -> problem.pointer())
        .containsExactly("/LaunchTemplateOverrides/0/Priority", "/SpotOptions/SingleInstanceType");
  }
}
