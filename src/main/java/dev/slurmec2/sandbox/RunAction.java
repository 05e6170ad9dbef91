package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.ApiError;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.FleetAnswer;
import dev.slurmec2.sandbox.engine.FleetSpec;
import dev.slurmec2.sandbox.engine.Market;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * RunInstances by a launch template: the engine's launch of one type in one subnet, of which
 * MinCount have to be there.
 */
final class RunAction {

  private final Engine engine;
  private final AllowedActions allowed;

  RunAction(Engine engine, AllowedActions allowed) {
    this.engine = engine;
    this.allowed = allowed;
  }

  Reply runInstances(Call call) {
    FleetSpec spec = read(call.query());
    if (!spec.tags().isEmpty()) {
      allowed.check("ec2", "CreateTags");
    }
    FleetAnswer answer = engine.createFleet(call.region(), spec);
    if (answer.count() == 0) {
      FleetAnswer.PoolError error = answer.errors().get(0);
      throw new ApiError(error.code(), error.message());
    }
    // One type in one subnet, so one group.
    FleetAnswer.Launched launched = answer.launched().get(0);
    String body =
        Xml.response(
            call.action(),
            call.requestId(),
            xml -> {
              xml.text("ownerId", Engine.ACCOUNT);
              xml.list("instancesSet", launched.instanceIds(), id -> write(xml, launched, id));
            });
    return Reply.xml(body, answer.count() + " instances");
  }

  private static void write(Xml xml, FleetAnswer.Launched launched, String id) {
    xml.text("instanceId", id);
    xml.element("instanceState", () -> xml.text("code", "0").text("name", "pending"));
    xml.text("instanceType", launched.pool().instanceType());
    xml.text("subnetId", launched.subnetId());
    xml.element("placement", () -> xml.text("availabilityZone", launched.pool().zone()));
  }

  private static FleetSpec read(Query query) {
    int least = query.integer("MinCount").orElseThrow(() -> missing("MinCount"));
    int most = query.integer("MaxCount").orElseThrow(() -> missing("MaxCount"));
    if (least < 1 || most < least) {
      throw new ApiError(
          "InvalidParameterValue", "MinCount must be at least 1 and not more than MaxCount.");
    }
    Query template = query.sub("LaunchTemplate");
    if (template.isEmpty()) {
      throw new ApiError(
          "UnsupportedOperation", "The sandbox runs instances of launch templates only.");
    }
    Query market = query.sub("InstanceMarketOptions");
    Market bought = Market.of(market.text("MarketType", Market.ON_DEMAND.wire()));
    return new FleetSpec(
        "instant",
        query.text("ClientToken", ""),
        List.of(
            new FleetSpec.Config(
                new FleetSpec.TemplateRef(
                    template.text("LaunchTemplateId"),
                    template.text("LaunchTemplateName"),
                    template.text("Version")),
                List.of(override(query)))),
        Optional.of(most),
        Optional.empty(),
        Optional.empty(),
        bought,
        Map.of(
            bought,
            new FleetSpec.Options(
                FleetSpec.Options.DEFAULT.strategy(), true, true, Optional.of(least), false)),
        TagActions.byType(query),
        Optional.of(
            new FleetSpec.Run(
                query
                    .sub("CapacityReservationSpecification")
                    .sub("CapacityReservationTarget")
                    .text("CapacityReservationId"))));
  }

  private static ApiError missing(String parameter) {
    return new ApiError("MissingParameter", "The request must contain " + parameter + ".");
  }

  private static FleetSpec.LaunchOverride override(Query query) {
    return new FleetSpec.LaunchOverride(
        query.text("InstanceType"),
        Optional.empty(),
        query.text("SubnetId"),
        query.sub("Placement").text("AvailabilityZone"),
        query.text("ImageId"),
        Optional.empty(),
        1,
        Optional.empty(),
        query.sub("Placement").text("GroupName"),
        new TreeMap<>());
  }
}
