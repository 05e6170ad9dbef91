package dev.slurmec2.sandbox.engine;

import java.util.List;

/**
 * The answer to CreateFleet: instances and errors can both be there.
 *
 * @param launched one group per override that gave instances
 * @param errors one per override that gave fewer than asked
 */
public record FleetAnswer(String fleetId, List<Launched> launched, List<PoolError> errors) {
  public FleetAnswer {
    launched = List.copyOf(launched);
    errors = List.copyOf(errors);
  }

  /** Instances of one override. */
  public record Launched(
      List<String> instanceIds,
      Pool pool,
      String zoneId,
      String subnetId,
      Template template,
      FleetSpec.LaunchOverride override) {
    public Launched {
      instanceIds = List.copyOf(instanceIds);
    }
  }

  /** Why an override gave nothing, or too little. */
  public record PoolError(
      String code,
      String message,
      Market market,
      Template template,
      FleetSpec.LaunchOverride override) {}

  /** How many instances were launched. */
  public int count() {
    return launched.stream().mapToInt(group -> group.instanceIds().size()).sum();
  }
}
