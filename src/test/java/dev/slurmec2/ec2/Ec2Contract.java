package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.ec2.FleetOutcome.Answered;
import dev.slurmec2.ec2.FleetOutcome.Launched;
import dev.slurmec2.ec2.FleetOutcome.Refused;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;

/**
 * What the suite expects of any EC2. To run it against another one, make a class named {@code *IT}
 * that extends this and says its {@link #endpoint}. Every test makes its own template and tags, so
 * that it does not matter what else is there.
 */
abstract class Ec2Contract {

  private static final String REGION = "us-east-1";

  private final String cluster = "contract-" + UUID.randomUUID().toString().substring(0, 8);
  private final List<String> launched = new ArrayList<>();

  // Set before each test.
  private @Nullable SdkRegions regions;
  private @Nullable World world;

  /** What has to exist before a fleet can be launched. */
  record World(String template, String subnet, String zone) {}

  /** Where the EC2 under test listens; asked for before each test. */
  abstract URI endpoint();

  /** Makes or finds template and subnet; an endpoint that brings its own overrides it. */
  World prepare(Ec2Client raw) {
    String template = cluster + "-template";
    String image =
        raw.describeImages(request -> request.owners("amazon")).images().get(0).imageId();
    raw.createLaunchTemplate(
        request ->
            request
                .launchTemplateName(template)
                .launchTemplateData(RequestLaunchTemplateData.builder().imageId(image).build()));
    var subnet = raw.describeSubnets().subnets().get(0);
    return new World(template, subnet.subnetId(), subnet.availabilityZone());
  }

  /** Whether it has placement groups and capacity reservations at all. */
  boolean hasGroupsAndReservations() {
    return true;
  }

  @BeforeEach
  void connect() {
    SdkClients clients =
        new SdkClients(
            Optional.of(endpoint()),
            Optional.of(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"))));
    regions = new SdkRegions(clients, Waiting.real());
    try (Ec2Client raw = clients.ec2(REGION, Optional.empty())) {
      world = prepare(raw);
    }
  }

  @AfterEach
  void endWhatWasLaunched() {
    if (regions != null) {
      ec2().terminate(launched);
      regions.close();
    }
  }

  private Ec2 ec2() {
    assertThat(regions).isNotNull();
    return regions.in(REGION, Optional.empty());
  }

  private World world() {
    assertThat(world).isNotNull();
    return world;
  }

  private NodeGroup group(PurchasingOption option, String template) {
    return Groups.group(
        option,
        "{}",
        template,
        List.of("{\"InstanceType\":\"t3.micro\",\"Priority\":\"1\"}"),
        List.of(world().subnet()));
  }

  private static String token() {
    return UUID.randomUUID().toString();
  }

  private List<Launched> launch(PurchasingOption option, int count, Map<String, String> tags) {
    FleetOutcome outcome =
        ec2()
            .createFleet(
                new FleetRequest(group(option, world().template()), count, 0, token(), tags));
    assertThat(outcome).isInstanceOf(Answered.class);
    List<Launched> instances = ((Answered) outcome).instances();
    instances.forEach(instance -> launched.add(instance.instanceId()));
    return instances;
  }

  private List<Instance> described(InstanceQuery query) {
    Ec2Result<List<Instance>> result = ec2().describe(query);
    assertThat(result).isInstanceOf(Ec2Result.Ok.class);
    return ((Ec2Result.Ok<List<Instance>>) result).value();
  }

  private static List<String> ids(List<Launched> instances) {
    return instances.stream().map(Launched::instanceId).toList();
  }

  @Test
  void a_fleet_has_as_many_instances_as_asked_for_with_tags_from_the_start() {
    Map<String, String> tags = Map.of(Tags.CLUSTER, cluster, Tags.LAUNCH, "l 1/ü");

    List<Launched> fleet = launch(PurchasingOption.ON_DEMAND, 3, tags);

    assertThat(fleet).hasSize(3);
    assertThat(described(InstanceQuery.liveWithTag(Tags.CLUSTER, cluster)))
        .hasSize(3)
        .allSatisfy(
            instance -> {
              assertThat(ids(fleet)).contains(instance.id());
              assertThat(instance.tags()).containsAllEntriesOf(tags);
              assertThat(instance.instanceType()).isEqualTo("t3.micro");
              assertThat(instance.zone()).isEqualTo(world().zone());
              assertThat(instance.privateIp()).isPresent();
              assertThat(instance.state().isLive()).isTrue();
              assertThat(instance.spot()).isFalse();
            });
  }

  @Test
  void spot_fleets_work_without_any_option_given() {
    List<Launched> fleet = launch(PurchasingOption.SPOT, 1, Map.of(Tags.CLUSTER, cluster));

    assertThat(described(InstanceQuery.ofIds(ids(fleet))))
        .singleElement()
        .satisfies(instance -> assertThat(instance.spot()).isTrue());
  }

  @Test
  void tags_given_later_are_found_by_name() {
    List<String> fleet = ids(launch(PurchasingOption.ON_DEMAND, 2, Map.of(Tags.CLUSTER, cluster)));
    String name = cluster + "-node-0";

    assertThat(ec2().tag(fleet.subList(0, 1), Map.of(Tags.NAME, name))).isEqualTo(TagOutcome.DONE);

    List<String> names =
        new ArrayList<>(IntStream.range(1, 400).mapToObj(i -> cluster + "-node-" + i).toList());
    names.add(name);
    assertThat(described(InstanceQuery.liveNamed(names)))
        .singleElement()
        .satisfies(instance -> assertThat(instance.id()).isEqualTo(fleet.get(0)));
  }

  @Test
  void ended_instances_are_no_longer_live_and_ending_twice_is_no_error() {
    List<String> fleet = ids(launch(PurchasingOption.ON_DEMAND, 2, Map.of(Tags.CLUSTER, cluster)));

    assertThat(ec2().terminate(fleet).ended()).containsExactlyInAnyOrderElementsOf(fleet);
    assertThat(ec2().terminate(fleet).failed()).isEmpty();
    assertThat(described(InstanceQuery.liveWithTag(Tags.CLUSTER, cluster))).isEmpty();
    assertThat(described(InstanceQuery.withTag(Tags.CLUSTER, cluster)))
        .allSatisfy(instance -> assertThat(instance.state().isLive()).isFalse());
  }

  @Test
  void unknown_ids_are_left_out_of_a_description() {
    List<String> fleet = ids(launch(PurchasingOption.ON_DEMAND, 1, Map.of(Tags.CLUSTER, cluster)));
    List<String> asked = new ArrayList<>(fleet);
    asked.add("i-0123456789abcdef0");
    asked.add("i-0123456789abcdef1");

    assertThat(described(InstanceQuery.ofIds(asked)))
        .extracting(Instance::id)
        .containsExactlyElementsOf(fleet);
  }

  @Test
  void a_missing_template_is_a_configuration_error() {
    FleetOutcome outcome =
        ec2()
            .createFleet(
                Groups.request(group(PurchasingOption.ON_DEMAND, cluster + "-no-template"), 1));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.error().errorClass()).isEqualTo(ErrorClass.CONFIGURATION));
  }

