package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.Location;
import java.util.List;

/**
 * Knows which members CreateFleet's own objects have. Implemented on top of the AWS SDK's field
 * lists, so that a member that EC2 gains is known as soon as the SDK is.
 */
@FunctionalInterface
public interface ApiShapes {

  /** Accepts everything. */
  ApiShapes ANY = (kind, value) -> List.of();

  /**
   * Checks the members of an object, at all depths.
   *
   * @param kind which of CreateFleet's objects it is
   * @param value the object by API names, without comments; its strings may hold references to
   *     parameters, and problems with such strings are dropped by the caller
   * @return what is wrong, in the order of the text
   */
  List<ShapeProblem> check(ApiObject kind, Json.ObjectNode value);

  /** Those objects of CreateFleet that partitions.json passes through by their API names. */
  enum ApiObject {
    /** CreateFleetRequest itself. */
    FLEET,
    /** OnDemandOptionsRequest. */
    ON_DEMAND_OPTIONS,
    /** SpotOptionsRequest. */
    SPOT_OPTIONS,
    /** FleetLaunchTemplateSpecificationRequest. */
    LAUNCH_TEMPLATE_SPECIFICATION,
    /** FleetLaunchTemplateOverridesRequest. */
    LAUNCH_TEMPLATE_OVERRIDES
  }

  /**
   * A problem inside such an object.
   *
   * @param pointer the JSON pointer from the object on, such as {@code /Placement/Tenancy}
   * @param at where the key or value stands
   * @param message one or two sentences
   * @param severity unknown members warn, wrong types are errors
   */
  record ShapeProblem(String pointer, Location at, String message, Problem.Severity severity) {

    /** The same, seen from where the object stands at {@code where}. */
    public ShapeProblem in(String where) {
      return new ShapeProblem(where + pointer, at, message, severity);
    }
  }
}
