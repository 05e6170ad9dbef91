package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.InstanceView;
import dev.slurmec2.sandbox.engine.Page;
import dev.slurmec2.sandbox.engine.StateChange;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The calls about instances that exist. */
final class InstanceActions {

  private final Engine engine;
  private final InstantSource clock;

  InstanceActions(Engine engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
  }

  Reply describeInstances(Call call) {
    Query query = call.query();
    Page<InstanceView> page =
        engine.describeInstances(
            call.region(),
            query.texts("InstanceId"),
            Requests.filters(query),
            Requests.paging(query));
    Map<String, List<InstanceView>> reservations = new LinkedHashMap<>();
    page.items()
        .forEach(
            each ->
                reservations
                    .computeIfAbsent(each.reservationId(), id -> new ArrayList<>())
                    .add(each));
    String body =
        Xml.response(
            call.action(),
            call.requestId(),
            xml -> {
              xml.list(
                  "reservationSet",
                  reservations.entrySet(),
                  reservation ->
                      xml.text("reservationId", reservation.getKey())
                          .text("ownerId", Engine.ACCOUNT)
                          .list(
                              "instancesSet",
                              reservation.getValue(),
                              each -> InstanceXml.write(xml, each)));
              page.nextToken().ifPresent(token -> xml.text("nextToken", token));
            });
    return Reply.xml(
        body, page.items().size() + " instances" + (page.nextToken().isPresent() ? ", more" : ""));
  }

  Reply describeInstanceStatus(Call call) {
    Query query = call.query();
    Page<InstanceView> page =
        engine.describeInstanceStatus(
            call.region(),
            query.texts("InstanceId"),
            Requests.filters(query),
            Requests.paging(query),
            query.flag("IncludeAllInstances"));
    String body =
        Xml.response(
            call.action(),
            call.requestId(),
            xml -> {
              xml.list(
                  "instanceStatusSet", page.items(), each -> InstanceXml.writeStatus(xml, each));
              page.nextToken().ifPresent(token -> xml.text("nextToken", token));
            });
    return Reply.xml(body, page.items().size() + " instances");
  }

  Reply terminateInstances(Call call) {
    List<StateChange> changes =
        engine.terminateInstances(call.region(), call.query().texts("InstanceId"));
    String body =
        Xml.response(
            call.action(),
            call.requestId(),
            xml ->
                xml.list(
                    "instancesSet",
                    changes,
                    change -> {
                      xml.text("instanceId", change.instanceId());
                      InstanceXml.state(xml, "currentState", change.current());
                      InstanceXml.state(xml, "previousState", change.previous());
                    }));
    return Reply.xml(body, changes.size() + " instances");
  }

  Reply getConsoleOutput(Call call) {
    String id = call.query().text("InstanceId", "");
    String output = engine.consoleOutput(call.region(), id);
    String body =
        Xml.response(
            call.action(),
            call.requestId(),
            xml -> {
              xml.text("instanceId", id).time("timestamp", clock.instant());
              if (!output.isEmpty()) {
                xml.text(
                    "output",
                    Base64.getEncoder().encodeToString(output.getBytes(StandardCharsets.UTF_8)));
              }
            });
    return Reply.xml(body, id + ", " + output.length() + " characters");
  }
}
