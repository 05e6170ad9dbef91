package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.ApiError;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.PlacementGroup;
import java.util.List;
import java.util.Map;

/** The calls about placement groups. */
final class PlacementActions {

  private static final String RESOURCE = "placement-group";

  private final Engine engine;
  private final AllowedActions allowed;

  PlacementActions(Engine engine, AllowedActions allowed) {
    this.engine = engine;
    this.allowed = allowed;
  }

  Reply create(Call call) {
    Query query = call.query();
    Map<String, Map<String, String>> tags = TagActions.byType(query);
    if (!List.of(RESOURCE).containsAll(tags.keySet())) {
      throw new ApiError(
          "InvalidParameterValue", "TagSpecification must name the type " + RESOURCE + " only.");
    }
    if (!tags.isEmpty()) {
      allowed.check("ec2", "CreateTags");
    }
    PlacementGroup group =
        engine
            .placementGroups()
            .create(
                call.region(),
                query.text("GroupName", ""),
                query.text("Strategy", "cluster"),
                query.integer("PartitionCount"),
                query.text("SpreadLevel"),
                tags.getOrDefault(RESOURCE, Map.of()));
    String body =
        Xml.response(
            call.action(),
            call.requestId(),
            xml ->
                xml.text("return", "true")
                    .element("placementGroup", () -> write(xml, call.region(), group)));
    return Reply.xml(body, group.name());
  }

  Reply delete(Call call) {
    String name = call.query().text("GroupName", "");
    engine.placementGroups().delete(call.region(), name);
    return Reply.xml(
        Xml.response(call.action(), call.requestId(), xml -> xml.text("return", "true")), name);
  }

  Reply describe(Call call) {
    Query query = call.query();
    List<PlacementGroup> groups =
        engine
            .placementGroups()
            .describe(
                call.region(),
                query.texts("GroupName"),
                query.texts("GroupId"),
                Requests.filters(query));
    String body =
        Xml.response(
            call.action(),
            call.requestId(),
            xml ->
                xml.list("placementGroupSet", groups, group -> write(xml, call.region(), group)));
    return Reply.xml(body, groups.size() + " groups");
  }

  private static void write(Xml xml, String region, PlacementGroup group) {
    xml.text("groupName", group.name()).text("strategy", group.strategy());
    xml.text("state", "available");
    group.partitions().ifPresent(count -> xml.text("partitionCount", count));
    group.spreadLevel().ifPresent(level -> xml.text("spreadLevel", level));
    xml.text("groupId", group.id()).tags(group.tags());
    xml.text(
        "groupArn",
        "arn:aws:ec2:" + region + ":" + Engine.ACCOUNT + ":placement-group/" + group.name());
  }
}
