package dev.slurmec2.reconcile;

import dev.slurmec2.config.NodeIdentity;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeState;
import dev.slurmec2.slurm.SlurmVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds what the rules are asked about: a node p-g-0 and its instances. */
final class Views {
  static final Duration GRACE = Duration.ofMinutes(2);
  static final Duration CAPACITY_COOL_DOWN = Duration.ofMinutes(10);
  static final Duration RESUME_WAIT = Duration.ofMinutes(14);
  static final String OURS = "slurm-ec2: never-came: no instance came";
  static final RegionProfile REGION = new RegionProfile("eu-west-1", Optional.empty());

  private final String state;
  private Optional<String> reason = Optional.empty();
  private Duration sinceReason = Duration.ofHours(1);
  private Optional<Duration> sinceBoot = Optional.empty();
  private Optional<String> address = Optional.empty();
  private final List<Sighting> live = new ArrayList<>();
  private final List<Instance> ended = new ArrayList<>();
  private final Map<Watch, Duration> lasted = new EnumMap<>(Watch.class);
  private boolean launching;
  private Optional<Instance> lost = Optional.empty();
  private Optional<String> excluded = Optional.empty();
  private Optional<String> writtenOver = Optional.empty();
  private NodeIdentity identity = NodeIdentity.standard("p", "g");
  private Optional<NodeView.Closed> closed = Optional.empty();
  private boolean untagged;
  private boolean answered = true;
  private Optional<SlurmVersion> version = Optional.of(new SlurmVersion(24, 11, 5));

  private Views(String state) {
    this.state = state;
  }

  static Views node(String state) {
    return new Views(state);
  }

  Views reason(String text) {
    reason = Optional.of(text);
    return this;
  }

  Views sinceReason(Duration age) {
    sinceReason = age;
    return this;
  }

  /** So long ago the machine booted that registered last. */
  Views sinceBoot(Duration age) {
    sinceBoot = Optional.of(age);
    return this;
  }

  Views address(String text) {
    address = Optional.of(text);
    return this;
  }

  Views live(Sighting... sightings) {
    live.addAll(Arrays.asList(sightings));
    return this;
  }

  Views ended(Instance instance) {
    ended.add(instance);
    return this;
  }

  Views lasting(Watch watch, Duration duration) {
    lasted.put(watch, duration);
    return this;
  }

  /** Ended since the last sweep, for that reason. */
  Views lost(String stateReason) {
    Instance instance =
        instance("i-lost", Instance.State.TERMINATED, Optional.empty(), Optional.of(stateReason));
    lost = Optional.of(instance);
    return ended(instance);
  }

  Views excluded() {
    excluded = Optional.of("SuspendExcNodes");
    return this;
  }

  /** The words that Slurm's reason stands in the place of. */
  Views writtenOver(String words) {
    writtenOver = Optional.of(words);
    return this;
  }

  /** The node's group launches nothing for so long yet. */
  Views closed(String why, Duration left) {
    closed = Optional.of(new NodeView.Closed(why, left));
    return this;
  }

  Views identity(NodeIdentity other) {
    identity = other;
    return this;
  }

  Views launching() {
    launching = true;
    return this;
  }

  Views untagged() {
    untagged = true;
    return this;
  }

  Views unanswered() {
    answered = false;
    return this;
  }

  Views version(SlurmVersion slurm) {
    version = Optional.of(slurm);
    return this;
  }

  /** Nobody has asked Slurm for it yet. */
  Views versionUnknown() {
    version = Optional.empty();
    return this;
  }

  NodeRecord asRecord() {
    List<String> words = Arrays.asList(state.split("\\+"));
    NodeState parsed =
        new NodeState(words.get(0), new LinkedHashSet<>(words.subList(1, words.size())));
    String known = address.orElse(States.isUp(parsed) ? "10.0.0.1" : "p-g-0");
    return new NodeRecord(
        "p-g-0",
        known,
        known,
        parsed,
        List.of("p"),
        reason,
        reason.map(text -> "root"),
        reason.map(text -> LocalDateTime.of(2026, 11, 21, 8, 0)),
        Optional.empty(),
        Optional.empty());
  }

  NodeView view() {
    Backing backing =
        answered
            ? new Backing.Known(live, ended, launching, untagged, lost)
            : new Backing.Unknown("RequestLimitExceeded");
    return new NodeView(
        asRecord(),
        identity,
        backing,
        lasted,
        reason.map(text -> sinceReason),
        sinceBoot,
        GRACE,
        CAPACITY_COOL_DOWN,
        RESUME_WAIT,
        version,
        excluded,
        writtenOver,
        closed,
        false);
  }

  /** What the table says. */
  Optional<Finding> judged() {
    return NodeTable.judge(view());
  }

  static Sighting running(String id, String ip, Duration age) {
    return sighting(id, Instance.State.RUNNING, Optional.of(ip), age);
  }

  static Sighting sighting(String id, Instance.State state, Optional<String> ip, Duration age) {
    return new Sighting(instance(id, state, ip, Optional.empty()), REGION, age, Health.GOOD);
  }

  static Instance instance(
      String id, Instance.State state, Optional<String> ip, Optional<String> stateReason) {
    return new Instance(
        id,
        state,
        ip,
        Optional.empty(),
        "c5.large",
        "eu-west-1a",
        Instant.parse("2026-11-21T07:00:00Z"),
        false,
        Map.of(),
        stateReason);
  }
}
