package dev.slurmec2.chaos;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.NodeNameTags;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.ec2.NodeTags;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.power.GroupParameters;
import dev.slurmec2.power.Ledgers;
import dev.slurmec2.power.PowerOutcome;
import dev.slurmec2.power.PowerSite;
import dev.slurmec2.power.Resume;
import dev.slurmec2.power.ResumeFail;
import dev.slurmec2.power.Suspend;
import dev.slurmec2.reconcile.Finding;
import dev.slurmec2.reconcile.Outcome;
import dev.slurmec2.reconcile.Rule;
import dev.slurmec2.reconcile.Sweep;
import dev.slurmec2.reconcile.SweepResult;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.InstanceState;
import dev.slurmec2.sandbox.engine.InstanceView;
import dev.slurmec2.sandbox.engine.Inventory;
import dev.slurmec2.sandbox.engine.Times;
import dev.slurmec2.slurm.ResumeFile;
import dev.slurmec2.slurm.ResumeFileReader;
import dev.slurmec2.slurm.Slurm;
import dev.slurmec2.slurm.SlurmVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cluster: two hosts of which one has the slurmctld that is in charge, EC2, the programs, and
 * somebody else's things beside them.
 */
final class World implements SlurmModel.Programs, SlurmModel.Machines, ChaosSlurm.Controllers {
  /** From running to a slurmd that registers. */
  private static final Duration CLOUD_INIT = Duration.ofSeconds(20);

  /** Fewer than the default, so that few nodes and fifteen minutes reach it. */
  private static final int BOOT_FAILURE_LIMIT = 4;

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
  final Engine engine;
  final SlurmModel slurm;

  /** SlurmctldHost, in order. */
  final List<Head> heads;

  /** Instances whose slurmd never registers, and that register with less than configured. */
  final Set<String> mute = new HashSet<>();

  /** Instances whose slurmd starts only when ResumeTimeout is over. */
  private final Set<String> slow = new HashSet<>();

  final Set<String> poor = new HashSet<>();
  final Set<String> vanished = new HashSet<>();

  /**
   * Groups whose launches of now are all slow, all mute, and all poor. Slow in some episodes from
   * the start, as what boots a little too late once does so each time.
   */
  final Map<String, Instant> slowImage = new HashMap<>();

  final Map<String, Instant> badImage = new HashMap<>();

  final Map<String, Instant> smallType = new HashMap<>();

  /** While slurmctld restarts, or the other one takes over. */
  boolean controllerAway;

  /** Nodes that the latest sweep reports as somebody's. */
  private Set<String> handsOff = Set.of();

  private final Set<String> known = new HashSet<>();
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, Integer> workers = new HashMap<>();
  private final Map<Worker, Head> hosts = new LinkedHashMap<>();
  private final Map<String, List<SlurmModel.Machine>> machines = new HashMap<>();
  private final ChaosSlurm chaosSlurm;
  private final ModelResumeFile resumeFile;
  private final Defect defect;
  private int launches;

  World(VirtualTime time, Dice dice, Weather weather, Path directory, long seed, Defect defect) {
    this.defect = defect;
    this.time = time;
    this.weather = weather;
    NodeNameTags nameTags = Dice.one(dice.of("name tags"), List.of(NodeNameTags.values()));
    this.heads =
        Stream.of("head-1", "head-2")
            .map(
                name -> new Head(name, directory.resolve(name), time, BOOT_FAILURE_LIMIT, nameTags))
            .toList();
    this.engine =
        new Engine(Inventory.OPEN, TIMES, () -> time.instant().plus(weather.clockOffset()), seed);
    SplittableRandom chance = dice.of("slurm");
    this.slurm =
        new SlurmModel(
            time,
            SlurmModel.TIMES,
            chance.nextBoolean() ? new SlurmVersion(22, 5, 8) : new SlurmVersion(24, 11, 5),
            chance.nextBoolean(),
            chance.nextBoolean(),
            chance.nextInt(1, 3),
            this,
            this);
    groups().stream()
        .flatMap(group -> Cluster.names(group).stream())
        .forEach(name -> slurm.nodes.put(name, new ModelNode(name)));
    Set<String> managed = new TreeSet<>(slurm.nodes.keySet());
    slurm.nodes.put("login-x-0", new ModelNode("login-x-0"));
    if (chance.nextInt(4) == 0) {
      slowImage.put(Dice.one(chance, groups()).name(), Instant.MAX);
    }
    if (chance.nextInt(4) == 0) {
      slurm.excluded.add(Dice.one(chance, List.copyOf(managed)));
    }
    this.chaosSlurm = new ChaosSlurm(slurm, weather, guard, managed, this);
    this.resumeFile = new ModelResumeFile(slurm, directory.resolve("resume-file"));
    Foreigners.settle(engine, guard);
  }

  List<NodeGroup> groups() {
    return heads.get(0).configuration.nodeGroups();
  }

