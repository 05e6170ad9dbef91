package dev.slurmec2.e2e;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.Json.ArrayNode;
import dev.slurmec2.json.Json.ObjectNode;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Slurm and the sandbox show at one moment, read without any of the suite's code but its JSON
 * parser.
 *
 * @param began when the look began, as System.nanoTime counts
 */
record ChaosSight(long began, Map<String, Node> nodes, List<Job> jobs, List<Instance> instances) {

  private static final Pattern NAME = Pattern.compile("^NodeName=(\\S+)");
  private static final Pattern ADDRESS = Pattern.compile(" NodeAddr=(\\S+)");
  private static final Pattern STATE = Pattern.compile(" State=(\\S+)");
  private static final Pattern REASON = Pattern.compile(" Reason=(.*?)( \\[\\S+@\\S+\\])?$");

  /** A node as scontrol shows it. */
  record Node(String name, Set<String> state, String address, String reason) {

    /** Powered down, and Slurm may give it to a job. */
    boolean isReady() {
      return state.equals(Set.of("IDLE", "CLOUD", "POWERED_DOWN"));
    }

    /** Off, though Slurm may not give it to a job yet. */
    boolean isOff() {
      return state.contains("POWERED_DOWN") && !state.contains("POWERING_UP");
    }

    /** Slurm may not give it to a job, nor is it on its way. */
    boolean isOutOfService() {
      return state.contains("DOWN")
          || state.contains("DRAIN")
          || state.contains("FAIL")
          || state.contains("INVALID_REG")
          || (state.contains("NOT_RESPONDING") && !state.contains("POWERING_UP"));
    }

    boolean is(String flag) {
      return state.contains(flag);
    }

    @Override
    public String toString() {
      return name + " " + String.join("+", state) + " " + address + " " + reason;
    }
  }

  /** A job in the queue. */
  record Job(String id, String state, String partition, String reason) {}

  /** An instance that has not ended. */
  record Instance(String id, String state, Map<String, String> tags) {
    String name() {
      return tags.getOrDefault("Name", "");
    }

    String cluster() {
      return tags.getOrDefault("slurm-ec2:cluster", "");
    }

    /** Of that cluster and partition. */
    boolean isOf(String cluster, String partition) {
      return cluster().equals(cluster)
          && tags.getOrDefault("slurm-ec2:partition", "").equals(partition);
    }
  }

  /** Looks at the cluster now. */
  static ChaosSight of(Cluster cluster) {
    long began = System.nanoTime();
    String nodes = cluster.slurm().command("scontrol", "-o", "show", "node");
    String jobs = cluster.slurm().command("squeue", "-h", "-r", "-o", "%i|%T|%P|%r");
    return new ChaosSight(began, nodes(nodes), jobs(jobs), instancesOf(cluster));
  }

  /** What has not ended, at this moment. */
  static List<Instance> instancesOf(Cluster cluster) {
    return instances(cluster.sandbox().control("GET", "/sandbox/instances", ""));
  }

  List<Node> nodesOf(String partition) {
    return nodes.values().stream().filter(node -> node.name().startsWith(partition + "-")).toList();
  }

  private static Map<String, Node> nodes(String text) {
    Map<String, Node> nodes = new TreeMap<>();
    for (String line : text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList()) {
      String name = field(NAME, line);
      nodes.put(
          name,
          new Node(
              name,
              new TreeSet<>(Arrays.asList(field(STATE, line).split("\\+", -1))),
              field(ADDRESS, line),
              field(REASON, line)));
    }
    return nodes;
  }

  private static String field(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static List<Job> jobs(String text) {
    return text.lines()
        .map(line -> line.split("\\|", 4))
        .filter(fields -> fields.length == 4)
        .map(fields -> new Job(fields[0], fields[1], fields[2], fields[3]))
        .toList();
  }

  private static List<Instance> instances(String text) {
    try {
      List<Instance> instances = new ArrayList<>();
      Json found = ((ObjectNode) JsonReader.read(text)).get("instances").orElseThrow();
      for (Json item : ((ArrayNode) found).items()) {
        ObjectNode instance = (ObjectNode) item;
        String state = text(instance, "state");
        if (!state.equals("terminated") && !state.equals("shutting-down")) {
          Map<String, String> tags = new TreeMap<>();
          ((ObjectNode) instance.get("tags").orElseThrow())
              .members()
              .forEach((key, value) -> tags.put(key, ((Json.Text) value).value()));
          instances.add(new Instance(text(instance, "id"), state, tags));
        }
      }
      return List.copyOf(instances);
    } catch (JsonSyntaxException e) {
      throw new AssertionError("The sandbox answers no JSON: " + text, e);
    }
  }

  private static String text(ObjectNode object, String key) {
    return ((Json.Text) object.get(key).orElseThrow()).value();
  }
}
