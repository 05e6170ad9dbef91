package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.ApiError;
import dev.slurmec2.sandbox.engine.Engine;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** EC2's actions by name. */
final class Ec2Actions {

  private final Map<String, Function<Call, Reply>> actions = new TreeMap<>();

  Ec2Actions(Engine engine, AllowedActions allowed, InstantSource clock) {
    InstanceActions instances = new InstanceActions(engine, clock);
    TagActions tags = new TagActions(engine);
    InventoryActions inventory = new InventoryActions(engine);
    TemplateActions templates = new TemplateActions(engine);
    PlacementActions placement = new PlacementActions(engine, allowed);
    actions.put("CreateFleet", new FleetAction(engine, allowed)::createFleet);
    actions.put("RunInstances", new RunAction(engine, allowed)::runInstances);
    actions.put("DescribeInstances", instances::describeInstances);
    actions.put("DescribeInstanceStatus", instances::describeInstanceStatus);
    actions.put("TerminateInstances", instances::terminateInstances);
    actions.put("GetConsoleOutput", instances::getConsoleOutput);
    actions.put("CreateTags", tags::createTags);
    actions.put("DeleteTags", tags::deleteTags);
    actions.put("DescribeTags", tags::describeTags);
    actions.put("DescribeSubnets", inventory::describeSubnets);
    actions.put("DescribeAvailabilityZones", inventory::describeAvailabilityZones);
    actions.put("DescribeLaunchTemplates", templates::describe);
    actions.put("DescribeLaunchTemplateVersions", templates::describeVersions);
    actions.put("CreateLaunchTemplate", templates::create);
    actions.put("CreateLaunchTemplateVersion", templates::createVersion);
    actions.put("CreatePlacementGroup", placement::create);
    actions.put("DeletePlacementGroup", placement::delete);
    actions.put("DescribePlacementGroups", placement::describe);
    actions.put("DescribeCapacityReservations", new ReservationActions(engine)::describe);
    actions.put("DescribeSpotInstanceRequests", new SpotActions(engine)::describe);
    actions.put("DescribeInstanceTypes", inventory::describeInstanceTypes);
    actions.put("DescribeImages", inventory::describeImages);
  }

  Function<Call, Reply> find(String action) {
    Function<Call, Reply> found = actions.get(action);
    if (found == null) {
      throw new ApiError(
          "InvalidAction",
          "The action "
              + action
              + " is not valid for this web service: the sandbox knows "
              + String.join(", ", actions.keySet())
              + ".");
    }
    return found;
  }
}
