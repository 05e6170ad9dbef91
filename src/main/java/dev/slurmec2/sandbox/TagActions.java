package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.ApiError;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.Page;
import dev.slurmec2.sandbox.engine.Tagged;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** CreateTags, DeleteTags and DescribeTags. */
final class TagActions {

  private final Engine engine;

  TagActions(Engine engine) {
    this.engine = engine;
  }

  /** The list of tags in a request; no key may be there twice. */
  static Map<String, String> tags(Query query) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (Query tag : query.items("Tag")) {
      String key = tag.text("Key", "");
      if (tags.put(key, tag.text("Value", "")) != null) {
        throw new ApiError("InvalidParameterValue", "Duplicate tag key '" + key + "' specified.");
      }
    }
    return tags;
  }

  /** The tags of a request that creates something, by resource type. */
  static Map<String, Map<String, String>> byType(Query query) {
    Map<String, Map<String, String>> byType = new TreeMap<>();
    for (Query specification : query.items("TagSpecification")) {
      String type = specification.text("ResourceType", "");
      if (byType.putIfAbsent(type, tags(specification)) != null) {
        throw new ApiError(
            "InvalidParameterValue", "TagSpecification names the type '" + type + "' twice.");
      }
    }
    return byType;
  }

  Reply createTags(Call call) {
    List<String> resources = call.query().texts("ResourceId");
    engine.createTags(call.region(), resources, tags(call.query()));
    return done(call, resources.size());
  }

  Reply deleteTags(Call call) {
    Map<String, Optional<String>> tags = new LinkedHashMap<>();
    for (Query tag : call.query().items("Tag")) {
      tags.put(tag.text("Key", ""), tag.text("Value"));
    }
    List<String> resources = call.query().texts("ResourceId");
    engine.deleteTags(call.region(), resources, tags);
    return done(call, resources.size());
  }

  private static Reply done(Call call, int resources) {
    String body = Xml.response(call.action(), call.requestId(), xml -> xml.text("return", "true"));
    return Reply.xml(body, resources + " resources");
  }

  Reply describeTags(Call call) {
    Page<Tagged> page =
        engine.describeTags(
            call.region(), Requests.filters(call.query()), Requests.paging(call.query()));
    String body =
        Xml.response(
            call.action(),
            call.requestId(),
            xml -> {
              xml.list(
                  "tagSet",
                  page.items(),
                  tag ->
                      xml.text("resourceId", tag.resourceId())
                          .text("resourceType", tag.resourceType())
                          .text("key", tag.key())
                          .text("value", tag.value()));
              page.nextToken().ifPresent(token -> xml.text("nextToken", token));
            });
    return Reply.xml(body, page.items().size() + " tags");
  }
}
