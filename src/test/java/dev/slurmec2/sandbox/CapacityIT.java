package dev.slurmec2.sandbox;

import static dev.slurmec2.sandbox.Fleets.override;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CapacityReservation;
import software.amazon.awssdk.services.ec2.model.CreateFleetError;
import software.amazon.awssdk.services.ec2.model.CreateFleetResponse;
import software.amazon.awssdk.services.ec2.model.DefaultTargetCapacityType;
import software.amazon.awssdk.services.ec2.model.DescribeCapacityReservationsResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.MarketType;
import software.amazon.awssdk.services.ec2.model.PlacementGroup;
import software.amazon.awssdk.services.ec2.model.PlacementStrategy;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** A capacity file, placement groups and reservations, asked by the real SDK over HTTP. */
final class CapacityIT {

  private static final String FILE =
      """
      {
        "rules": ["c5.large:us-east-1a:on-demand=2", "c5.large:us-east-1a:spot=1"],
        "prices": ["c5.4xlarge:*:spot=0.01"],
        "vcpuQuotas": {"on-demand": 64},
        "subnetAddresses": {"subnet-0000000b": 1},
        "reservations": [
          {"id": "cr-0a", "instanceType": "c5.xlarge", "zone": "us-east-1a", "count": 2,
           "match": "targeted"},
          {"id": "cr-0b", "instanceType": "p5.48xlarge", "zone": "us-east-1a", "count": 1,
           "type": "capacity-block", "startSeconds": 600, "endSeconds": 90000}
        ],
        "schedule": [
          {"afterSeconds": 60, "rules": ["c5.large:us-east-1a:on-demand=5"]},
          {"afterSeconds": 90, "rules": ["c5.large:us-east-1a:spot=0"], "reclaimSpot": true}
        ]
      }
      """;

  @TempDir private Path directory;

  private final TestClock clock = new TestClock();
  private Sandbox sandbox;
  private Ec2Client ec2;

  @BeforeEach
  void start() throws IOException {
    Path file = Files.writeString(directory.resolve("capacity.json"), FILE);
    sandbox =
        Sandbox.start(
            SandboxOptions.builder()
                .seed(1)
                .capacityFile(file)
                .subnets(Map.of("subnet-0000000a", "a", "subnet-0000000b", "b"))
                .build(),
            clock,
            duration -> {});
    ec2 = SdkClients.ec2(sandbox.endpoint());
  }

  @AfterEach
  void stop() {
    ec2.close();
    sandbox.close();
  }

  private CreateFleetResponse launch(int count, FleetLaunchTemplateOverridesRequest... overrides) {
    return ec2.createFleet(Fleets.request(count, change -> {}, overrides));
  }

  private static List<String> codes(CreateFleetResponse fleet) {
    return fleet.errors().stream().map(CreateFleetError::errorCode).toList();
  }

  private List<Instance> instances() {
    return ec2.describeInstances().reservations().stream()
        .flatMap(each -> each.instances().stream())
        .toList();
  }

