package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.ApiError;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.FleetSpec;
import dev.slurmec2.sandbox.engine.Template;
import dev.slurmec2.sandbox.engine.TemplateData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The calls about launch templates. */
final class TemplateActions {

  private final Engine engine;

  TemplateActions(Engine engine) {
    this.engine = engine;
  }

  Reply create(Call call) {
    Template template =
        engine.createTemplate(
            call.region(), call.query().text("LaunchTemplateName", ""), data(call.query()));
    return one(call, "launchTemplate", template, TemplateActions::write);
  }

  Reply createVersion(Call call) {
    Query query = call.query();
    if (query.text("SourceVersion").isPresent()) {
      throw new ApiError(
          "UnsupportedOperation", "The sandbox makes versions without a SourceVersion only.");
    }
    Template template =
        engine.createTemplateVersion(
            call.region(),
            new FleetSpec.TemplateRef(
                query.text("LaunchTemplateId"), query.text("LaunchTemplateName"), Optional.empty()),
            data(query));
    return one(call, "launchTemplateVersion", template, TemplateActions::writeVersion);
  }

  private static TemplateData data(Query query) {
    Query data = query.sub("LaunchTemplateData");
    Query reservation = data.sub("CapacityReservationSpecification");
    return new TemplateData(
        data.text("InstanceType"),
        data.text("ImageId"),
        data.sub("Placement").text("GroupName"),
        data.sub("InstanceMarketOptions").text("MarketType"),
        reservation.text("CapacityReservationPreference"),
        reservation.sub("CapacityReservationTarget").text("CapacityReservationId"));
  }

  Reply describe(Call call) {
    Requests.refuseFilters(call.query());
    List<Template> templates = new ArrayList<>();
    for (String name : call.query().texts("LaunchTemplateName")) {
      templates.add(find(call, Optional.empty(), Optional.of(name), Optional.empty()));
    }
    for (String id : call.query().texts("LaunchTemplateId")) {
      templates.add(find(call, Optional.of(id), Optional.empty(), Optional.empty()));
    }
    if (templates.isEmpty()) {
      templates.addAll(engine.templates(call.region()));
    }
    return list(call, "launchTemplates", templates, TemplateActions::write);
  }

  Reply describeVersions(Call call) {
    Requests.refuseFilters(call.query());
    Query query = call.query();
    List<String> versions = query.texts("LaunchTemplateVersion");
    List<Template> templates =
        (versions.isEmpty() ? List.of("$Default") : versions)
            .stream()
                .map(
                    version ->
                        find(
                            call,
                            query.text("LaunchTemplateId"),
                            query.text("LaunchTemplateName"),
                            Optional.of(version)))
                .distinct()
                .toList();
    return list(call, "launchTemplateVersionSet", templates, TemplateActions::writeVersion);
  }

  private Template find(
      Call call, Optional<String> id, Optional<String> name, Optional<String> version) {
    return engine.template(call.region(), new FleetSpec.TemplateRef(id, name, version));
  }

  private static Reply one(
      Call call, String element, Template template, BiConsumer<Xml, Template> write) {
    return Reply.xml(
        Xml.response(
            call.action(),
            call.requestId(),
            xml -> xml.element(element, () -> write.accept(xml, template))),
        template.id());
  }

  private static Reply list(
      Call call, String element, List<Template> templates, BiConsumer<Xml, Template> write) {
    return Reply.xml(
        Xml.response(
            call.action(),
            call.requestId(),
            xml -> xml.list(element, templates, each -> write.accept(xml, each))),
        templates.size() + " templates");
  }

  private static void write(Xml xml, Template template) {
    head(xml, template);
    xml.text("defaultVersionNumber", Template.DEFAULT_VERSION);
    xml.text("latestVersionNumber", template.latest());
  }

  private static void writeVersion(Xml xml, Template template) {
    head(xml, template);
    xml.text("versionNumber", template.version());
    xml.text("defaultVersion", template.version().equals(Template.DEFAULT_VERSION));
    xml.element("launchTemplateData", () -> writeData(xml, template));
  }

  private static void writeData(Xml xml, Template template) {
    TemplateData data = template.data();
    xml.text("imageId", template.imageId()).text("instanceType", template.instanceType());
    data.placementGroup()
        .ifPresent(name -> xml.element("placement", () -> xml.text("groupName", name)));
    data.market()
        .ifPresent(
            type -> xml.element("instanceMarketOptions", () -> xml.text("marketType", type)));
    if (data.reservationPreference().isPresent() || data.reservationId().isPresent()) {
      xml.element(
          "capacityReservationSpecification",
          () -> {
            data.reservationPreference()
                .ifPresent(word -> xml.text("capacityReservationPreference", word));
            data.reservationId()
                .ifPresent(
                    id ->
                        xml.element(
                            "capacityReservationTarget",
                            () -> xml.text("capacityReservationId", id)));
          });
    }
    xml.element(
        "metadataOptions",
        () -> xml.text("httpTokens", "required").text("instanceMetadataTags", "enabled"));
  }

  private static void head(Xml xml, Template template) {
    xml.text("launchTemplateId", template.id()).text("launchTemplateName", template.name());
    xml.time("createTime", template.created());
    xml.text("createdBy", "arn:aws:iam::" + Engine.ACCOUNT + ":root");
  }
}
