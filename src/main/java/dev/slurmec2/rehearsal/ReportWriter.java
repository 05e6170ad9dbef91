package dev.slurmec2.rehearsal;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.PriceTable;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.power.PowerOutcome;
import dev.slurmec2.rehearsal.Report.Arrival;
import dev.slurmec2.rehearsal.Report.Cost;
import dev.slurmec2.rehearsal.Report.Failure;
import dev.slurmec2.rehearsal.Report.PoolUse;
import dev.slurmec2.rehearsal.Report.Suspension;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.InstanceState;
import dev.slurmec2.sandbox.engine.InstanceView;
import dev.slurmec2.sandbox.engine.Market;
import dev.slurmec2.slurm.SlurmJobs.Change;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects what a rehearsal shows. */
final class ReportWriter {
  private static final Pattern REASON =
      Pattern.compile("(?:slurm-ec2: [a-z-]+: )?(.*) \\(Code:([^()]+)\\)", Pattern.DOTALL);
  private static final Pattern OUTCOME = Pattern.compile("([A-Za-z.]+): (.*)", Pattern.DOTALL);

  private final Configuration configuration;
  private final Assumptions assumptions;
  private final Burst burst;
  private final Map<String, String> madeUp;
  private Optional<Arrival> arrival = Optional.empty();
  private Duration resume = Duration.ZERO;
  private Map<String, CallCount> calls = Map.of();
  private List<Failure> failures = List.of();
  private List<PoolUse> uses = List.of();
  private int surplus;
  private final Map<String, List<String>> messages = new TreeMap<>();
  private Optional<Suspension> suspension = Optional.empty();

  ReportWriter(
      Configuration configuration,
      Assumptions assumptions,
      Burst burst,
      Map<String, String> madeUp) {
    this.madeUp = madeUp;
    this.configuration = configuration;
    this.assumptions = assumptions;
    this.burst = burst;
  }

  void resumed(
      Duration time,
      PowerOutcome outcome,
      Map<String, CallCount> made,
      RehearsalSlurm slurm,
      Engine engine) {
    resume = time;
    calls = made;
    arrival = arrival(slurm.told().values());
    failures = failures(outcome, slurm.told());
    List<InstanceView> live = live(engine);
    uses = uses(live);
    surplus = engine.everyInstance().size() - live.size();
    slurm
        .toldJobs()
        .forEach((job, changes) -> messages.put(job, changes.stream().map(this::text).toList()));
  }

  void suspended(
      int nodes, Duration time, PowerOutcome outcome, Map<String, CallCount> made, Engine engine) {
    suspension =
        Optional.of(
            new Suspension(nodes, time, made, failures(outcome, Map.of()), live(engine).size()));
  }

  Report report() {
    return new Report(
        burst.nodes().size(),
        burst.jobs().size(),
        arrival,
        resume,
        calls,
        failures,
        uses,
        surplus,
        cost(),
        messages,
        suspension,
        madeUp);
  }

  private Optional<Arrival> arrival(Collection<RehearsalSlurm.Node> nodes) {
    List<Duration> set =
        nodes.stream()
            .filter(node -> node.address().isPresent())
            .map(RehearsalSlurm.Node::told)
            .sorted()
            .toList();
    return set.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Arrival(
                set.size(),
                set.get(0),
                set.get((set.size() - 1) / 2),
                set.get(set.size() - 1),
                assumptions.boot()));
  }

  /** Grouped by what is said of them, those of most nodes first. */
  private static List<Failure> failures(
      PowerOutcome outcome, Map<String, RehearsalSlurm.Node> told) {
    Map<String, List<String>> nodesByText = new LinkedHashMap<>();
    Map<String, Duration> lastTold = new LinkedHashMap<>();
    outcome
        .failed()
        .forEach(
            (node, message) -> {
              Optional<RehearsalSlurm.Node> down =
                  Optional.ofNullable(told.get(node)).filter(one -> one.reason().isPresent());
              String text = down.flatMap(RehearsalSlurm.Node::reason).orElse(message);
              nodesByText.computeIfAbsent(text, key -> new ArrayList<>()).add(node);
              down.ifPresent(
                  one -> lastTold.merge(text, one.told(), (a, b) -> a.compareTo(b) > 0 ? a : b));
            });
    return nodesByText.entrySet().stream()
        .map(
            entry ->
                failure(
                    entry.getKey(),
                    entry.getValue(),
                    Optional.ofNullable(lastTold.get(entry.getKey()))))
        .sorted(Comparator.comparingInt(Failure::count).reversed())
        .toList();
  }

  private static Failure failure(String text, List<String> nodes, Optional<Duration> told) {
    Matcher reason = REASON.matcher(text);
    Matcher outcome = OUTCOME.matcher(text);
    String hostlist = Hostlist.fold(nodes);
    if (reason.matches()) {
      return new Failure(nodes.size(), hostlist, reason.group(2), reason.group(1), told);
    }
    return outcome.matches()
        ? new Failure(nodes.size(), hostlist, outcome.group(1), outcome.group(2), told)
        : new Failure(nodes.size(), hostlist, "Unknown", text, told);
  }

  private static List<InstanceView> live(Engine engine) {
    return engine.everyInstance().stream()
        .filter(
            view -> view.state() == InstanceState.PENDING || view.state() == InstanceState.RUNNING)
        .toList();
  }

  private static List<PoolUse> uses(List<InstanceView> instances) {
    Map<PoolUse, Integer> counts = new LinkedHashMap<>();
    instances.forEach(
        view ->
            counts.merge(
                new PoolUse(
                    view.region(),
                    view.pool().zone(),
                    view.pool().instanceType(),
                    view.pool().market().wire(),
                    0),
                1,
                Integer::sum));
    return counts.entrySet().stream()
        .map(
            entry ->
                new PoolUse(
                    entry.getKey().region(),
                    entry.getKey().zone(),
                    entry.getKey().instanceType(),
                    entry.getKey().market(),
                    entry.getValue()))
        .sorted(
            Comparator.comparing(PoolUse::zone)
                .thenComparing(PoolUse::instanceType)
                .thenComparing(PoolUse::market))
        .toList();
  }

  /** Capacity blocks are paid for beforehand and cost nothing here. */
  private Optional<Cost> cost() {
    PriceTable prices = configuration.settings().launch().prices();
    if (prices.byRegion().isEmpty()) {
      return Optional.empty();
    }
    BigDecimal hourly = BigDecimal.ZERO;
    List<String> unpriced = new ArrayList<>();
    for (PoolUse use : uses) {
      if (use.market().equals(Market.CAPACITY_BLOCK.wire())) {
        continue;
      }
      Optional<BigDecimal> price =
          prices.price(
              use.region(),
              use.instanceType(),
              use.market().equals(Market.SPOT.wire())
                  ? PurchasingOption.SPOT
                  : PurchasingOption.ON_DEMAND);
      if (price.isPresent()) {
        hourly = hourly.add(price.get().multiply(BigDecimal.valueOf(use.instances())));
      } else {
        unpriced.add(use.region() + " " + use.instanceType() + " " + use.market());
      }
    }
    return Optional.of(new Cost(hourly, unpriced.stream().distinct().toList()));
  }

  private String text(Change change) {
    if (change instanceof Change.AdminComment comment) {
      return "AdminComment: " + comment.text();
    }
    if (change instanceof Change.StartAfter start) {
      return "starts again after " + start.delay().toSeconds() + " s";
    }
    return change instanceof Change.Notify notify ? "notified: " + notify.text() : "held";
  }
}