  private String control(String method, String path, String body) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(sandbox.endpoint() + "/sandbox" + path))
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    return response.body();
  }

  @Test
  void the_file_says_what_there_is_and_how_it_changes() throws Exception {
    CreateFleetResponse two = launch(4, override("c5.large", "subnet-0000000a"));
    assertThat(Fleets.ids(two)).hasSize(2);
    assertThat(codes(two)).containsExactly("InsufficientInstanceCapacity");
    clock.passSeconds(60);
    assertThat(Fleets.ids(launch(4, override("c5.large", "subnet-0000000a")))).hasSize(3);
    CreateFleetResponse one = launch(2, override("c5.large", "subnet-0000000b"));
    assertThat(codes(one)).containsExactly("InsufficientFreeAddressesInSubnet");
    assertThat(
            ec2.describeSubnets(r -> r.subnetIds("subnet-0000000b"))
                .subnets()
                .get(0)
                .availableIpAddressCount())
        .isZero();
    assertThat(control("GET", "/capacity", ""))
        .contains("c5.large:us-east-1a:on-demand=5", "\"on-demand\":64", "cr-0b");
  }

  @Test
  void a_wrong_capacity_is_refused_with_a_sentence_and_changes_nothing() throws Exception {
    assertThat(control("POST", "/capacity", "{\"rule\":[]}")).contains("Unknown members [rule]");
    assertThat(control("POST", "/capacity", "{\"prices\":[\"c5.large=1\"]}"))
        .contains("TYPE:ZONE:MARKET");
    assertThat(
            control(
                "POST",
                "/capacity",
                "{\"rules\":[\"*:*:*=0\"],\"reservations\":[{\"id\":\"cr-1\"}]}"))
        .contains("The member instanceType is missing.");
    assertThat(Fleets.ids(launch(2, override("c5.large", "subnet-0000000a")))).hasSize(2);
  }

  @Test
  void a_spot_instance_is_told_before_it_goes() throws Exception {
    ec2.createFleet(
        Fleets.request(
            1,
            c ->
                c.targetCapacitySpecification(
                    t ->
                        t.totalTargetCapacity(1)
                            .defaultTargetCapacityType(DefaultTargetCapacityType.SPOT)),
            override("c5.large", "subnet-0000000a")));
    clock.passSeconds(100);

    Instance noticed = instances().get(0);
    assertThat(noticed.state().nameAsString()).isEqualTo("running");
    assertThat(metadata(noticed.instanceId(), "spot/instance-action"))
        .isEqualTo("{\"action\":\"terminate\",\"time\":\"2026-11-21T08:03:30Z\"}");
    clock.passSeconds(120);
    assertThat(instances().get(0).stateReason().code()).isEqualTo("Server.SpotInstanceTermination");
  }

  private String metadata(String id, String path) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    String base = sandbox.endpoint() + "/imds/" + id + "/latest/";
    String token =
        client
            .send(
                HttpRequest.newBuilder(URI.create(base + "api/token"))
                    .header("X-aws-ec2-metadata-token-ttl-seconds", "60")
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    return client
        .send(
            HttpRequest.newBuilder(URI.create(base + "meta-data/" + path))
                .header("X-aws-ec2-metadata-token", token)
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void a_template_names_its_reservation() {
    ec2.createLaunchTemplate(
        r -> r.launchTemplateName("compute").launchTemplateData(targeting("cr-0a")));

    CreateFleetResponse fleet = launch(3, override("c5.xlarge", "subnet-0000000a"));

    assertThat(codes(fleet)).containsExactly("ReservationCapacityExceeded");
    assertThat(instances())
        .hasSize(2)
        .allSatisfy(each -> assertThat(each.capacityReservationId()).isEqualTo("cr-0a"));
    assertThat(
            ec2.describeCapacityReservations(r -> r.capacityReservationIds("cr-0a"))
                .capacityReservations()
                .get(0))
        .satisfies(
            each -> {
              assertThat(each.stateAsString()).isEqualTo("active");
              assertThat(each.instanceMatchCriteriaAsString()).isEqualTo("targeted");
              assertThat(each.totalInstanceCount()).isEqualTo(2);
              assertThat(each.availableInstanceCount()).isZero();
              assertThat(each.endDate()).isNull();
            });
    assertThat(
            ec2.describeLaunchTemplateVersions(r -> r.launchTemplateName("compute"))
                .launchTemplateVersions()
                .get(0)
                .launchTemplateData()
                .capacityReservationSpecification()
                .capacityReservationTarget()
                .capacityReservationId())
        .isEqualTo("cr-0a");
  }

  private static RequestLaunchTemplateData targeting(String reservation) {
    return RequestLaunchTemplateData.builder()
        .capacityReservationSpecification(
            s -> s.capacityReservationTarget(t -> t.capacityReservationId(reservation)))
        .build();
  }

  @Test
  void a_capacity_block_is_launched_into_in_its_window() {
    launch(1, override("c5.large", "subnet-0000000a"));
    ec2.createLaunchTemplateVersion(
        r ->
            r.launchTemplateName("compute")
                .launchTemplateData(
                    targeting("cr-0b").toBuilder()
                        .instanceMarketOptions(m -> m.marketType(MarketType.CAPACITY_BLOCK))
                        .build()));

    assertThat(codes(launchBlock()))
        .containsExactly("InvalidCapacityReservationState.PendingActivation");
    assertThat(block().stateAsString()).isEqualTo("scheduled");
    clock.passSeconds(600);
    assertThat(block().stateAsString()).isEqualTo("active");
    assertThat(Fleets.ids(launchBlock())).hasSize(1);
    assertThat(instances())
        .filteredOn(each -> "cr-0b".equals(each.capacityReservationId()))
        .singleElement()
        .satisfies(
            each -> assertThat(each.instanceLifecycleAsString()).isEqualTo("capacity-block"));
    clock.passSeconds(90_000);
    assertThat(block().stateAsString()).isEqualTo("expired");
  }

  private CreateFleetResponse launchBlock() {
    return ec2.createFleet(
        Fleets.request(
            1,
            c ->
                c.targetCapacitySpecification(
                    t ->
                        t.totalTargetCapacity(1)
                            .defaultTargetCapacityType(DefaultTargetCapacityType.CAPACITY_BLOCK)),
            override("p5.48xlarge", "subnet-0000000a")));
  }

  private CapacityReservation block() {
    DescribeCapacityReservationsResponse answer =
        ec2.describeCapacityReservations(
            r -> r.filters(Filter.builder().name("instance-type").values("p5.48xlarge").build()));
    return answer.capacityReservations().get(0);
  }

  @Test
  void a_placement_group_holds_instances_and_goes_when_they_have() {
    PlacementGroup group =
        ec2.createPlacementGroup(
                r ->
                    r.groupName("job-7")
                        .strategy(PlacementStrategy.CLUSTER)
                        .tagSpecifications(
                            TagSpecification.builder()
                                .resourceType(ResourceType.PLACEMENT_GROUP)
                                .tags(Tag.builder().key("owner").value("me").build())
                                .build()))
            .placementGroup();
    assertThat(group.groupId()).startsWith("pg-");
    assertThat(group.stateAsString()).isEqualTo("available");

    List<String> ids =
        Fleets.ids(
            launch(
                1,
                override("c5.large", "subnet-0000000a").toBuilder()
                    .placement(p -> p.groupName("job-7"))
                    .build()));

    assertThat(instances().get(0).placement().groupName()).isEqualTo("job-7");
    assertThat(
            ec2.describePlacementGroups(
                    r -> r.filters(Filter.builder().name("tag:owner").values("me").build()))
                .placementGroups())
        .extracting(PlacementGroup::groupName)
        .containsExactly("job-7");
    assertThatThrownBy(() -> ec2.deletePlacementGroup(r -> r.groupName("job-7")))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            e ->
                assertThat(e.awsErrorDetails().errorCode())
                    .isEqualTo("InvalidPlacementGroup.InUse"));
    ec2.terminateInstances(r -> r.instanceIds(ids));
    clock.passSeconds(3);
    ec2.deletePlacementGroup(r -> r.groupName("job-7"));
    assertThat(ec2.describePlacementGroups().placementGroups()).isEmpty();
    assertThatThrownBy(() -> ec2.describePlacementGroups(r -> r.groupNames("job-7")))
        .isInstanceOf(Ec2Exception.class)
        .hasMessageContaining("is unknown");
  }

  @Test
  void the_documents_example_is_taken() throws Exception {
    Path document =
        Path.of(Objects.requireNonNull(System.getProperty("slurmec2.basedir")), "docs/sandbox.md");
    String text = Files.readString(document);
    String json = text.substring(text.indexOf("```json") + "```json".length());

    assertThat(control("POST", "/capacity", json.substring(0, json.indexOf("```"))))
        .contains("c5.xlarge:us-east-1b:*=2", "\"id\":\"cr-0a1b\"");
  }
}