  /** Takes note of what a sweep leaves to others. */
  void swept(SweepResult result) {
    if (result instanceof SweepResult.Swept swept) {
      handsOff =
          swept.outcomes().stream()
              .map(Outcome::finding)
              .filter(finding -> finding.rule() == Rule.HANDS_OFF)
              .map(Finding::subject)
              .collect(Collectors.toSet());
    }
  }

  /**
   * Out of service by an operator's word: as the reason says, or, where Slurm has written over it,
   * as the sweep says that remembers it. Without either it has to be mended.
   */
  boolean isOperators(ModelNode node) {
    return node.isOperators() || (node.isOverwritten() && handsOff.contains(node.name));
  }

  /** One pass of slurmctld, if it is there. */
  void tick() {
    List<InstanceView> own = own();
    own.forEach(this::meet);
    own.forEach(this::keepsItsName);
    if (controllerAway) {
      return;
    }
    see(own);
    slurm.tick();
  }

  /** The slurmd of a slow instance starts, and registers between two passes. */
  private void comeLate(String node) {
    List<InstanceView> own = own();
    own.stream()
        .filter(view -> nodeOf(view).filter(node::equals).isPresent())
        .map(InstanceView::id)
        .filter(slow::remove)
        .toList()
        .forEach(id -> weather.say(() -> "the slurmd of " + id + " starts, late, as " + node));
    if (!controllerAway) {
      see(own);
      slurm.listen();
    }
  }

  /** So late that who ends it has already asked Slurm whether the node is back. */
  private void comeAtTheLast(String id) {
    if (slow.contains(id) && weather.chance("a late slurmd on " + id).nextBoolean()) {
      engine.instance(id).flatMap(World::nodeOf).ifPresent(this::comeLate);
    }
  }

  private void see(List<InstanceView> own) {
    machines.clear();
    for (InstanceView view : own) {
      boolean registers =
          view.state() == InstanceState.RUNNING
              && !mute.contains(view.id())
              && !slow.contains(view.id())
              && !view.launchTime()
                  .plus(TIMES.boot())
                  .plus(CLOUD_INIT)
                  .isAfter(time.instant().plus(weather.clockOffset()));
      Optional<String> name = nodeOf(view);
      if (registers && name.isPresent()) {
        machines
            .computeIfAbsent(name.get(), node -> new ArrayList<>())
            .add(
                new SlurmModel.Machine(
                    view.id(),
                    view.privateIp(),
                    view.launchTime().minus(weather.clockOffset()),
                    poor.contains(view.id())));
      }
    }
  }

  /** What the instance reads in its metadata now, and anybody else sees. */
  static Optional<String> nodeOf(InstanceView view) {
    return NodeTags.nodeOf(view.tags());
  }

  /** The instances of each node that has some, in their order. */
  static Map<String, List<InstanceView>> byNode(List<InstanceView> instances) {
    Map<String, List<InstanceView>> byNode = new HashMap<>();
    for (InstanceView view : instances) {
      nodeOf(view)
          .ifPresent(node -> byNode.computeIfAbsent(node, name -> new ArrayList<>()).add(view));
    }
    return byNode;
  }

  /** An instance that was once known as a node may have registered, and is this one for good. */
  private void keepsItsName(InstanceView view) {
    nodeOf(view)
        .ifPresent(
            node -> {
              String before = names.putIfAbsent(view.id(), node);
              if (before != null && !before.equals(node)) {
                guard.broken(view.id() + " was " + before + " and is " + node);
              }
              String seen = view.tags().getOrDefault(Tags.NAME, node);
              if (!seen.equals(node)) {
                guard.broken(view.id() + " is " + node + " and is called " + seen);
              }
            });
  }

  /** Of a new instance: what its group's launches have in common now. */
  private void meet(InstanceView view) {
    if (known.add(view.id())) {
      String group = view.tags().getOrDefault(Tags.NODE_GROUP, "");
      if (slowImage.getOrDefault(group, Instant.EPOCH).isAfter(time.instant())) {
        slow.add(view.id());
      }
      if (badImage.getOrDefault(group, Instant.EPOCH).isAfter(time.instant())) {
        mute.add(view.id());
      }
      if (smallType.getOrDefault(group, Instant.EPOCH).isAfter(time.instant())) {
        poor.add(view.id());
      }
    }
  }

  @Override
  public List<SlurmModel.Machine> of(String node) {
    return machines.getOrDefault(node, List.of());
  }

  /** The cluster's instances that cost, oldest first. */
  List<InstanceView> own() {
    return engine.liveInstances().stream()
        .filter(view -> !guard.foreign().contains(view.id()))
        .sorted(Comparator.comparing(InstanceView::launchTime).thenComparing(InstanceView::id))
        .toList();
  }

  Duration age(InstanceView view) {
    return Duration.between(view.launchTime(), time.instant().plus(weather.clockOffset()));
  }

  @Override
  public boolean away() {
    return controllerAway;
  }

  @Override
  public Head active() {
    return heads.get(0).controls ? heads.get(0) : heads.get(1);
  }

  @Override
  public Head here() {
    return hosts.getOrDefault(time.running(), active());
  }

