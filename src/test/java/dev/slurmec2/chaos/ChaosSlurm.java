package dev.slurmec2.chaos;

import dev.slurmec2.slurm.NodeAddress;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.Slurm;
import dev.slurmec2.slurm.SlurmJobs;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.slurm.SlurmVersion;
import dev.slurmec2.slurm.StateRequest;
import dev.slurmec2.slurm.UpdateOutcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** scontrol as it can be on a bad day: the model behind seeded faults. */
final class ChaosSlurm implements Slurm {
  /** How long a command may take (package slurm's own limit is of that order). */
  private static final int HANG_SECONDS = 30;

  private static final String AWAY = "Unable to contact slurm controller (connect failure)";

  private static final List<FaultKind> FAULTS =
      List.of(
          FaultKind.KILLED_BEFORE,
          FaultKind.KILLED_AFTER,
          FaultKind.SLURM_UNREACHABLE,
          FaultKind.SLURM_HANGS,
          FaultKind.SLURM_HANGS_AFTER,
          FaultKind.SLURM_REFUSES);

  private final SlurmModel model;
  private final Weather weather;
  private final Guard guard;
  private final Controllers controllers;
  private final Set<String> managed;

  /** Which slurmctlds there are, and what time they think it is. */
  interface Controllers {
    /** Whether none answers. */
    boolean away();

    List<Controller> inOrder();

    /** The host whose controller is in charge. */
    Head active();

    /** The host on which the running worker runs. */
    Head here();
  }

  /**
   * @param managed the nodes of partitions.json
   */
  ChaosSlurm(
      SlurmModel model,
      Weather weather,
      Guard guard,
      Set<String> managed,
      Controllers controllers) {
    this.model = model;
    this.weather = weather;
    this.guard = guard;
    this.managed = managed;
    this.controllers = controllers;
  }

  @Override
  public SlurmResult<NodeRecords> nodes() {
    return records("show node", model.nodes.keySet());
  }

  @Override
  public SlurmResult<NodeRecords> nodes(Collection<String> names) {
    return records("show node " + new TreeSet<>(names), new TreeSet<>(names));
  }

  private SlurmResult<NodeRecords> records(String what, Collection<String> names) {
    SlurmResult<NodeRecords> answer =
        call(
            what,
            () -> {
              Map<String, NodeRecord> records = new LinkedHashMap<>();
              for (String name : names) {
                ModelNode node = model.nodes.get(name);
                if (node != null) {
                  records.put(name, node.asRecord());
                }
              }
              return new SlurmResult.Ok<>(new NodeRecords(records, List.of()));
            },
            SlurmResult.Failed::new);
    if (answer instanceof SlurmResult.Ok<NodeRecords> ok) {
      ok.value().byName().keySet().forEach(name -> told().shown(model.node(name)));
    }
    return answer;
  }

  @Override
  public UpdateOutcome setAddresses(Collection<NodeAddress> addresses) {
    Map<String, NodeAddress> byNode = new LinkedHashMap<>();
    addresses.forEach(address -> byNode.put(address.node(), address));
    return update(
        "update " + new TreeSet<>(byNode.keySet()) + " nodeaddr",
        byNode.keySet(),
        node -> {
          NodeAddress to = byNode.get(node.name);
          if (to != null) {
            node.address = to.address();
            node.hostname = to.hostname();
          }
          return Optional.empty();
        });
  }

  @Override
  public UpdateOutcome resetAddresses(Collection<String> nodes) {
    return update(
        "update " + new TreeSet<>(nodes) + " nodeaddr reset",
        nodes,
        node -> {
          node.resetAddress();
          return Optional.empty();
        });
  }

  @Override
  public UpdateOutcome setState(
      Collection<String> nodes, StateRequest state, Optional<String> reason) {
    return update(
        "update " + new TreeSet<>(nodes) + " " + state + " " + reason.orElse(""),
        nodes,
        node -> {
          guard.changes(told(), weather.running().name, node, state);
          return ModelUpdates.apply(model, node, state, reason, model.now());
        });
  }

