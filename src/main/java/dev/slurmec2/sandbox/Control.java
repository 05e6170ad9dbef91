package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.ApiError;
import dev.slurmec2.sandbox.engine.BucketLimit;
import dev.slurmec2.sandbox.engine.EndCause;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.InstanceView;
import dev.slurmec2.sandbox.engine.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be seen and done through the control interface; docs/sandbox.md lists it. */
final class Control {

  private static final Logger LOG = LoggerFactory.getLogger(Control.class);
  private static final Map<String, Object> DONE = Map.of("done", true);
  private static final String INSTANCES = "POST /instances/";

  private final Engine engine;
  private final FaultPlan faults;
  private final CallCounts counts;
  private final InstantSource clock;

  Control(Engine engine, FaultPlan faults, CallCounts counts, InstantSource clock) {
    this.clock = clock;
    this.engine = engine;
    this.faults = faults;
    this.counts = counts;
  }

  /**
   * Answers a request.
   *
   * @param what method and path, as {@code GET /calls}
   * @throws NoSuchElementException for what does not exist
   * @throws IllegalArgumentException for a wrong body
   */
  Object answer(String what, Fields body) {
    if (!what.startsWith("GET ")) {
      LOG.info("Control: {}.", what);
    }
    if (what.startsWith(INSTANCES)) {
      return instance(what.substring(INSTANCES.length()), body);
    }
    return switch (what) {
      case "GET /calls" -> counts.json();
      case "DELETE /calls" -> {
        counts.clear();
        yield DONE;
      }
      case "GET /instances" ->
          Map.of("instances", engine.everyInstance().stream().map(Control::json).toList());
      case "GET /faults" -> Map.of("faults", faults.list().stream().map(Fault::json).toList());
      case "POST /faults" -> {
        faults.add(fault(body));
        yield DONE;
      }
      case "DELETE /faults" -> {
        faults.clear();
        yield DONE;
      }
      case "GET /capacity" -> CapacityJson.write(engine);
      case "POST /capacity" -> {
        CapacityJson.read(body, clock.instant()).applyTo(engine.stock());
        yield CapacityJson.write(engine);
      }
      case "DELETE /capacity" -> {
        engine.stock().clear();
        yield CapacityJson.write(engine);
      }
      case "GET /times" -> times();
      case "POST /times" -> {
        engine.times(times(body));
        yield times();
      }
      case "POST /buckets" -> buckets(body);
      case "POST /parameters" -> {
        body.only("region", "name", "value");
        engine.putParameter(body.need("region"), body.need("name"), "String", body.need("value"));
        yield DONE;
      }
      default ->
          throw new NoSuchElementException(
              "The sandbox has no " + what + "; docs/sandbox.md lists what it has.");
    };
  }

  private static Fault fault(Fields body) {
    body.only(
        "action",
        "region",
        "times",
        "probability",
        "error",
        "message",
        "status",
        "delayMillis",
        "lost",
        "page");
    Optional<Fault.ErrorAnswer> error =
        body.text("error")
            .map(
                code ->
                    new Fault.ErrorAnswer(
                        code,
                        body.text("message").orElse("The sandbox was asked to answer this."),
                        body.number("status")
                            .map(Double::intValue)
                            .orElse(ApiError.statusOf(code))));
    Fault.Lost lost =
        switch (body.text("lost").orElse("nothing")) {
          case "nothing" -> Fault.Lost.NOTHING;
          case "before" -> Fault.Lost.BEFORE;
          case "after" -> Fault.Lost.AFTER;
          default -> throw new IllegalArgumentException("The member lost is before or after.");
        };
    Optional<Integer> times = body.number("times").map(Double::intValue);
    double probability = body.number("probability").orElse(1.0);
    if (times.filter(number -> number < 1).isPresent() || probability <= 0 || probability > 1) {
      throw new IllegalArgumentException(
          "times must be at least 1, and probability greater than 0 and at most 1.");
    }
    return new Fault(
        body.need("action"),
        body.text("region"),
        times,
        probability,
        error,
        millis(body, "delayMillis"),
        lost,
        body.text("page"));
  }

  private static Duration millis(Fields body, String name) {
    return Duration.ofMillis(Math.round(body.number(name).orElse(0.0)));
  }

