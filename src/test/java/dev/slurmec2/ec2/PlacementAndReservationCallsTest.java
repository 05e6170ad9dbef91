package dev.slurmec2.ec2;

import static dev.slurmec2.ec2.ScriptedAws.error;
import static dev.slurmec2.ec2.ScriptedAws.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlacementAndReservationCallsTest {

  private static final Map<String, String> TAGS = Map.of(Tags.CLUSTER, "hpc");

  private final ScriptedAws aws = new ScriptedAws();
  private final FakeTime time = new FakeTime();
  private final SdkRegions regions = aws.regions(time);
  private final Ec2 ec2 = regions.in("us-east-1", Optional.empty());

  @AfterEach
  void stop() {
    regions.close();
    aws.close();
  }

  private static ScriptedAws.Reply groups(String... items) {
    return ok(
        "DescribePlacementGroups",
        "<placementGroupSet>" + String.join("", items) + "</placementGroupSet>");
  }

  private static String group(String strategy, String state) {
    return "<item><groupName>job-7</groupName><strategy>"
        + strategy
        + "</strategy><state>"
        + state
        + "</state><tagSet><item><key>slurm-ec2:cluster</key><value>hpc</value></item></tagSet>"
        + "</item>";
  }

  private static ScriptedAws.Reply created() {
    return ok("CreatePlacementGroup", "<return>true</return>");
  }

  @Test
  void a_new_group_is_waited_for_until_it_takes_instances() {
    aws.on("CreatePlacementGroup", created());
    aws.on(
        "DescribePlacementGroups",
        groups(),
        groups(group("cluster", "pending")),
        groups(group("cluster", "available")));

    assertThat(ec2.createPlacementGroup("job-7", TAGS))
        .isEqualTo(new Ec2Result.Ok<>(new PlacementGroup("job-7", "cluster", true, TAGS)));

    assertThat(time.pauses).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(aws.requests("CreatePlacementGroup"))
        .singleElement()
        .satisfies(
            request ->
                assertThat(request.parameters())
                    .containsEntry("Strategy", "cluster")
                    .containsEntry("TagSpecification.1.ResourceType", "placement-group")
                    .containsEntry("TagSpecification.1.Tag.1.Key", Tags.CLUSTER)
                    .containsEntry("TagSpecification.1.Tag.1.Value", "hpc"));
  }

  @Test
  void a_group_that_never_appears_is_given_up() {
    aws.on("CreatePlacementGroup", created());
    aws.on("DescribePlacementGroups", groups());

    assertThat(ec2.createPlacementGroup("job-7", TAGS))
        .isInstanceOfSatisfying(
            Ec2Result.Failed.class,
            failed -> assertThat(failed.error().code()).isEqualTo("InvalidPlacementGroup.Unknown"));
    assertThat(aws.requests("DescribePlacementGroups")).hasSize(PlacementCalls.NEW_GROUP_LOOKS);
  }

  @Test
  void one_that_is_there_is_as_good_unless_it_is_of_another_strategy() {
    aws.on(
        "CreatePlacementGroup",
        error(
            400, "InvalidPlacementGroup.Duplicate", "The placement group 'job-7' already exists."));
    aws.on(
        "DescribePlacementGroups",
        groups(group("cluster", "available")),
        groups(group("spread", "available")));

    assertThat(ec2.createPlacementGroup("job-7", TAGS)).isInstanceOf(Ec2Result.Ok.class);
    assertThat(ec2.createPlacementGroup("job-7", TAGS))
        .isInstanceOfSatisfying(
            Ec2Result.Failed.class,
            failed ->
                assertThat(failed.error().message())
                    .startsWith("The placement group job-7 exists with the strategy spread."));
  }

  @Test
  void groups_are_asked_for_by_the_clusters_tag() {
    aws.on("DescribePlacementGroups", groups(group("cluster", "deleting")));

    assertThat(ec2.placementGroups("hpc"))
        .isEqualTo(
            new Ec2Result.Ok<>(List.of(new PlacementGroup("job-7", "cluster", false, TAGS))));
    assertThat(aws.requests("DescribePlacementGroups").get(0).parameters())
        .containsEntry("Filter.1.Name", "tag:slurm-ec2:cluster")
        .containsEntry("Filter.1.Value.1", "hpc");
  }

  @Test
  void deleting_tells_gone_from_in_use_from_forbidden() {
    aws.on(
        "DeletePlacementGroup",
        ok("DeletePlacementGroup", "<return>true</return>"),
        error(400, "InvalidPlacementGroup.Unknown", "The Placement Group 'job-7' is unknown."),
        error(400, "InvalidPlacementGroup.InUse", "The placement group 'job-7' is in use."),
        error(403, "UnauthorizedOperation", "No."));

    assertThat(ec2.deletePlacementGroup("job-7")).isEqualTo(new Ec2Result.Ok<>(true));
    assertThat(ec2.deletePlacementGroup("job-7")).isEqualTo(new Ec2Result.Ok<>(true));
    assertThat(ec2.deletePlacementGroup("job-7")).isEqualTo(new Ec2Result.Ok<>(false));
    assertThat(ec2.deletePlacementGroup("job-7")).isInstanceOf(Ec2Result.Failed.class);
  }

  @Test
  void reservations_come_in_pages_and_unknown_ids_are_left_out() {
    aws.on(
        "DescribeCapacityReservations",
        error(
            400,
            "InvalidCapacityReservationId.NotFound",
            "The capacity reservation ID 'cr-0b' does not exist."),
        reservations("cr-0a", "<nextToken>more</nextToken>"),
        reservations("cr-0c", ""));

    Ec2Result<List<CapacityReservation>> found =
        ec2.capacityReservations(List.of("cr-0a", "cr-0b", "cr-0c"));

    assertThat(found)
        .isEqualTo(new Ec2Result.Ok<>(List.of(reservation("cr-0a"), reservation("cr-0c"))));
    assertThat(aws.requests("DescribeCapacityReservations").get(1).list("CapacityReservationId"))
        .containsExactly("cr-0a", "cr-0c");
    assertThat(aws.requests("DescribeCapacityReservations").get(2).parameters())
        .containsEntry("NextToken", "more");
  }

  private static ScriptedAws.Reply reservations(String id, String rest) {
    return ok(
        "DescribeCapacityReservations",
        "<capacityReservationSet><item><capacityReservationId>"
            + id
            + "</capacityReservationId><instanceType>p5.48xlarge</instanceType>"
            + "<availabilityZone>us-east-1a</availabilityZone><state>scheduled</state>"
            + "<totalInstanceCount>4</totalInstanceCount>"
            + "<availableInstanceCount>0</availableInstanceCount>"
            + "<instanceMatchCriteria>targeted</instanceMatchCriteria>"
            + "<reservationType>capacity-block</reservationType>"
            + "<startDate>2026-12-01T11:30:00.000Z</startDate>"
            + "<endDate>2026-12-02T11:30:00.000Z</endDate>"
            + "</item></capacityReservationSet>"
            + rest);
  }

  private static CapacityReservation reservation(String id) {
    return new CapacityReservation(
        id,
        "p5.48xlarge",
        "us-east-1a",
        "scheduled",
        true,
        true,
        4,
        0,
        Optional.of(Instant.parse("2026-12-01T11:30:00Z")),
        Optional.of(Instant.parse("2026-12-02T11:30:00Z")),
        Map.of());
  }
}
