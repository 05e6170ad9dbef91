package dev.slurmec2.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.InstanceState;
import dev.slurmec2.sandbox.engine.InstanceView;
import dev.slurmec2.sandbox.engine.Market;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Instance metadata, version 2 only: {@code /imds/<instance id>/latest/…}. A token is fetched with
 * PUT and must come with each GET.
 */
final class MetadataHandler implements HttpHandler {

  static final String PREFIX = "/imds/";
  private static final String TTL_HEADER = "X-aws-ec2-metadata-token-ttl-seconds";
  private static final String TOKEN_HEADER = "X-aws-ec2-metadata-token";

  /** A token lives "from one second up to six hours". */
  private static final int MAX_TTL_SECONDS = 21_600;

  /** Tokens beyond this are forgotten, all at once; their owners fetch new ones. */
  private static final int MAX_TOKENS = 10_000;

  private record Token(String instanceId, Instant until) {}

  private record Answer(int status, String body) {
    static Answer of(String body) {
      return new Answer(200, body);
    }

    static Answer error(int status, String title) {
      return new Answer(status, status + " - " + title);
    }
  }

  private final Engine engine;
  private final InstantSource clock;
  private final Map<String, Token> tokens = new ConcurrentHashMap<>();

  MetadataHandler(Engine engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Http.body(exchange);
      Answer answer = answer(exchange);
      Http.send(exchange, answer.status(), "text/plain", answer.body());
    }
  }

  private Answer answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath().substring(PREFIX.length());
    int slash = path.indexOf('/');
    String id = slash < 0 ? path : path.substring(0, slash);
    String rest = slash < 0 ? "" : path.substring(slash).replaceAll("/+", "/");
    Optional<InstanceView> instance =
        engine.instance(id).filter(each -> each.state() != InstanceState.TERMINATED);
    if (instance.isEmpty()) {
      return Answer.error(404, "Not Found");
    }
    if (rest.equals("/latest/api/token")) {
      return token(exchange, id);
    }
    if (!exchange.getRequestMethod().equals("GET")) {
      return Answer.error(405, "Method Not Allowed");
    }
    String given = exchange.getRequestHeaders().getFirst(TOKEN_HEADER);
    Token token = given == null ? null : tokens.get(given);
    if (token == null
        || !token.instanceId().equals(id)
        || !clock.instant().isBefore(token.until())) {
      return Answer.error(401, "Unauthorized");
    }
    return document(instance.get(), rest).map(Answer::of).orElse(Answer.error(404, "Not Found"));
  }

  private Answer token(HttpExchange exchange, String id) {
    if (!exchange.getRequestMethod().equals("PUT")) {
      return Answer.error(405, "Method Not Allowed");
    }
    if (exchange.getRequestHeaders().containsKey("X-Forwarded-For")) {
      return Answer.error(403, "Forbidden");
    }
    String ttl = exchange.getRequestHeaders().getFirst(TTL_HEADER);
    if (ttl == null || !ttl.matches("[0-9]{1,5}")) {
      return Answer.error(400, "Bad Request");
    }
    int seconds = Integer.parseInt(ttl);
    if (seconds < 1 || seconds > MAX_TTL_SECONDS) {
      return Answer.error(400, "Bad Request");
    }
    if (tokens.size() >= MAX_TOKENS) {
      tokens.clear();
    }
    String token = UUID.randomUUID().toString().replace("-", "") + "AQAAAA==";
    tokens.put(token, new Token(id, clock.instant().plusSeconds(seconds)));
    exchange.getResponseHeaders().set(TTL_HEADER, ttl);
    return Answer.of(token);
  }

  private static Optional<String> document(InstanceView instance, String path) {
    String tags = "/latest/meta-data/tags/instance";
    if (path.startsWith(tags + "/") && path.length() > tags.length() + 1) {
      return Optional.ofNullable(instance.tags().get(path.substring(tags.length() + 1)));
    }
    String region = instance.region();
    return Optional.ofNullable(
        switch (path) {
          case "/latest/meta-data/instance-id" -> instance.id();
          case "/latest/meta-data/ami-id" -> instance.imageId();
          case "/latest/meta-data/ami-launch-index" -> Integer.toString(instance.launchIndex());
          case "/latest/meta-data/local-ipv4" -> instance.privateIp();
          case "/latest/meta-data/local-hostname", "/latest/meta-data/hostname" ->
              instance.privateDnsName();
          case "/latest/meta-data/instance-type" -> instance.pool().instanceType();
          case "/latest/meta-data/instance-life-cycle" -> instance.pool().market().wire();
          case "/latest/meta-data/reservation-id" -> instance.reservationId();
          case "/latest/meta-data/placement/availability-zone" -> instance.pool().zone();
          case "/latest/meta-data/placement/availability-zone-id" ->
              Engine.zoneId(instance.pool().zone());
          case "/latest/meta-data/placement/region" -> region;
          case "/latest/meta-data/spot/instance-action" -> interruption(instance);
          case "/latest/meta-data/events/recommendations/rebalance" ->
              instance
                  .rebalance()
                  .map(at -> JsonText.of(Map.of("noticeTime", seconds(at))))
                  .orElse(null);
          case "/latest/meta-data/tags", "/latest/meta-data/tags/" -> "instance/";
          case "/latest/meta-data/tags/instance", "/latest/meta-data/tags/instance/" ->
              String.join("\n", instance.tags().keySet());
          case "/latest/dynamic/instance-identity/document" -> identity(instance);
          default -> null;
        });
  }

  private static @Nullable String interruption(InstanceView instance) {
    return instance.pool().market() == Market.SPOT && instance.interruption().isPresent()
        ? JsonText.of(
            new TreeMap<>(
                Map.of("action", "terminate", "time", seconds(instance.interruption().get()))))
        : null;
  }

  private static String seconds(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String identity(InstanceView instance) {
    Map<String, Object> document = new TreeMap<>();
    document.put("accountId", Engine.ACCOUNT);
    document.put("architecture", "x86_64");
    document.put("availabilityZone", instance.pool().zone());
    document.put("imageId", instance.imageId());
    document.put("instanceId", instance.id());
    document.put("instanceType", instance.pool().instanceType());
    document.put("pendingTime", instance.launchTime().toString());
    document.put("privateIp", instance.privateIp());
    document.put("region", instance.region());
    document.put("version", "2017-09-30");
    return JsonText.of(document);
  }
}
