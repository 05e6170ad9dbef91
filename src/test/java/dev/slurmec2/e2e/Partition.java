package dev.slurmec2.e2e;

import dev.slurmec2.e2e.Ec2Account.Found;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A partition that one test has for itself on a cluster that it shares. */
record Partition(Cluster cluster, String name) {

  /** Several ResumeTimeouts, as other tests run on the same two cores. */
  static final Duration LIMIT = Duration.ofMinutes(4);

  PrivateSlurm slurm() {
    return cluster.slurm();
  }

  /** The name of a node of the group {@code node}. */
  String node(int index) {
    return name + "-node-" + index;
  }

  /** A batch job of one script line, which may be requeued. */
  Job submit(Path output, String command, String... sbatch) {
    List<String> arguments =
        new ArrayList<>(List.of("-p", name, "--requeue", "--open-mode=append"));
    // Apart from what slurmstepd says of the end of a run before.
    arguments.addAll(List.of("-o", output.toString(), "-e", output + ".err"));
    arguments.addAll(List.of(sbatch));
    arguments.addAll(List.of("--wrap", command));
    return new Job(this, slurm().submit(arguments.toArray(String[]::new)));
  }

  /** The states of its nodes. */
  Map<String, String> states() {
    Map<String, String> states = new TreeMap<>(slurm().states());
    states.keySet().removeIf(node -> !node.startsWith(name + "-"));
    return states;
  }

  /** A node's state as sinfo prints it. */
  String state(String node) {
    return states().getOrDefault(node, "");
  }

  /** The live instances that were launched for it. */
  List<Found> live() {
    return cluster.account().live().stream()
        .filter(found -> found.partition().equals(name))
        .toList();
  }

  /** All instances that were ever launched for it. */
  List<Found> instances() {
    return cluster.account().instances().stream()
        .filter(found -> found.partition().equals(name))
        .toList();
  }

  /** The one live instance of a node, once it has it. */
  Found awaitInstance(String node) {
    return Await.until(
            LIMIT,
            node + " has an instance",
            () -> live().stream().filter(found -> found.name().equals(node)).toList(),
            found -> found.size() == 1)
        .get(0);
  }

  void setState(String node, String state) {
    slurm().command("scontrol", "update", "nodename=" + node, "state=" + state);
  }

  void setState(String node, String state, String reason) {
    slurm().command("scontrol", "update", "nodename=" + node, "state=" + state, "reason=" + reason);
  }

  String reason(String node) {
    return slurm().nodeField(node, "Reason");
  }

  void awaitState(String node, String state) {
    awaitState(node, "is " + state, state::equals);
  }

  String awaitState(String node, String what, Predicate<String> condition) {
    return Await.until(LIMIT, node + " " + what, () -> state(node), condition);
  }

  String awaitReason(String node, String part) {
    return Await.until(
        LIMIT, node + ": reason with " + part, () -> reason(node), text -> text.contains(part));
  }

  /** Until all of its nodes are off and in service, and no instance is left. */
  void awaitNothingLeft() {
    awaitNothingLeftBut(Map.of());
  }

  /**
   * Until no instance is left, and all nodes are off and in service.
   *
   * @param held the states of those that an operator holds, each a regular expression
   */
  void awaitNothingLeftBut(Map<String, String> held) {
    Await.until(
        LIMIT,
        "every node of " + name + " idle~, but " + held,
        this::states,
        states ->
            states.entrySet().stream()
                .allMatch(
                    node -> node.getValue().matches(held.getOrDefault(node.getKey(), "idle~"))));
    Await.until(LIMIT, "no instance of " + name + " is left", this::live, List::isEmpty);
  }

  /** Until ResumeFailProgram was called for that node, alone or with others. */
  void awaitNotUp(String node) {
    Await.until(
        LIMIT,
        "ResumeFailProgram is called for " + node,
        () -> slurm().log("slurm-ec2"),
        log ->
            log.lines().anyMatch(line -> line.matches(".*Not up before .*\\b" + node + "\\b.*")));
  }

  /** Until that text is in the suite's log. */
  void awaitLog(String text) {
    Await.until(
        LIMIT, "the log has: " + text, () -> slurm().log("slurm-ec2"), log -> log.contains(text));
  }

  /** A job of this partition. */
  record Job(Partition partition, String id) {

    void awaitRunning() {
      Await.until(
          LIMIT,
          "job " + id + " runs",
          () -> partition.slurm().jobStates(id),
          states -> states.contains("RUNNING"));
    }

    /** Until it has left the queue, or is in it as completed. */
    void awaitDone() {
      Await.until(
          LIMIT,
          "job " + id + " is done",
          () -> partition.slurm().jobStates(id),
          states -> states.stream().allMatch("COMPLETED"::equals));
    }
  }
}
