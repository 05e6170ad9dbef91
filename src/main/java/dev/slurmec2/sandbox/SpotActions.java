package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.InstanceView;
import dev.slurmec2.sandbox.engine.Page;
import dev.slurmec2.sandbox.engine.SpotRequests;

/** DescribeSpotInstanceRequests. */
final class SpotActions {

  private final Engine engine;

  SpotActions(Engine engine) {
    this.engine = engine;
  }

  Reply describe(Call call) {
    Query query = call.query();
    Page<InstanceView> page =
        engine.describeSpotRequests(
            call.region(),
            query.texts("SpotInstanceRequestId"),
            Requests.filters(query),
            Requests.paging(query));
    String body =
        Xml.response(
            call.action(),
            call.requestId(),
            xml -> {
              xml.list("spotInstanceRequestSet", page.items(), each -> write(xml, each));
              page.nextToken().ifPresent(token -> xml.text("nextToken", token));
            });
    return Reply.xml(body, page.items().size() + " spot requests");
  }

  private static void write(Xml xml, InstanceView instance) {
    xml.text("spotInstanceRequestId", instance.spotRequestId().orElse(""));
    xml.text("type", "one-time").text("state", SpotRequests.state(instance));
    String code = SpotRequests.code(instance);
    xml.element(
        "status",
        () ->
            xml.text("code", code)
                .time("updateTime", instance.launchTime())
                .text("message", code.replace('-', ' ')));
    xml.text("instanceId", instance.id()).time("createTime", instance.launchTime());
    xml.text("launchedAvailabilityZone", instance.pool().zone());
    xml.text("productDescription", "Linux/UNIX");
    xml.text("instanceInterruptionBehavior", "terminate");
  }
}
