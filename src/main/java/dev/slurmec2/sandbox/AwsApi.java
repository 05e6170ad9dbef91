package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.ApiError;
import dev.slurmec2.sandbox.engine.Engine;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * EC2's Query protocol and the Systems Manager's JSON protocol, without a transport. Safe for use
 * by several threads.
 */
final class AwsApi {

  private static final Logger LOG = LoggerFactory.getLogger(AwsApi.class);
  private static final String SSM_TARGET = "AmazonSSM.";
  private static final String EC2_VERSION = "2016-11-15";

  private final Engine engine;
  private final Ec2Actions ec2;
  private final SsmActions ssm;
  private final AllowedActions allowed;
  private final CallCounts counts;

  AwsApi(Engine engine, AllowedActions allowed, CallCounts counts, InstantSource clock) {
    this.engine = engine;
    this.ec2 = new Ec2Actions(engine, allowed, clock);
    this.ssm = new SsmActions(engine);
    this.allowed = allowed;
    this.counts = counts;
  }

  /** A request that is understood so far that faults can hit it and errors can be answered. */
  record Incoming(
      String service,
      String action,
      String requestId,
      Optional<String> authorization,
      String body) {

    /**
     * @param target the header X-Amz-Target, if there is one
     * @param authorization the header of that name, if there is one
     * @param form a form, or JSON where there is a target
     */
    static Incoming of(Optional<String> target, Optional<String> authorization, String form) {
      String requestId = UUID.randomUUID().toString();
      if (target.filter(text -> text.startsWith(SSM_TARGET)).isPresent()) {
        return new Incoming(
            "ssm", target.get().substring(SSM_TARGET.length()), requestId, authorization, form);
      }
      String action = "unknown";
      for (String pair : form.split("&", -1)) {
        if (pair.matches("Action=[A-Za-z]{1,100}")) {
          action = pair.substring("Action=".length());
        }
      }
      return new Incoming("ec2", action, requestId, authorization, form);
    }

    /** Where it goes, if its signature says so. */
    Optional<String> region() {
      return Scope.find(authorization.orElse("")).map(Scope::region);
    }

    boolean isSsm() {
      return service.equals("ssm");
    }
  }

  /**
   * Answers.
   *
   * @param fault what hits the call; its error is answered in the place of the effect
   */
  Reply answer(Incoming incoming, Optional<Fault> fault) {
    String region = "?";
    try {
      Scope scope = Scope.of(incoming.authorization().orElse(null));
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
      Fields request = Fields.read(incoming.body());
      allowed.check(() -> SsmActions.accesses(incoming.action(), scope.region(), request));
      return () -> ssm.answer(incoming.action(), scope.region(), request);
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
    allowed.check(new PolicyAccess(engine, call)::all);
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
