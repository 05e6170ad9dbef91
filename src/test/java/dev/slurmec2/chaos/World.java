package dev.slurmec2.chaos;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.power.GroupParameters;
import dev.slurmec2.power.Ledgers;
import dev.slurmec2.power.PowerSite;
import dev.slurmec2.power.Resume;
import dev.slurmec2.power.ResumeFail;
import dev.slurmec2.power.Suspend;
import dev.slurmec2.reconcile.Sweep;
import dev.slurmec2.reconcile.SweepResult;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.InstanceState;
import dev.slurmec2.sandbox.engine.InstanceView;
import dev.slurmec2.sandbox.engine.Inventory;
import dev.slurmec2.sandbox.engine.Times;
import dev.slurmec2.slurm.SlurmVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A cluster: slurmctld, EC2, the head node's programs, and somebody else's things beside them. */
final class World implements SlurmModel.Programs, SlurmModel.Machines {
  /** From running to a slurmd that registers. */
  private static final Duration CLOUD_INIT = Duration.ofSeconds(20);

  static final Times TIMES =
      new Times(
          Duration.ofSeconds(15),
          Duration.ofSeconds(20),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofMinutes(50));

  final VirtualTime time;
  final Weather weather;
  final Guard guard = new Guard();
  final Configuration configuration;
  final Engine engine;
  final SlurmModel slurm;
  final Set<String> mute = new HashSet<>();
  final Path stateDir;
  boolean controllerAway;
  private final Map<String, Integer> workers = new HashMap<>();
  private final Map<String, List<SlurmModel.Machine>> machines = new HashMap<>();
  private final ChaosSlurm chaosSlurm;
  private final Ec2Regions regions;
  private int launches;

  World(VirtualTime time, Dice dice, Weather weather, Path stateDir, long seed) {
    this.time = time;
    this.weather = weather;
    this.stateDir = stateDir;
    this.configuration = Cluster.configuration(stateDir);
    this.engine =
        new Engine(Inventory.OPEN, TIMES, () -> time.instant().plus(weather.clockOffset()), seed);
    SplittableRandom chance = dice.of("slurm");
    this.slurm =
        new SlurmModel(
            time,
            chance.nextBoolean() ? new SlurmVersion(22, 5, 8) : new SlurmVersion(24, 11, 5),
            chance.nextBoolean(),
            chance.nextBoolean(),
            this,
            this);
    configuration.nodeGroups().stream()
        .flatMap(group -> Cluster.names(group).stream())
        .forEach(name -> slurm.nodes.put(name, new ModelNode(name)));
    Set<String> managed = new TreeSet<>(slurm.nodes.keySet());
    slurm.nodes.put("login-x-0", new ModelNode("login-x-0"));
    this.chaosSlurm = new ChaosSlurm(slurm, weather, guard, managed, time, () -> controllerAway);
    Map<String, Ec2> ec2 = new HashMap<>();
    for (String region : List.of(Cluster.EAST, Cluster.WEST)) {
      ec2.put(region, new ChaosEc2(new EngineEc2(engine, region), weather, guard));
    }
    this.regions = (region, profile) -> java.util.Objects.requireNonNull(ec2.get(region));
    Foreigners.settle(engine, guard);
  }

  /** One pass of slurmctld, if it is there. */
  void tick() {
    if (controllerAway) {
      return;
    }
    machines.clear();
    for (InstanceView view : own()) {
      boolean registers =
          view.state() == InstanceState.RUNNING
              && !mute.contains(view.id())
              && !view.launchTime()
                  .plus(TIMES.boot())
                  .plus(CLOUD_INIT)
                  .isAfter(time.instant().plus(weather.clockOffset()));
      String name = view.tags().get(Tags.NAME);
      if (registers && name != null) {
        machines
            .computeIfAbsent(name, node -> new ArrayList<>())
            .add(
                new SlurmModel.Machine(
                    view.id(), view.privateIp(), view.launchTime().minus(weather.clockOffset())));
      }
    }
    slurm.tick();
  }

