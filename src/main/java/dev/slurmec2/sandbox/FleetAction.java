package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.FleetAnswer;
import dev.slurmec2.sandbox.engine.FleetSpec;
import dev.slurmec2.sandbox.engine.Market;
import dev.slurmec2.sandbox.engine.Template;
import java.util.ArrayList;
import java.util.List;

/** CreateFleet. */
final class FleetAction {

  private final Engine engine;
  private final AllowedActions allowed;

  FleetAction(Engine engine, AllowedActions allowed) {
    this.engine = engine;
    this.allowed = allowed;
  }

  Reply createFleet(Call call) {
    FleetSpec spec = FleetQuery.read(call.query());
    if (!spec.tags().isEmpty()) {
      allowed.check("ec2", "CreateTags");
    }
    FleetAnswer answer =
        allowed.isAllowed("ec2", "RunInstances")
                && allowed.refused(new PolicyAccess(engine, call)::launch).isEmpty()
            ? engine.createFleet(call.region(), spec)
            : unauthorized(call.region(), spec);
    String body =
        Xml.response(
            call.action(),
            call.requestId(),
            xml -> {
              xml.text("fleetId", answer.fleetId());
              xml.list("fleetInstanceSet", answer.launched(), group -> write(xml, group));
              xml.list("errorSet", answer.errors(), error -> write(xml, error));
            });
    return Reply.xml(
        body, answer.count() + " instances, errors " + FleetQuery.codes(answer.errors()));
  }

  /** An instant fleet launches with the caller's own right to RunInstances, pool by pool. */
  private FleetAnswer unauthorized(String region, FleetSpec spec) {
    List<FleetAnswer.PoolError> errors = new ArrayList<>();
    for (FleetSpec.Config config : spec.configs()) {
      Template template = engine.template(region, config.template());
      for (FleetSpec.LaunchOverride override : config.overrides()) {
        errors.add(
            new FleetAnswer.PoolError(
                AllowedActions.CODE,
                AllowedActions.sentence("ec2", "RunInstances"),
                spec.defaultMarket(),
                template,
                override));
      }
    }
    return new FleetAnswer("fleet-00000000-0000-0000-0000-000000000000", List.of(), errors);
  }

  private static void write(Xml xml, FleetAnswer.Launched group) {
    write(xml, group.template(), group.override());
    xml.text("lifecycle", group.pool().market().wire());
    xml.element("instanceIds", () -> group.instanceIds().forEach(id -> xml.text("item", id)));
    xml.text("instanceType", group.pool().instanceType());
    xml.text("availabilityZone", group.pool().zone());
    xml.text("availabilityZoneId", group.zoneId());
    xml.text("subnetId", group.subnetId());
  }

  private static void write(Xml xml, FleetAnswer.PoolError error) {
    write(xml, error.template(), error.override());
    Market market = error.market();
    xml.text("lifecycle", market.wire());
    xml.text("errorCode", error.code());
    xml.text("errorMessage", error.message());
  }

  private static void write(Xml xml, Template template, FleetSpec.LaunchOverride override) {
    xml.element(
        "launchTemplateAndOverrides",
        () -> {
          xml.element(
              "launchTemplateSpecification",
              () ->
                  xml.text("launchTemplateId", template.id()).text("version", template.version()));
          xml.element("overrides", () -> override.written().forEach(xml::text));
        });
  }
}