  @Override
  public List<Slurm.Controller> inOrder() {
    return List.of(
        new Slurm.Controller(heads.get(0).name, "primary", heads.get(0).controls),
        new Slurm.Controller(heads.get(1).name, "backup", true));
  }

  /** A host dies, with every process on it. */
  void die(Head head) {
    head.up = false;
    head.controls = false;
    hosts.forEach(
        (worker, host) -> {
          if (host == head) {
            time.kill(worker);
          }
        });
  }

  @Override
  public void resume(List<String> nodes) {
    Head head = active();
    SplittableRandom chance = weather.chance("resume file of " + nodes);
    boolean damaged = weather.strikes(chance);
    if (damaged) {
      weather.struck(FaultKind.RESUME_FILE_DAMAGED, nodes.toString());
    }
    Path path = damaged ? resumeFile.writeDamaged(nodes, chance) : resumeFile.write(nodes);
    ResumeFile.Result file = ResumeFileReader.read(Optional.of(path.toString()));
    if (!damaged && !(file instanceof ResumeFile.Result.Read)) {
      guard.broken("a good resume file is not read: " + file);
    }
    worker("resume", head, nodes, () -> resume(site(head), nodes));
  }

  /** As ResumeCommand does: the argument says which nodes, the file only whose they are. */
  private static PowerOutcome resume(PowerSite site, List<String> nodes) {
    return new Resume(site).run(nodes);
  }

  @Override
  public void suspend(List<String> nodes) {
    Head head = active();
    worker("suspend", head, nodes, () -> new Suspend(site(head)).run(nodes));
  }

  @Override
  public void resumeFail(List<String> nodes) {
    Head head = active();
    worker("resume-fail", head, nodes, () -> new ResumeFail(site(head)).run(nodes));
    // Before, while and after it looks and ends.
    for (String node : nodes) {
      int millis = weather.chance("a late slurmd of " + node).nextInt(300, 2500);
      time.after(Duration.ofMillis(millis), () -> comeLate(node));
    }
  }

  /**
   * The timer's minute, on each host that runs.
   *
   * @param after gets what the sweep on the host in charge came to
   */
  void sweep(Consumer<SweepResult> after) {
    for (Head head : heads) {
      if (head.up) {
        worker(
            head == heads.get(0) ? Guard.SWEEP : Guard.SWEEP + "-on-" + head.name,
            head,
            List.of(),
            () -> {
              SweepResult result =
                  new Sweep(
                          head.configuration,
                          slurm(head, true),
                          regions(head, true),
                          head.clock,
                          Set.of(head.name),
                          LazyPool::new)
                      .run(Cluster.NAME, false);
              if (head == active()) {
                after.accept(result);
              }
              return result;
            });
      }
    }
  }

  private Slurm slurm(Head head, boolean isSweep) {
    return defect == Defect.NONE
        ? chaosSlurm
        : new DefectiveSlurm(chaosSlurm, slurm, defect, head, isSweep);
  }

  /** Whether the defect is that this termination is left out. */
  private boolean isLeftOut(boolean isSweep, String id) {
    String name = engine.instance(id).flatMap(World::nodeOf).orElse("");
    ModelNode node = slurm.nodes.get(name);
    Defect rule =
        node == null
            ? Defect.ORPHAN
            : node.has("POWERED_DOWN") || node.has("POWERING_DOWN")
                ? Defect.LEFTOVER
                : Defect.TWINS;
    return defect == Defect.NOTHING_ENDS || (isSweep && rule == defect);
  }

  /** One process's clients. */
  private Ec2Regions regions(Head head, boolean isSweep) {
    Map<String, Ec2> clients = new HashMap<>();
    for (String region : List.of(Cluster.EAST, Cluster.WEST)) {
      clients.put(
          region,
          new ChaosEc2(
              new EngineEc2(
                  engine,
                  region,
                  vanished,
                  id -> {
                    comeAtTheLast(id);
                    return isLeftOut(isSweep, id);
                  }),
              weather,
              guard,
              () -> head.offset));
    }
    return (region, profile) -> Objects.requireNonNull(clients.get(region));
  }

  private PowerSite site(Head head) {
    long id = time.running().id;
    return new PowerSite(
        head.configuration,
        Cluster.NAME,
        slurm(head, false),
        regions(head, false),
        GroupParameters.NONE,
        Ledgers.of(head.stateDir, head.clock, id, time::isAlive),
        head.clock,
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

  private void worker(String program, Head head, List<String> nodes, Callable<?> body) {
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
    weather.say(() -> "starts " + name + " on " + head.name + " " + nodes);
    Worker worker =
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
              hosts.remove(time.running());
            });
    hosts.put(worker, head);
  }

  /** Names of the group in which that node is. */
  List<String> groupOf(SplittableRandom chance) {
    return Cluster.names(Dice.one(chance, groups()));
  }

  List<ModelNode> managed() {
    return slurm.nodes.values().stream()
        .filter(node -> heads.get(0).configuration.groupOf(node.name).isPresent())
        .collect(Collectors.toList());
  }
}
