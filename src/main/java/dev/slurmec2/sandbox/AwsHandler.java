package dev.slurmec2.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.slurmec2.sandbox.Fault.Lost;
import dev.slurmec2.sandbox.engine.ApiError;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.time.Sleeper;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The AWS endpoint: EC2's Query protocol and the Systems Manager's JSON protocol on one path. */
final class AwsHandler implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(AwsHandler.class);
  private static final String SSM_TARGET = "AmazonSSM.";
  private static final String EC2_VERSION = "2016-11-15";

  private final Engine engine;
  private final Ec2Actions ec2;
  private final SsmActions ssm;
  private final AllowedActions allowed;
  private final FaultPlan faults;
  private final CallCounts counts;
  private final Duration latency;
  private final Sleeper sleeper;

  AwsHandler(
      Engine engine,
      Ec2Actions ec2,
      AllowedActions allowed,
      FaultPlan faults,
      CallCounts counts,
      Duration latency,
      Sleeper sleeper) {
    this.engine = engine;
    this.ec2 = ec2;
    this.ssm = new SsmActions(engine);
    this.allowed = allowed;
    this.faults = faults;
    this.counts = counts;
    this.latency = latency;
    this.sleeper = sleeper;
  }

  /** A request that is understood so far that faults can hit it and errors can be answered. */
  private record Incoming(String service, String action, String requestId, String body) {
    boolean isSsm() {
      return service.equals("ssm");
    }
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Incoming incoming = incoming(exchange);
      counts.called(incoming.action());
      exchange.getResponseHeaders().set("x-amzn-RequestId", incoming.requestId());
      Optional<Fault> fault = faults.next(incoming.action());
      sleeper.sleep(latency.plus(fault.map(Fault::delay).orElse(Duration.ZERO)));
      Lost lost = fault.map(Fault::lost).orElse(Lost.NOTHING);
      if (lost == Lost.BEFORE) {
        LOG.info("{}: lost before it was executed, as asked.", incoming.action());
        return;
      }
      Reply reply = answer(exchange, incoming, fault);
      if (lost == Lost.AFTER) {
        LOG.info("{}: executed, answer lost, as asked.", incoming.action());
        return;
      }
      Http.send(exchange, reply.status(), reply.contentType(), reply.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Incoming incoming(HttpExchange exchange) throws IOException {
    String requestId = UUID.randomUUID().toString();
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    String body = Http.body(exchange);
    if (target != null && target.startsWith(SSM_TARGET)) {
      return new Incoming("ssm", target.substring(SSM_TARGET.length()), requestId, body);
    }
    String inUrl = exchange.getRequestURI().getRawQuery();
    String form = body.isEmpty() && inUrl != null ? inUrl : body;
    String action = "unknown";
    for (String pair : form.split("&", -1)) {
      if (pair.matches("Action=[A-Za-z]{1,100}")) {
        action = pair.substring("Action=".length());
      }
    }
    return new Incoming("ec2", action, requestId, form);
  }

  private Reply answer(HttpExchange exchange, Incoming incoming, Optional<Fault> fault) {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    String region = "?";
    try {
      Scope scope = Scope.of(authorization);
      region = scope.region();
      Reply reply = execute(scope, incoming, fault);
      LOG.info("{} {}: {}.", incoming.action(), region, reply.summary());
      return reply;
    } catch (ApiError e) {
      counts.refused(e.code());
      LOG.info("{} {}: {}: {}", incoming.action(), region, e.code(), e.sentence());
      return error(incoming, e);
    } catch (IllegalArgumentException e) {
      LOG.info("{} {}: {}", incoming.action(), region, e.getMessage());
      return error(incoming, new ApiError("ValidationException", sentence(e)));
    } catch (RuntimeException e) {
      LOG.error("{} {}: the sandbox failed.", incoming.action(), region, e);
      return error(incoming, new ApiError("InternalError", "The sandbox failed: " + e));
    }
  }

  private static String sentence(Exception e) {
    @Nullable String message = e.getMessage();
    return message == null ? e.toString() : message;
  }

  private Reply execute(Scope scope, Incoming incoming, Optional<Fault> fault) {
    if (!scope.service().equals(incoming.service())) {
      throw new ApiError(
          "SignatureDoesNotMatch",
          "Credential should be scoped to correct service: '" + incoming.service() + "'.");
    }
    Supplier<Reply> effect = effect(scope, incoming);
    fault
        .flatMap(Fault::error)
        .ifPresent(
            error -> {
              throw new ApiError(error.code(), error.message(), error.status());
            });
    return effect.get();
  }

  private Supplier<Reply> effect(Scope scope, Incoming incoming) {
    if (incoming.isSsm()) {
      allowed.check("ssm", incoming.action());
      engine.draw(scope.region(), incoming.action(), false);
      return () -> ssm.answer(incoming.action(), scope.region(), Fields.read(incoming.body()));
    }
    Query query = Query.parse(incoming.body());
    var action = ec2.find(incoming.action());
    if (!query.text("Version", "").equals(EC2_VERSION)) {
      throw new ApiError(
          "InvalidParameterValue", "The sandbox knows the API version " + EC2_VERSION + " only.");
    }
    allowed.check("ec2", incoming.action());
    engine.draw(scope.region(), incoming.action(), isSmall(query));
    if (query.flag("DryRun")) {
      throw new ApiError(
          "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    }
    Call call = new Call(incoming.action(), scope.region(), incoming.requestId(), query);
    return () -> action.apply(call);
  }

  private static boolean isSmall(Query query) {
    return query.items("Filter").isEmpty() && query.integer("MaxResults").isEmpty();
  }

  private static Reply error(Incoming incoming, ApiError error) {
    if (incoming.isSsm()) {
      return Reply.json(
          error.status(),
          JsonText.of(Map.of("__type", error.code(), "message", error.sentence())),
          error.code().toLowerCase(Locale.ROOT));
    }
    return new Reply(
        error.status(),
        "text/xml;charset=UTF-8",
        Xml.error(error.code(), error.sentence(), incoming.requestId()),
        error.code());
  }
}
