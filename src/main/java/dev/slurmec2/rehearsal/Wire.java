package dev.slurmec2.rehearsal;

import dev.slurmec2.ec2.Endpoint;
import dev.slurmec2.sandbox.LocalApi;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The way to the sandbox's API: it takes its time, and counts. */
final class Wire implements Endpoint {
  private static final Pattern FLEET_SIZE =
      Pattern.compile("TargetCapacitySpecification\\.TotalTargetCapacity=([0-9]{1,6})");
  private static final String THROTTLED = "RequestLimitExceeded";

  private final LocalApi api;
  private final VirtualTime time;
  private final Assumptions assumptions;
  private final Map<String, CallCount> counts = new TreeMap<>();

  Wire(LocalApi api, VirtualTime time, Assumptions assumptions) {
    this.api = api;
    this.time = time;
    this.assumptions = assumptions;
  }

  @Override
  public Endpoint.Answer answer(Map<String, String> headers, String body) {
    LocalApi.Request request = LocalApi.Request.of(headers, body);
    Duration there = assumptions.latency().dividedBy(2);
    time.sleep(there);
    LocalApi.Answer answer = api.answer(request);
    counts.merge(request.action(), count(answer), CallCount::plus);
    Duration back = assumptions.latency().minus(there);
    time.sleep(answer.errorCode().isPresent() ? back : back.plus(work(request)));
    return new Endpoint.Answer(answer.status(), answer.contentType(), answer.body());
  }

  private Duration work(LocalApi.Request request) {
    Matcher size = FLEET_SIZE.matcher(request.body());
    return request.action().equals("CreateFleet") && size.find()
        ? assumptions.fleetLatency().multipliedBy(Long.parseLong(size.group(1)))
        : Duration.ZERO;
  }

  private static CallCount count(LocalApi.Answer answer) {
    boolean throttled =
        answer.errorCode().filter(THROTTLED::equals).isPresent()
            || answer.body().contains("<errorCode>" + THROTTLED);
    return new CallCount(1, throttled ? 1 : 0);
  }

  /** The calls since this was last asked, by action. */
  Map<String, CallCount> take() {
    Map<String, CallCount> taken = new TreeMap<>(counts);
    counts.clear();
    return taken;
  }
}
