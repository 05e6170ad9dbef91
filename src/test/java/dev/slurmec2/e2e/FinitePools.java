package dev.slurmec2.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A {@link Cluster} whose sandbox has little of what is asked for. Each partition has an instance
 * type for itself, and with it pools: {@code us-east-1a} by the first subnet, {@code us-east-1b} by
 * the second. change-state runs all the while.
 */
final class FinitePools implements AutoCloseable {

  /** Long enough that a second launch meets it, short enough to wait for its end. */
  static final int COOL_DOWN_SECONDS = 20;

  /** The third delay is the first beyond the 121 s that slurmctld is taken to wait by itself. */
  static final int FIRST_DELAY_SECONDS = 31;

  private static final String SUBNET = "\"subnet-11111111\"";

  private static final Pattern INSTANCE =
      Pattern.compile(
          "\"type\"\\s*:\\s*\"(?<type>[^\"]+)\"\\s*,\\s*\"zone\"\\s*:\\s*\"(?<zone>[^\"]+)\"");

  private final Cluster cluster;
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread sweeping;

  private FinitePools(Cluster cluster) {
    this.cluster = cluster;
    this.sweeping = new Thread(() -> Sweeps.during(cluster.slurm(), this::awaitEnd), "sweeps");
    sweeping.start();
  }

  /** A node group {@code PARTITION/node} of instances of that type. */
  record Group(String partition, int nodes, String instanceType, Optional<String> fallbackType) {

    static Group of(String partition, int nodes, String instanceType) {
      return new Group(partition, nodes, instanceType, Optional.empty());
    }

    Group withFallback(String otherType) {
      return new Group(partition, nodes, instanceType, Optional.of(otherType));
    }

    private Stream<String> option() {
      return Stream.of("--group", partition + "/node:" + nodes + ":" + instanceType);
    }

    private String in(String partitionsJson) {
      String overrides = overrides(instanceType);
      return fallbackType
          .map(
              other ->
                  partitionsJson.replace(
                      overrides, overrides + ",\n\"Fallback\": [{ " + overrides(other) + " }]"))
          .orElse(partitionsJson);
    }

    private static String overrides(String type) {
      return "\"LaunchTemplateOverrides\": [{ \"InstanceType\": \"" + type + "\" }]";
    }
  }

  /** An instance that the sandbox has or had. */
  record Launched(String type, String zone) {}

  static FinitePools start(Group... groups) {
    PrivateSlurm.assumeInstalled();
    List<String> options =
        Stream.concat(
                Stream.of(groups).flatMap(Group::option),
                Stream.of(
                    "--suspend-time",
                    "4",
                    "--suspend-timeout",
                    "5",
                    "--resume-timeout",
                    "120",
                    "--grace",
                    "30"))
            .toList();
    PrivateSlurm slurm = PrivateSlurm.create(options.toArray(String[]::new));
    Sandbox sandbox = null;
    try {
      configure(slurm, groups);
      sandbox = Sandbox.start(slurm, 1);
      slurm.setVariable("AWS_ENDPOINT_URL", sandbox.endpoint().toString());
      slurm.start();
      return new FinitePools(new Cluster(slurm, sandbox, new Ec2Account(sandbox.endpoint())));
    } catch (AssertionError | RuntimeException e) {
      slurm.close();
      if (sandbox != null) {
        sandbox.close();
      }
      throw e;
    }
  }

  private static void configure(PrivateSlurm slurm, Group... groups) {
    Path directory = slurm.configDirectory();
    try {
      String partitions =
          Files.readString(directory.resolve("partitions.json"))
              .replace(SUBNET, SUBNET + ", \"subnet-22222222\"");
      for (Group group : groups) {
        partitions = group.in(partitions);
      }
      Files.writeString(directory.resolve("partitions.json"), partitions);
      String config = Files.readString(directory.resolve("config.json"));
      Files.writeString(
          directory.resolve("config.json"),
          config.replaceFirst(
              "\"GraceSeconds\"",
              "\"CapacityCoolDownSeconds\": "
                  + COOL_DOWN_SECONDS
                  + ",\n  \"JobMessages\": { \"FirstDelaySeconds\": "
                  + FIRST_DELAY_SECONDS
                  + " },\n  \"GraceSeconds\""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PrivateSlurm slurm() {
    return cluster.slurm();
  }

  Cluster cluster() {
    return cluster;
  }

  /** Says what pools hold, each as {@code TYPE:ZONE:MARKET=LIMIT}. */
  void hold(String... rules) {
    String list = Stream.of(rules).map(rule -> "\"" + rule + "\"").collect(Collectors.joining(","));
    cluster.sandbox().control("POST", "/sandbox/capacity", "{\"rules\":[" + list + "]}");
  }

  /** All instances of the type, the ended ones too. */
  List<Launched> launched(String type) {
    Matcher matcher = INSTANCE.matcher(cluster.sandbox().control("GET", "/sandbox/instances", ""));
    return matcher
        .results()
        .map(match -> new Launched(match.group(1), match.group(2)))
        .filter(instance -> instance.type().equals(type))
        .toList();
  }

  /** Those of the partition's nodes that have a live instance. */
  List<String> live(String partition) {
    return cluster.account().live().stream()
        .map(Ec2Account.Found::name)
        .filter(name -> name.startsWith(partition + "-"))
        .toList();
  }

  /** The states of the partition's nodes. */
  Map<String, String> states(String partition) {
    Map<String, String> states = new TreeMap<>(cluster.slurm().states());
    states.keySet().removeIf(node -> !node.startsWith(partition + "-"));
    return states;
  }

  /** Whether a resume run or a sweep has ever taken a node of the partition down. */
  boolean wentDown(String partition) {
    return Pattern.compile(partition + "-node-[^\\n]*(state set to DOWN|ResumeTimeout)")
            .matcher(cluster.slurm().log("slurmctld"))
            .find()
        || cluster.slurm().log("slurm-ec2").contains("No instance for " + partition + "-node-");
  }

  /** Until the partition's nodes are off and in service, and none of its instances lives. */
  void awaitNothingLeft(String partition) {
    Await.until(
        Cluster.LIMIT,
        "every node of " + partition + " idle~",
        () -> states(partition),
        states -> states.values().stream().allMatch("idle~"::equals));
    Await.until(
        Cluster.LIMIT,
        "no instance of " + partition + " is left",
        () -> live(partition),
        List::isEmpty);
  }

  /** A field of {@code scontrol show job}, to the end of its line; empty if it is not shown. */
  String jobField(String job, String field) {
    String shown = cluster.slurm().command("scontrol", "show", "job", job);
    Matcher line = Pattern.compile("(?m)(?:^|\\s)" + field + "=(.*)$").matcher(shown);
    return line.find() ? line.group(1) : "";
  }

  /** A field without blanks of {@code scontrol show job}. */
  String jobWord(String job, String field) {
    return jobField(job, field).replaceAll("\\s.*", "");
  }

  /** Runs one of Slurm's commands to its end, whatever that is. */
  Command.Result attempt(String... command) {
    List<String> words =
        Stream.concat(
                Stream.of(
                    PrivateSlurm.script("private-slurm").toString(),
                    "run",
                    cluster.slurm().directory().toString()),
                Stream.of(command))
            .toList();
    return Command.run(Map.of(), words);
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end.countDown();
    try {
      sweeping.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cluster.close();
  }
}
