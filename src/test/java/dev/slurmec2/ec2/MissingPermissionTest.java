package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** EC2 that says "this operation" and encodes the rest: the sentence names the permission. */
class MissingPermissionTest {
  private final ScriptedAws aws = new ScriptedAws();
  private final SdkRegions regions = aws.regions(new FakeTime());
  private final Ec2 ec2 = regions.in("us-east-1", Optional.empty());

  @AfterEach
  void stop() {
    regions.close();
    aws.close();
  }

  private static String text(Object outcome) {
    return outcome.toString();
  }

  @Test
  void every_call_names_what_it_needs() {
    List<String> ids = List.of("i-0000000a");
    Map<String, Function<Ec2, Object>> calls = new TreeMap<>();
    calls.put("CreateFleet", e -> e.createFleet(Groups.request(Groups.onDemand(), 1)));
    calls.put("DescribeInstances", e -> e.describe(InstanceQuery.liveWithTag("k", "v")));
    calls.put("TerminateInstances", e -> e.terminate(ids));
    calls.put("CreateTags", e -> e.tag(ids, Map.of("Name", "n")));
    calls.put("GetConsoleOutput", e -> e.consoleOutput("i-0000000a"));
    calls.put("DescribeInstanceStatus", Ec2::impairedOrScheduled);
    calls.put("DescribeSpotInstanceRequests", Ec2::spotInterruptions);
    calls.put("DescribeSubnets", e -> e.zonesOf(List.of("subnet-0000000a")));
    calls.put("DescribePlacementGroups", e -> e.placementGroups("hpc"));
    calls.put("CreatePlacementGroup", e -> e.createPlacementGroup("g", Map.of()));
    calls.put("DeletePlacementGroup", e -> e.deletePlacementGroup("g"));
    calls.put("DescribeCapacityReservations", e -> e.capacityReservations(Set.of("cr-0a")));
    calls.forEach(
        (action, call) -> {
          aws.on(
              action,
              ScriptedAws.error(
                  403,
                  "UnauthorizedOperation",
                  "You are not authorized to perform this operation. Encoded authorization failure"
                      + " message: AbC123"));

          assertThat(text(call.apply(ec2)))
              .as(action)
              .contains("The call needs ")
              .contains("ec2:" + action)
              .doesNotContain("AbC123");
        });
  }

  @Test
  void a_launch_may_lack_the_right_to_give_the_nodes_their_role() {
    Ec2Error error = MissingPermission.named("RunInstances", error("this operation"));

    assertThat(error.message()).contains("iam:PassRole").contains("ec2:CreateTags");
  }

  @Test
  void what_EC2_names_itself_is_not_guessed() {
    Ec2Error error = error("not authorized to perform: iam:PassRole on resource r");

    assertThat(MissingPermission.named("CreateFleet", error)).isEqualTo(error);
  }

  @Test
  void other_errors_stay_as_they_are() {
    Ec2Error error = ErrorClasses.of("InternalError", "Oops.");

    assertThat(MissingPermission.named("CreateFleet", error)).isEqualTo(error);
  }

  private static Ec2Error error(String message) {
    return ErrorClasses.of("UnauthorizedOperation", message);
  }
}