  @Override
  public List<SlurmModel.Machine> of(String node) {
    return machines.getOrDefault(node, List.of());
  }

  /** The cluster's instances that cost, oldest first. */
  List<InstanceView> own() {
    return engine.everyInstance().stream()
        .filter(view -> view.state().isLive() && !guard.foreign().contains(view.id()))
        .sorted(
            java.util.Comparator.comparing(InstanceView::launchTime)
                .thenComparing(InstanceView::id))
        .toList();
  }

  Duration age(InstanceView view) {
    return Duration.between(view.launchTime(), time.instant().plus(weather.clockOffset()));
  }

  @Override
  public void resume(List<String> nodes) {
    worker("resume", nodes, () -> new Resume(site()).run(nodes));
  }

  @Override
  public void suspend(List<String> nodes) {
    worker("suspend", nodes, () -> new Suspend(site()).run(nodes));
  }

  @Override
  public void resumeFail(List<String> nodes) {
    worker("resume-fail", nodes, () -> new ResumeFail(site()).run(nodes));
  }

  /** The timer's minute. */
  void sweep(Consumer<SweepResult> after) {
    worker(
        "change-state",
        List.of(),
        () -> {
          SweepResult result =
              new Sweep(configuration, chaosSlurm, regions, time, Set.of("head"), LazyPool::new)
                  .run(Cluster.NAME, false);
          after.accept(result);
          return result;
        });
  }

  private PowerSite site() {
    long id = time.running().id;
    return new PowerSite(
        configuration,
        Cluster.NAME,
        chaosSlurm,
        regions,
        GroupParameters.NONE,
        Ledgers.of(stateDir, time, id, time::isAlive),
        time,
        this::pause,
        () -> "launch-" + ++launches,
        World::oneAfterAnother);
  }

  private static <T> List<T> oneAfterAnother(List<? extends Callable<T>> steps) {
    List<T> values = new ArrayList<>();
    for (Callable<T> step : steps) {
      try {
        values.add(step.call());
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    return values;
  }

  private void pause(Duration duration) {
    SplittableRandom chance = weather.chance("pause");
    time.sleep(duration);
    if (weather.strikes(chance) && chance.nextBoolean()) {
      weather.struck(FaultKind.KILLED_ASLEEP, "a pause");
      throw weather.kill();
    }
  }

  private void worker(String program, List<String> nodes, Callable<?> body) {
    String name = program + "#" + workers.merge(program, 1, Integer::sum);
    SplittableRandom chance = weather.chance("start of " + name);
    Duration delay = Duration.ofMillis(chance.nextInt(300, 2000));
    if (weather.strikes(chance)) {
      if (chance.nextBoolean()) {
        weather.struck(FaultKind.NEVER_STARTED, name + " " + nodes);
        return;
      }
      weather.struck(FaultKind.STARTED_LATE, name + " " + nodes);
      delay = Duration.ofSeconds(chance.nextInt(2, 60));
    }
    weather.say(() -> "starts " + name + " " + nodes);
    time.start(
        name,
        delay,
        () -> {
          try {
            Object result = body.call();
            weather.say(() -> "ends: " + result);
          } catch (Killed e) {
            weather.say(() -> "is dead");
          } catch (Exception e) {
            guard.broken(name + " threw " + e + " at " + List.of(e.getStackTrace()));
          }
        });
  }

  /** Names of the group in which that node is. */
  List<String> groupOf(SplittableRandom chance) {
    List<NodeGroup> groups = configuration.nodeGroups();
    return Cluster.names(Dice.one(chance, groups));
  }

  List<ModelNode> managed() {
    return slurm.nodes.values().stream()
        .filter(node -> configuration.groupOf(node.name).isPresent())
        .collect(Collectors.toList());
  }
}