  @Test
  void subnets_say_their_zone_and_unknown_ones_are_a_configuration_error() {
    assertThat(ec2().zonesOf(List.of(world().subnet())))
        .isEqualTo(new Ec2Result.Ok<>(Map.of(world().subnet(), world().zone())));
    assertThat(ec2().zonesOf(List.of("subnet-0123456789abcdef0")))
        .isInstanceOfSatisfying(
            Ec2Result.Failed.class,
            failed -> assertThat(failed.error().errorClass()).isEqualTo(ErrorClass.CONFIGURATION));
  }

  @Test
  void instances_are_found_by_what_the_range_begins_with_that_they_were_launched_for() {
    Map<String, String> inRange = Map.of(Tags.CLUSTER, cluster, Tags.NODES, "p-a-[0-1]");
    Map<String, String> elsewhere = Map.of(Tags.CLUSTER, cluster, Tags.NODES, "p-b-[0-1]");
    List<String> wanted = ids(launch(PurchasingOption.ON_DEMAND, 2, inRange));
    List<String> others = ids(launch(PurchasingOption.ON_DEMAND, 1, elsewhere));

    assertThat(ec2().describe(InstanceQuery.liveInRanges(Tags.CLUSTER, cluster, List.of("p-a-"))))
        .isInstanceOfSatisfying(
            Ec2Result.Ok.class,
            ok ->
                assertThat((List<?>) ok.value())
                    .extracting(one -> ((Instance) one).id())
                    .containsExactlyInAnyOrderElementsOf(wanted)
                    .doesNotContainAnyElementsOf(others));
  }

  @Test
  void healthy_instances_have_no_status_to_tell_and_console_output_can_be_asked_for() {
    List<String> fleet = ids(launch(PurchasingOption.ON_DEMAND, 1, Map.of(Tags.CLUSTER, cluster)));

    assertThat(ec2().impairedOrScheduled()).isEqualTo(new Ec2Result.Ok<>(List.of()));
    assertThat(ec2().consoleOutput(fleet.get(0))).isInstanceOf(Ec2Result.Ok.class);
  }

  @Test
  void a_placement_group_is_found_by_its_cluster_and_goes_once_its_instances_are_gone() {
    Assumptions.assumeTrue(
        hasGroupsAndReservations(), "this EC2 has no placement groups and no reservations");
    String name = cluster + "-group";
    Map<String, String> tags = Map.of(Tags.CLUSTER, cluster);

    Ec2Result<PlacementGroup> made = ec2().createPlacementGroup(name, tags);

    assertThat(made).isEqualTo(new Ec2Result.Ok<>(new PlacementGroup(name, "cluster", true, tags)));
    assertThat(ec2().createPlacementGroup(name, tags)).isEqualTo(made);
    assertThat(ec2().placementGroups(cluster)).isEqualTo(made.map(List::of));
    assertThat(ec2().placementGroups(cluster + "-other")).isEqualTo(new Ec2Result.Ok<>(List.of()));
    assertThat(ec2().deletePlacementGroup(name)).isEqualTo(new Ec2Result.Ok<>(true));
    assertThat(ec2().deletePlacementGroup(name)).isEqualTo(new Ec2Result.Ok<>(true));
    assertThat(ec2().placementGroups(cluster)).isEqualTo(new Ec2Result.Ok<>(List.of()));
  }

  @Test
  void capacity_reservations_that_do_not_exist_are_left_out() {
    Assumptions.assumeTrue(
        hasGroupsAndReservations(), "this EC2 has no placement groups and no reservations");
    assertThat(ec2().capacityReservations(List.of())).isEqualTo(new Ec2Result.Ok<>(List.of()));
    assertThat(ec2().capacityReservations(List.of("cr-0123456789abcdef0")))
        .isEqualTo(new Ec2Result.Ok<>(List.of()));
  }
}
