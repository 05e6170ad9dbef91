package dev.slurmec2.e2e;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before an EC2 that always has enough, and lets CreateFleet answer as EC2 does when it has
 * not: 200 with an error for each override of a subnet that refuses, beside the instances of the
 * others; and {@code RequestLimitExceeded}, as the call's error or inside an answer of 200.
 */
final class ShortageProxy extends Ec2Proxy {
  private static final Pattern OVERRIDE =
      Pattern.compile("LaunchTemplateConfigs\\.1\\.Overrides\\.(\\d+)\\.(.*)");

  private final Map<String, String> codeBySubnet = new ConcurrentHashMap<>();
  private final AtomicInteger refusedOutside = new AtomicInteger();
  private final AtomicInteger refusedInside = new AtomicInteger();
  private final List<List<String>> asked = new CopyOnWriteArrayList<>();

  private ShortageProxy(URI upstream) throws IOException {
    super(upstream);
  }

  static ShortageProxy start(URI upstream) throws IOException {
    ShortageProxy proxy = new ShortageProxy(upstream);
    proxy.serve();
    return proxy;
  }

  /** From now on all overrides of the subnet are refused with the code. */
  void refuse(String subnet, String code) {
    codeBySubnet.put(subnet, code);
  }

  /** From now on every subnet has enough. */
  void relent() {
    codeBySubnet.clear();
  }

  /** So many calls are throttled as a whole, and so many after them inside an answer of 200. */
  void throttle(int outside, int inside) {
    refusedOutside.set(outside);
    refusedInside.set(inside);
  }

  /** Calls that are still to be throttled. */
  int throttlesLeft() {
    return Math.max(0, refusedOutside.get()) + Math.max(0, refusedInside.get());
  }

  /** The subnets of each launch that was not throttled, in order. */
  List<List<String>> asked() {
    return List.copyOf(asked);
  }

  @Override
  void handle(HttpExchange exchange, String body) throws IOException, InterruptedException {
    if (body.contains("Action=CreateFleet")) {
      launch(exchange, body);
    } else {
      HttpResponse<String> response = forward(exchange, body);
      answer(exchange, response.statusCode(), response.body());
    }
  }

  private void launch(HttpExchange exchange, String body) throws IOException, InterruptedException {
    Map<Integer, Map<String, String>> overrides = overrides(body);
    if (refusedOutside.getAndDecrement() > 0) {
      answer(exchange, 503, error("RequestLimitExceeded", "Request limit exceeded."));
      return;
    }
    if (refusedInside.getAndDecrement() > 0) {
      StringBuilder errors = new StringBuilder();
      String code = "RequestLimitExceeded";
      for (Map<String, String> override : overrides.values()) {
        errors.append(error(override, code));
        // What EC2 did not try after that, it says so of.
        code = "UnfulfillableCapacity";
      }
      answer(exchange, 200, fleet(errors.toString()));
      return;
    }
    asked.add(overrides.values().stream().map(o -> o.getOrDefault("SubnetId", "")).toList());
    StringBuilder errors = new StringBuilder();
    List<Integer> left = new ArrayList<>();
    overrides.forEach(
        (index, override) -> {
          String code = codeBySubnet.get(override.getOrDefault("SubnetId", ""));
          if (code == null) {
            left.add(index);
          } else {
            errors.append(error(override, code));
          }
        });
    if (left.isEmpty()) {
      answer(exchange, 200, fleet(errors.toString()));
      return;
    }
    HttpResponse<String> response = forward(exchange, only(body, left));
    answer(exchange, response.statusCode(), withErrors(response.body(), errors.toString()));
  }

  /** The overrides by their numbers, each with its members. */
  private static Map<Integer, Map<String, String>> overrides(String body) {
    Map<Integer, Map<String, String>> overrides = new TreeMap<>();
    for (String pair : body.split("&", -1)) {
      String[] parts = URLDecoder.decode(pair, StandardCharsets.UTF_8).split("=", 2);
      Matcher override = OVERRIDE.matcher(parts[0]);
      if (override.matches()) {
        overrides
            .computeIfAbsent(Integer.parseInt(override.group(1)), key -> new LinkedHashMap<>())
            .put(override.group(2), parts.length > 1 ? parts[1] : "");
      }
    }
    return overrides;
  }

  /** The request with these overrides only, numbered anew. */
  private static String only(String body, List<Integer> left) {
    List<String> pairs = new ArrayList<>();
    for (String pair : Arrays.asList(body.split("&", -1))) {
      Matcher override = OVERRIDE.matcher(pair);
      if (!override.matches()) {
        pairs.add(pair);
      } else if (left.contains(Integer.parseInt(override.group(1)))) {
        pairs.add(
            "LaunchTemplateConfigs.1.Overrides."
                + (left.indexOf(Integer.parseInt(override.group(1))) + 1)
                + "."
                + override.group(2));
      }
    }
    return String.join("&", pairs);
  }

  private static String error(Map<String, String> override, String code) {
    return "<item><launchTemplateAndOverrides><overrides><instanceType>"
        + override.getOrDefault("InstanceType", "")
        + "</instanceType><subnetId>"
        + override.getOrDefault("SubnetId", "")
        + "</subnetId></overrides></launchTemplateAndOverrides><lifecycle>on-demand</lifecycle>"
        + "<errorCode>"
        + code
        + "</errorCode><errorMessage>The proxy has none.</errorMessage></item>";
  }

  private static String fleet(String errors) {
    return "<CreateFleetResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
        + "<requestId>1</requestId><fleetId>fleet-1</fleetId><fleetInstanceSet/><errorSet>"
        + errors
        + "</errorSet></CreateFleetResponse>";
  }
}
