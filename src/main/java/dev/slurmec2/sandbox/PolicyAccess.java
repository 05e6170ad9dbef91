package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.Policy.Access;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.Filter;
import dev.slurmec2.sandbox.engine.InstanceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a call does, as IAM sees it: which actions on which resources with which condition keys
 * (service authorization reference, Amazon EC2).
 */
final class PolicyAccess {

  private static final String CREATE_TAGS = "ec2:CreateTags";

  private final Engine engine;
  private final Call call;

  PolicyAccess(Engine engine, Call call) {
    this.engine = engine;
    this.call = call;
  }

  /** What a parameter's reading is. */
  static Access parameter(String region, String action, String name) {
    return new Access(
        "ssm:" + action,
        "arn:aws:ssm:"
            + region
            + ":"
            + Engine.ACCOUNT
            + ":parameter"
            + (name.startsWith("/") ? name : "/" + name),
        Map.of());
  }

  /**
   * All that the call does, but for the launch that a fleet makes. What does not exist is left to
   * the call, which says so.
   */
  List<Access> all() {
    String action = "ec2:" + call.action();
    Query query = call.query();
    return switch (call.action()) {
      case "TerminateInstances", "GetConsoleOutput" -> onInstances(action, "InstanceId", Map.of());
      case "CreateTags", "DeleteTags" ->
          onInstances(action, "ResourceId", requested(tagsOf(query)));
      case "CreateFleet" -> fleet();
      case "RunInstances" -> run();
      case "CreatePlacementGroup" -> createGroup(query.text("GroupName", ""));
      case "DeletePlacementGroup" -> deleteGroup(action, query.text("GroupName", ""));
      default -> List.of(new Access(action, "*", Map.of()));
    };
  }

  /** The launch that a fleet makes, by the caller's own right to RunInstances. */
  List<Access> launch() {
    Map<String, Map<String, String>> tags = TagActions.byType(call.query());
    List<Access> launch = new ArrayList<>();
    for (String type : List.of("instance", "volume")) {
      launch.add(
          new Access(
              "ec2:RunInstances", arn(type + "/*"), requested(tags.getOrDefault(type, Map.of()))));
    }
    for (String type :
        List.of("launch-template", "network-interface", "security-group", "subnet")) {
      launch.add(new Access("ec2:RunInstances", arn(type + "/*"), Map.of()));
    }
    launch.add(
        new Access("ec2:RunInstances", "arn:aws:ec2:" + call.region() + "::image/*", Map.of()));
    return launch;
  }

  private List<Access> fleet() {
    Map<String, Map<String, String>> tags = TagActions.byType(call.query());
    List<Access> all = new ArrayList<>();
    all.add(
        new Access(
            "ec2:CreateFleet", arn("fleet/*"), requested(tags.getOrDefault("fleet", Map.of()))));
    tags.forEach(
        (type, set) ->
            all.add(
                new Access(
                    CREATE_TAGS,
                    arn(type + "/*"),
                    created(type.equals("fleet") ? "CreateFleet" : "RunInstances", set))));
    return all;
  }

  /** The launch, and the reservation and the placement group that it names. */
  private List<Access> run() {
    Query query = call.query();
    List<Access> all = new ArrayList<>(launch());
    query
        .sub("CapacityReservationSpecification")
        .sub("CapacityReservationTarget")
        .text("CapacityReservationId")
        .ifPresent(
            id ->
                all.add(
                    new Access("ec2:RunInstances", arn("capacity-reservation/" + id), Map.of())));
    query
        .sub("Placement")
        .text("GroupName")
        .ifPresent(
            name ->
                all.add(new Access("ec2:RunInstances", arn("placement-group/" + name), Map.of())));
    TagActions.byType(query)
        .forEach(
            (type, set) ->
                all.add(new Access(CREATE_TAGS, arn(type + "/*"), created("RunInstances", set))));
    return all;
  }

  private List<Access> createGroup(String name) {
    Map<String, String> tags =
        TagActions.byType(call.query()).getOrDefault("placement-group", Map.of());
    List<Access> all = new ArrayList<>();
    String arn = arn("placement-group/" + name);
    all.add(new Access("ec2:CreatePlacementGroup", arn, requested(tags)));
    if (!tags.isEmpty()) {
      all.add(new Access(CREATE_TAGS, arn, created("CreatePlacementGroup", tags)));
    }
    return all;
  }

  private List<Access> onInstances(String action, String list, Map<String, String> context) {
    Query query = call.query();
    List<String> ids = new ArrayList<>(query.texts(list));
    query.text(list).ifPresent(ids::add);
    List<Access> all = new ArrayList<>();
    for (String id : ids) {
      Optional<InstanceView> instance = engine.instance(id);
      if (instance.isPresent()) {
        Map<String, String> keys = new TreeMap<>(context);
        keys.putAll(ofResource(instance.get().tags()));
        all.add(new Access(action, arn("instance/" + id), keys));
      } else if (!id.startsWith("i-")) {
        all.add(new Access(action, arn("volume/" + id), context));
      }
    }
    return all;
  }

  private List<Access> deleteGroup(String action, String name) {
    return engine
        .placementGroups()
        .describe(
            call.region(), List.of(), List.of(), List.of(new Filter("group-name", List.of(name))))
        .stream()
        .map(group -> new Access(action, arn("placement-group/" + name), ofResource(group.tags())))
        .toList();
  }

  private static Map<String, String> ofResource(Map<String, String> tags) {
    Map<String, String> keys = new TreeMap<>();
    tags.forEach((key, value) -> keys.put("aws:ResourceTag/" + key, value));
    return keys;
  }

  private static Map<String, String> tagsOf(Query query) {
    Map<String, String> tags = new TreeMap<>();
    query.items("Tag").forEach(tag -> tags.put(tag.text("Key", ""), tag.text("Value", "")));
    return tags;
  }

  private static Map<String, String> requested(Map<String, String> tags) {
    Map<String, String> keys = new TreeMap<>();
    tags.forEach((key, value) -> keys.put("aws:RequestTag/" + key, value));
    return keys;
  }

  private static Map<String, String> created(String by, Map<String, String> tags) {
    Map<String, String> keys = requested(tags);
    keys.put("ec2:CreateAction", by);
    return keys;
  }

  private String arn(String resource) {
    return "arn:aws:ec2:" + call.region() + ":" + Engine.ACCOUNT + ":" + resource;
  }
}
