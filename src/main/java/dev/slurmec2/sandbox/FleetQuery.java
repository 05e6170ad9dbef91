package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.ApiError;
import dev.slurmec2.sandbox.engine.FleetAnswer;
import dev.slurmec2.sandbox.engine.FleetSpec;
import dev.slurmec2.sandbox.engine.Market;
import dev.slurmec2.sandbox.engine.Requirements;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads CreateFleet's parameters. */
final class FleetQuery {

  /** Members of an override that come back in the answer: request name, answer name. */
  private static final Map<String, String> REPEATED =
      Map.of(
          "InstanceType", "instanceType",
          "SubnetId", "subnetId",
          "AvailabilityZone", "availabilityZone",
          "AvailabilityZoneId", "availabilityZoneId",
          "MaxPrice", "maxPrice",
          "WeightedCapacity", "weightedCapacity",
          "Priority", "priority",
          "ImageId", "imageId");

  private FleetQuery() {}

  static FleetSpec read(Query query) {
    Query target = query.sub("TargetCapacitySpecification");
    return new FleetSpec(
        query.text("Type", "maintain"),
        query.text("ClientToken", ""),
        query.items("LaunchTemplateConfigs").stream().map(FleetQuery::config).toList(),
        target.integer("TotalTargetCapacity"),
        target.integer("OnDemandTargetCapacity"),
        target.integer("SpotTargetCapacity"),
        Market.of(target.text("DefaultTargetCapacityType", Market.ON_DEMAND.wire())),
        Map.of(
            Market.ON_DEMAND, options(query.sub("OnDemandOptions")),
            Market.SPOT, options(query.sub("SpotOptions"))),
        TagActions.byType(query));
  }

  private static FleetSpec.Config config(Query query) {
    Query template = query.sub("LaunchTemplateSpecification");
    return new FleetSpec.Config(
        new FleetSpec.TemplateRef(
            template.text("LaunchTemplateId"),
            template.text("LaunchTemplateName"),
            template.text("Version")),
        query.items("Overrides").stream().map(FleetQuery::override).toList());
  }

  private static FleetSpec.LaunchOverride override(Query query) {
    Map<String, String> written = new TreeMap<>();
    REPEATED.forEach(
        (asked, answered) -> query.text(asked).ifPresent(value -> written.put(answered, value)));
    double weight = query.number("WeightedCapacity").orElse(1.0);
    if (weight <= 0) {
      throw new ApiError("InvalidParameterValue", "WeightedCapacity must be greater than 0.");
    }
    Query requirements = query.sub("InstanceRequirements");
    return new FleetSpec.LaunchOverride(
        query.text("InstanceType"),
        requirements.isEmpty() ? Optional.empty() : Optional.of(requirements(requirements)),
        query.text("SubnetId"),
        query.text("AvailabilityZone").or(() -> query.sub("Placement").text("AvailabilityZone")),
        query.text("ImageId"),
        query.number("MaxPrice"),
        weight,
        query.number("Priority"),
        query.sub("Placement").text("GroupName"),
        written);
  }

  private static Requirements requirements(Query query) {
    if (query.sub("VCpuCount").integer("Min").isEmpty()
        || query.sub("MemoryMiB").integer("Min").isEmpty()) {
      throw new ApiError(
          "MissingParameter", "InstanceRequirements must have VCpuCount.Min and MemoryMiB.Min.");
    }
    return new Requirements(
        query.sub("VCpuCount").integer("Min").orElse(0),
        query.sub("VCpuCount").integer("Max"),
        query.sub("MemoryMiB").integer("Min").orElse(0),
        query.sub("MemoryMiB").integer("Max").map(Integer::longValue),
        query.sub("AcceleratorCount").integer("Min"),
        query.sub("AcceleratorCount").integer("Max"),
        query.texts("CpuManufacturer"),
        query.texts("AllowedInstanceType"),
        query.texts("ExcludedInstanceType"),
        query.text("BurstablePerformance", "excluded"));
  }

  private static FleetSpec.Options options(Query query) {
    return new FleetSpec.Options(
        query.text("AllocationStrategy", FleetSpec.Options.DEFAULT.strategy()),
        query.flag("SingleInstanceType"),
        query.flag("SingleAvailabilityZone"),
        query.integer("MinTargetCapacity"),
        query
            .sub("CapacityReservationOptions")
            .text("UsageStrategy")
            .filter("use-capacity-reservations-first"::equals)
            .isPresent());
  }

  /** The codes of errors, for the log. */
  static List<String> codes(List<FleetAnswer.PoolError> errors) {
    return errors.stream().map(FleetAnswer.PoolError::code).distinct().toList();
  }
}
