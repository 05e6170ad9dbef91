package dev.slurmec2.rehearsal;

import dev.slurmec2.rehearsal.Report.Arrival;
import dev.slurmec2.rehearsal.Report.Cost;
import dev.slurmec2.rehearsal.Report.Failure;
import dev.slurmec2.rehearsal.Report.Suspension;
import dev.slurmec2.sandbox.JsonText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report for people and as JSON for programs. Pure. */
public final class ReportText {
  private ReportText() {}

  /** Lines for people. */
  public static List<String> lines(Report report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Asked for: "
            + count(report.nodes(), "node")
            + (report.jobs() == 0 ? "" : " for " + count(report.jobs(), "job")));
    report
        .arrival()
        .ifPresentOrElse(
            arrival -> lines.addAll(lines(report, arrival)), () -> lines.add("Up: none"));
    lines.add("Resume runs for " + seconds(report.resume()) + " and calls:");
    lines.addAll(calls(report.calls()));
    lines.add(report.uses().isEmpty() ? "Instances: none" : "Instances:");
    report
        .uses()
        .forEach(
            use ->
                lines.add(
                    "  %5d  %s %s %s"
                        .formatted(use.instances(), use.zone(), use.instanceType(), use.market())));
    if (report.surplus() > 0) {
      lines.add("Launched and ended again: " + count(report.surplus(), "instance"));
    }
    report.cost().ifPresent(cost -> lines.add(line(cost)));
    lines.addAll(failures(report.failures()));
    report
        .messages()
        .forEach((job, texts) -> texts.forEach(text -> lines.add("Job " + job + ": " + text)));
    report.suspension().ifPresent(end -> lines.addAll(lines(end)));
    report
        .madeUp()
        .forEach(
            (name, value) ->
                lines.add("Not given, taken for " + name + ": " + value + " (--parameter)"));
    return lines;
  }

  private static List<String> lines(Report report, Arrival arrival) {
    return List.of(
        "Up: %d of %d, after the address and %s of boot"
            .formatted(arrival.nodes(), report.nodes(), seconds(arrival.boot())),
        "            %10s %10s %10s".formatted("first", "half", "last"),
        "  address   %10s %10s %10s"
            .formatted(seconds(arrival.first()), seconds(arrival.half()), seconds(arrival.last())),
        "  up        %10s %10s %10s"
            .formatted(
                seconds(arrival.first().plus(arrival.boot())),
                seconds(arrival.half().plus(arrival.boot())),
                seconds(arrival.last().plus(arrival.boot()))));
  }

  private static List<String> calls(Map<String, CallCount> calls) {
    return calls.entrySet().stream()
        .map(
            entry ->
                "  %5d  %s%s"
                    .formatted(
                        entry.getValue().calls(),
                        entry.getKey(),
                        entry.getValue().throttled() == 0
                            ? ""
                            : ", " + entry.getValue().throttled() + " of them throttled"))
        .toList();
  }

  private static String line(Cost cost) {
    return "Cost: "
        + cost.hourly().stripTrailingZeros().toPlainString()
        + " an hour"
        + (cost.unpriced().isEmpty()
            ? ""
            : ", without those that PriceFile does not have: "
                + String.join(", ", cost.unpriced()));
  }

  private static List<String> failures(List<Failure> failures) {
    return failures.stream()
        .map(
            failure ->
                "Fails: "
                    + failure.hostlist()
                    + " ("
                    + count(failure.count(), "node")
                    + failure
                        .told()
                        .map(told -> ", told to Slurm after " + seconds(told))
                        .orElse("")
                    + "): "
                    + failure.code()
                    + ": "
                    + failure.sentence())
        .toList();
  }

  private static List<String> lines(Suspension end) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Suspend of "
            + count(end.nodes(), "node")
            + " runs for "
            + seconds(end.time())
            + " and calls:");
    lines.addAll(calls(end.calls()));
    if (end.left() > 0) {
      lines.add("Instances left: " + end.left());
    }
    lines.addAll(failures(end.failures()));
    return lines;
  }

  private static String count(int number, String word) {
    return number + " " + word + (number == 1 ? "" : "s");
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }

  /** One JSON object; durations in seconds, what there is not as null. */
  public static String json(Report report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("nodes", report.nodes());
    json.put("jobs", report.jobs());
    json.put("arrival", report.arrival().map(ReportText::json));
    json.put("resumeSeconds", number(report.resume()));
    json.put("calls", callsJson(report.calls()));
    json.put("failures", report.failures().stream().map(ReportText::json).toList());
    json.put(
        "instances",
        report.uses().stream()
            .map(
                use ->
                    ordered(
                        "region",
                        use.region(),
                        "zone",
                        use.zone(),
                        "instanceType",
                        use.instanceType(),
                        "market",
                        use.market(),
                        "count",
                        use.instances()))
            .toList());
    json.put("launchedAndEnded", report.surplus());
    json.put(
        "cost",
        report.cost().map(cost -> ordered("hourly", cost.hourly(), "unpriced", cost.unpriced())));
    json.put("messages", report.messages());
    json.put(
        "suspend",
        report
            .suspension()
            .map(
                end ->
                    ordered(
                        "nodes",
                        end.nodes(),
                        "seconds",
                        number(end.time()),
                        "calls",
                        callsJson(end.calls()),
                        "failures",
                        end.failures().stream().map(ReportText::json).toList(),
                        "instancesLeft",
                        end.left())));
    json.put("madeUpParameters", report.madeUp());
    return JsonText.of(json);
  }

  private static Map<String, Object> json(Arrival arrival) {
    return ordered(
        "nodes",
        arrival.nodes(),
        "firstAddressSeconds",
        number(arrival.first()),
        "halfAddressSeconds",
        number(arrival.half()),
        "lastAddressSeconds",
        number(arrival.last()),
        "bootSeconds",
        number(arrival.boot()));
  }

  private static Map<String, Object> json(Failure failure) {
    return ordered(
        "nodes",
        failure.hostlist(),
        "count",
        failure.count(),
        "code",
        failure.code(),
        "sentence",
        failure.sentence(),
        "toldAfterSeconds",
        failure.told().map(ReportText::number));
  }

  private static Map<String, Object> callsJson(Map<String, CallCount> calls) {
    Map<String, Object> json = new LinkedHashMap<>();
    calls.forEach(
        (action, count) ->
            json.put(action, ordered("calls", count.calls(), "throttled", count.throttled())));
    return json;
  }

  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      json.put(keysAndValues[i].toString(), keysAndValues[i + 1]);
    }
    return json;
  }

  private static double number(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