  private UpdateOutcome update(
      String what, Collection<String> names, Function<ModelNode, Optional<String>> change) {
    List<String> sorted = new ArrayList<>(new TreeSet<>(names));
    if (sorted.isEmpty()) {
      return UpdateOutcome.ALL_DONE;
    }
    SplittableRandom chance = weather.chance(what + " part");
    int taken = weather.strikes(chance) ? chance.nextInt(sorted.size() + 1) : sorted.size();
    if (taken < sorted.size()) {
      weather.struck(FaultKind.SLURM_PARTIAL, what);
    }
    return call(
        what,
        () -> {
          Map<String, String> failed = new LinkedHashMap<>();
          for (String name : sorted) {
            ModelNode node = model.nodes.get(name);
            guard.acts(told(), what);
            if (!managed.contains(name)) {
              guard.broken("updates " + name + ", which is not in partitions.json");
            } else if (node == null || sorted.indexOf(name) >= taken) {
              failed.put(name, "slurm_update error: Invalid node name specified");
            } else {
              change.apply(node).ifPresent(why -> failed.put(name, why));
            }
          }
          return new UpdateOutcome(failed);
        },
        (kind, message) -> {
          Map<String, String> failed = new LinkedHashMap<>();
          sorted.forEach(name -> failed.put(name, message));
          return new UpdateOutcome(failed);
        });
  }

  @Override
  public SlurmResult<SlurmVersion> version() {
    return new SlurmResult.Ok<>(model.version);
  }

  @Override
  public SlurmResult<Map<String, String>> configuration() {
    SlurmResult<Map<String, String>> answer =
        call(
            "show config",
            () -> new SlurmResult.Ok<>(printedConfiguration()),
            SlurmResult.Failed::new);
    if (answer instanceof SlurmResult.Ok<Map<String, String>>) {
      told().excluded.addAll(model.excluded);
    }
    return answer;
  }

  @Override
  public SlurmResult<List<Controller>> controllers() {
    SlurmResult<List<Controller>> answer =
        call("ping", () -> new SlurmResult.Ok<>(controllers.inOrder()), SlurmResult.Failed::new);
    told().elsewhere =
        answer instanceof SlurmResult.Ok<List<Controller>>
            && controllers.active() != controllers.here();
    return answer;
  }

  private Map<String, String> printedConfiguration() {
    String nodes =
        model.excluded.isEmpty() ? "(null)" : String.join(",", new TreeSet<>(model.excluded));
    return Map.of("ClusterName", Cluster.NAME, "SuspendExcNodes", nodes);
  }

  private Told told() {
    return weather.running().told;
  }

  private <T> T call(
      String what,
      Supplier<? extends T> effect,
      BiFunction<SlurmResult.Kind, String, ? extends T> failure) {
    SplittableRandom chance = weather.chance(what);
    weather.latency(chance);
    if (controllers.away()) {
      weather.say(() -> "scontrol " + what + " -> slurmctld is away");
      return failure.apply(SlurmResult.Kind.UNREACHABLE, AWAY);
    }
    if (!weather.strikes(chance)) {
      return done(what, effect);
    }
    FaultKind fault = Dice.one(chance, FAULTS);
    weather.struck(fault, what);
    return switch (fault) {
      case KILLED_BEFORE -> throw weather.kill();
      case KILLED_AFTER -> {
        done(what, effect);
        throw weather.kill();
      }
      case SLURM_UNREACHABLE -> failure.apply(SlurmResult.Kind.UNREACHABLE, AWAY);
      case SLURM_HANGS -> {
        weather.hang(HANG_SECONDS);
        yield failure.apply(SlurmResult.Kind.TIMED_OUT, "scontrol did not end");
      }
      case SLURM_HANGS_AFTER -> {
        done(what, effect);
        weather.hang(HANG_SECONDS);
        yield failure.apply(SlurmResult.Kind.TIMED_OUT, "scontrol did not end");
      }
      default -> failure.apply(SlurmResult.Kind.REFUSED, "slurm_update error: Invalid argument");
    };
  }

  private <T> T done(String what, Supplier<? extends T> effect) {
    T answer = effect.get();
    weather.say(
        () -> "scontrol " + what + (what.startsWith("show") ? shown(what) : " -> " + answer));
    return answer;
  }

  private String shown(String what) {
    return " -> "
        + switch (what) {
          case "show node" -> model.nodes.values();
          case "show config" -> "SuspendExcNodes=" + new TreeSet<>(model.excluded);
          default -> "again";
        };
  }

  @Override
  public SlurmJobs jobs() {
    return SlurmJobs.NONE;
  }
}
