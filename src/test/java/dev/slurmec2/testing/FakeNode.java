package dev.slurmec2.testing;

import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeState;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A node of {@link FakeSlurm}. */
public final class FakeNode {
  final String name;
  String base = "IDLE";
  final Set<String> flags = new LinkedHashSet<>();
  String address;
  String hostname;
  Optional<String> reason = Optional.empty();
  Optional<Instant> reasonAt = Optional.empty();
  Instant since;

  FakeNode(String name, Instant now) {
    this.name = name;
    this.address = name;
    this.hostname = name;
    this.since = now;
  }

  /** Sets base and flags, as {@code IDLE+CLOUD+POWERED_DOWN}. */
  public FakeNode state(String words) {
    List<String> parts = Arrays.asList(words.split("\\+"));
    base = parts.get(0);
    flags.clear();
    flags.addAll(parts.subList(1, parts.size()));
    return this;
  }

  /** Sets the reason, as of a moment. */
  public FakeNode reason(String text, Instant at) {
    reason = Optional.of(text);
    reasonAt = Optional.of(at);
    return this;
  }

  /** Sets NodeAddr. */
  public FakeNode address(String text) {
    address = text;
    return this;
  }

  /** NodeName. */
  public String name() {
    return name;
  }

  /** Base and flags in a fixed order. */
  public String words() {
    return flags.stream().sorted().reduce(base, (words, flag) -> words + "+" + flag);
  }

  /** Whether the flag is set. */
  public boolean has(String flag) {
    return flags.contains(flag);
  }

  /** The base state. */
  public String base() {
    return base;
  }

  /** NodeAddr. */
  public String address() {
    return address;
  }

  /** The reason that stands. */
  public Optional<String> reason() {
    return reason;
  }

  void resetAddress() {
    address = name;
    hostname = name;
  }

  NodeRecord asRecord() {
    return new NodeRecord(
        name,
        address,
        hostname,
        new NodeState(base, flags),
        List.of(name.substring(0, name.indexOf('-'))),
        reason,
        reason.map(text -> "root"),
        reasonAt.map(at -> LocalDateTime.ofInstant(at, ZoneOffset.UTC)),
        Optional.empty(),
        Optional.empty());
  }
}
