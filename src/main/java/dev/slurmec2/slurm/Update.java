package dev.slurmec2.slurm;

import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.text.Secrets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * What {@code scontrol update} is asked for a number of nodes: the arguments for any part of them.
 */
sealed interface Update {

  /** The nodes in Slurm's order, each once. */
  List<String> nodes();

  /** The arguments for some of the nodes, in their order. */
  List<String> arguments(List<String> part);

  /** Bytes that a node adds to the longest of the arguments. */
  int size(String node);

  /** A state for all of them. */
  record State(List<String> nodes, StateRequest state, Optional<String> reason) implements Update {

    /** Slurm keeps longer ones, but squeue and sinfo show some twenty characters of them. */
    private static final int MAX_REASON = 1_000;

    public State {
      nodes = List.copyOf(nodes);
      reason = reason.map(State::onOneLine);
    }

    @Override
    public List<String> arguments(List<String> part) {
      List<String> arguments = new ArrayList<>();
      arguments.add("update");
      arguments.add("nodename=" + Hostlist.fold(part));
      arguments.add("state=" + state);
      reason.ifPresent(text -> arguments.add("reason=" + text));
      return arguments;
    }

    @Override
    public int size(String node) {
      return node.length() + 1;
    }

    /** A line break in a reason would look like a record of its own in scontrol's output. */
    private static String onOneLine(String text) {
      String line =
          Secrets.masked(text).replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+", " ").strip();
      return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON);
    }
  }

  /**
   * An address and a host name for each. Slurm pairs the lists with the node names by position
   * (update_node in src/slurmctld/node_mgr.c).
   */
  record Addresses(Map<String, NodeAddress> byNode) implements Update {

    static Addresses of(Collection<NodeAddress> addresses) {
      Map<String, NodeAddress> byNode =
          addresses.stream()
              .collect(
                  Collectors.toMap(NodeAddress::node, address -> address, (first, last) -> last));
      Map<String, NodeAddress> sorted = new LinkedHashMap<>();
      Hostlist.sorted(byNode.keySet())
          .forEach(
              node ->
                  sorted.put(node, byNode.getOrDefault(node, new NodeAddress(node, node, node))));
      return new Addresses(sorted);
    }

    @Override
    public List<String> nodes() {
      return List.copyOf(byNode.keySet());
    }

    @Override
    public List<String> arguments(List<String> part) {
      List<NodeAddress> addresses = part.stream().map(this::address).toList();
      return List.of(
          "update",
          "nodename=" + Hostlist.fold(part),
          "nodeaddr=" + addresses.stream().map(NodeAddress::address).collect(joined()),
          "nodehostname=" + addresses.stream().map(NodeAddress::hostname).collect(joined()));
    }

    @Override
    public int size(String node) {
      NodeAddress address = address(node);
      return 1
          + Math.max(
              node.length(), Math.max(address.address().length(), address.hostname().length()));
    }

    private NodeAddress address(String node) {
      return byNode.getOrDefault(node, new NodeAddress(node, node, node));
    }

    private static Collector<CharSequence, ?, String> joined() {
      return Collectors.joining(",");
    }
  }
}