  private Object times() {
    Times now = engine.times();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("bootSeconds", seconds(now.boot()));
    json.put("shutdownSeconds", seconds(now.shutdown()));
    json.put("visibleAfterSeconds", seconds(now.visibleAfter()));
    json.put("addressAfterSeconds", seconds(now.addressAfter()));
    json.put("rememberedSeconds", seconds(now.remembered()));
    return json;
  }

  private Times times(Fields body) {
    body.only(
        "bootSeconds",
        "shutdownSeconds",
        "visibleAfterSeconds",
        "addressAfterSeconds",
        "rememberedSeconds");
    Times now = engine.times();
    return new Times(
        duration(body, "bootSeconds").orElse(now.boot()),
        duration(body, "shutdownSeconds").orElse(now.shutdown()),
        duration(body, "visibleAfterSeconds").orElse(now.visibleAfter()),
        duration(body, "addressAfterSeconds").orElse(now.addressAfter()),
        duration(body, "rememberedSeconds").orElse(now.remembered()));
  }

  private static Optional<Duration> duration(Fields body, String name) {
    return body.number(name).map(value -> Duration.ofMillis(Math.round(value * 1000)));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private Object buckets(Fields body) {
    body.only("enabled", "limits");
    body.object("limits")
        .ifPresent(
            limits ->
                limits
                    .members()
                    .forEach(
                        (bucket, json) -> {
                          Fields limit = Fields.of(json).only("maximum", "perSecond");
                          engine.limit(
                              bucket,
                              new BucketLimit(
                                  limit.number("maximum").orElse(0.0),
                                  limit.number("perSecond").orElse(0.0)));
                        }));
    body.flag("enabled").ifPresent(engine::throttle);
    return Map.of("enabled", engine.isThrottling());
  }

  private Object instance(String idAndVerb, Fields body) {
    int slash = idAndVerb.indexOf('/');
    String id = slash < 0 ? idAndVerb : idAndVerb.substring(0, slash);
    String verb = slash < 0 ? "" : idAndVerb.substring(slash + 1);
    switch (verb) {
      case "interrupt" ->
          engine.interrupt(
              id, duration(body.only("noticeSeconds"), "noticeSeconds").orElse(Duration.ZERO));
      case "rebalance" -> engine.recommendRebalance(id);
      case "fail" -> engine.end(id, EndCause.HARDWARE);
      case "shutdown" -> engine.end(id, EndCause.ITSELF);
      case "impair" -> {
        body.only("check", "sinceSeconds");
        boolean system = body.text("check").orElse("instance").equals("system");
        engine.impair(id, system, duration(body, "sinceSeconds").orElse(Duration.ZERO));
      }
      case "recover" -> engine.recover(id);
      case "event" -> {
        body.only("code", "description", "inSeconds");
        engine.schedule(
            id,
            body.need("code"),
            body.text("description").orElse("Scheduled by the sandbox"),
            duration(body, "inSeconds").orElse(Duration.ofHours(1)));
      }
      case "console" -> engine.console(id, body.only("output").need("output"));
      default ->
          throw new NoSuchElementException(
              "An instance has no \""
                  + verb
                  + "\"; it has interrupt, rebalance, fail, shutdown, impair, recover, event and"
                  + " console.");
    }
    return json(
        engine
            .instance(id)
            .orElseThrow(() -> new NoSuchElementException("There is no instance " + id + ".")));
  }

  private static Map<String, Object> json(InstanceView instance) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", instance.id());
    json.put("region", instance.region());
    json.put("state", instance.state().wire());
    json.put("type", instance.pool().instanceType());
    json.put("zone", instance.pool().zone());
    json.put("market", instance.pool().market().wire());
    json.put("subnetId", instance.subnetId());
    json.put("capacityReservationId", instance.capacityReservationId());
    json.put("placementGroup", instance.placementGroup());
    json.put("interruption", instance.interruption().map(Instant::toString));
    json.put("privateIp", instance.privateIp());
    json.put("launchTime", instance.launchTime().toString());
    json.put("stateReason", instance.stateReason().map(InstanceView.StateReason::code));
    json.put("tags", instance.tags());
    return json;
  }
}
