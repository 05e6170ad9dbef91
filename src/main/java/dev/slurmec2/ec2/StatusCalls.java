package dev.slurmec2.ec2;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.GetConsoleOutputResponse;
import software.amazon.awssdk.services.ec2.model.InstanceStatusEvent;
import software.amazon.awssdk.services.ec2.model.InstanceStatusSummary;

/** DescribeInstanceStatus and GetConsoleOutput. */
final class StatusCalls {

  /**
   * Three questions with few answers, in the place of a page for each thousand instances of the
   * account: filters of different names must all hold, so that one call cannot ask for either (API
   * reference, DescribeInstanceStatus).
   */
  private static final List<Filter> NOTEWORTHY =
      List.of(
          filter("instance-status.status", "impaired"),
          filter("system-status.status", "impaired"),
          filter(
              "event.code",
              "instance-reboot",
              "system-reboot",
              "system-maintenance",
              "instance-retirement",
              "instance-stop"));

  private final Ec2Client client;
  private final Calls calls;
  private final Parallel parallel;

  StatusCalls(Ec2Client client, Calls calls, Parallel parallel) {
    this.client = client;
    this.calls = calls;
    this.parallel = parallel;
  }

  private static Filter filter(String name, String... values) {
    return Filter.builder().name(name).values(values).build();
  }

  Ec2Result<String> consoleOutput(String instanceId) {
    Ec2Result<GetConsoleOutputResponse> latest = console(instanceId, true);
    boolean unsupported =
        latest instanceof Ec2Result.Failed<GetConsoleOutputResponse> failed
            && failed.error().errorClass() == ErrorClass.CONFIGURATION;
    // Only Nitro instances have the latest output; others show what was buffered at their start.
    return (unsupported ? console(instanceId, false) : latest).map(StatusCalls::text);
  }

  private Ec2Result<GetConsoleOutputResponse> console(String instanceId, boolean latest) {
    return calls.ask(
        "GetConsoleOutput",
        1,
        Patience.LOOK,
        () ->
            client.getConsoleOutput(
                request -> {
                  request.instanceId(instanceId);
                  if (latest) {
                    request.latest(true);
                  }
                }));
  }

  private static String text(GetConsoleOutputResponse answer) {
    String output = Objects.requireNonNullElse(answer.output(), "");
    try {
      return new String(Base64.getMimeDecoder().decode(output), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // Not what the API promises; the text as it came helps more than an error.
      return output;
    }
  }

  /** Side by side, for each shows few if any. An instance may be in more than one answer. */
  Ec2Result<List<InstanceStatus>> impairedOrScheduled() {
    Map<String, InstanceStatus> found = new LinkedHashMap<>();
    for (Ec2Result<List<InstanceStatus>> part : parallel.map(NOTEWORTHY, this::allPages)) {
      if (!(part instanceof Ec2Result.Ok<List<InstanceStatus>> ok)) {
        return part;
      }
      ok.value().forEach(status -> found.putIfAbsent(status.instanceId(), status));
    }
    return new Ec2Result.Ok<>(List.copyOf(found.values()));
  }

  private Ec2Result<List<InstanceStatus>> allPages(Filter filter) {
    List<InstanceStatus> found = new ArrayList<>();
    Set<String> tokens = new LinkedHashSet<>();
    String token = null;
    do {
      String page = token;
      Ec2Result<DescribeInstanceStatusResponse> result =
          calls.ask(
              "DescribeInstanceStatus",
              1,
              Patience.LOOK,
              () ->
                  client.describeInstanceStatus(
                      request ->
                          request.filters(filter).maxResults(DescribeCalls.PAGE).nextToken(page)));
      if (!(result instanceof Ec2Result.Ok<DescribeInstanceStatusResponse> ok)) {
        return result.map(none -> List.of());
      }
      // Looked at here too: an endpoint that is not Amazon's may not know the filters.
      ok.value().instanceStatuses().stream()
          .map(StatusCalls::status)
          .filter(status -> status.impairedSince().isPresent() || !status.events().isEmpty())
          .forEach(found::add);
      token = ok.value().nextToken();
    } while (token != null
        && !token.isEmpty()
        && tokens.add(token)
        && tokens.size() < DescribeCalls.MAX_PAGES);
    return new Ec2Result.Ok<>(found);
  }

  private static InstanceStatus status(
      software.amazon.awssdk.services.ec2.model.InstanceStatus status) {
    Optional<Instant> since =
        Stream.of(
                Optional.ofNullable(status.systemStatus()),
                Optional.ofNullable(status.instanceStatus()))
            .flatMap(Optional::stream)
            .filter(summary -> "impaired".equals(summary.statusAsString()))
            .flatMap(StatusCalls::impairedSince)
            .min(Comparator.naturalOrder());
    return new InstanceStatus(
        status.instanceId(),
        since,
        status.events().stream()
            .filter(StatusCalls::isAhead)
            .map(event -> Objects.requireNonNullElse(event.codeAsString(), "unknown"))
            .toList());
  }

  /** Without a time nothing can be said about how long, and so nothing is concluded. */
  private static Stream<Instant> impairedSince(InstanceStatusSummary summary) {
    return summary.details().stream()
        .flatMap(detail -> Optional.ofNullable(detail.impairedSince()).stream());
  }

  /** EC2 keeps events that are over for a week and marks them in their description. */
  private static boolean isAhead(InstanceStatusEvent event) {
    String description =
        Objects.requireNonNullElse(event.description(), "").toLowerCase(Locale.ROOT);
    return !description.startsWith("[completed]") && !description.startsWith("[canceled]");
  }
}
