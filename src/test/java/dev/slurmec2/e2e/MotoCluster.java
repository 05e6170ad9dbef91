package dev.slurmec2.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slurmec2.e2e.Ec2Account.Found;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A real Slurm whose EC2 is somebody else's, moto's server. Its instances run nothing, so the test
 * starts slurmd for an instance as soon as its tag says which node it is, and ends it with it.
 */
final class MotoCluster implements AutoCloseable {
  private final Map<String, Server> machines = new TreeMap<>();
  private final StringBuilder ended = new StringBuilder();
  private final Server moto;
  private final Ec2Account account;
  private Optional<FaultyProxy> proxy = Optional.empty();
  private Optional<PrivateSlurm> slurm = Optional.empty();
  private Optional<ShortageProxy> shortages = Optional.empty();
  private List<String> subnets = List.of();

  private MotoCluster(Server moto, Ec2Account account) {
    this.moto = moto;
    this.account = account;
  }

  /**
   * Starts it; skips the test, with the reason, where moto or Slurm is missing.
   *
   * @param faults the seed of a proxy's faults; empty for no proxy
   * @param options those of {@code private-slurm create}
   */
  static MotoCluster start(OptionalLong faults, String... options) throws IOException {
    return start(faults, OptionalInt.empty(), options);
  }

  /**
   * Starts it with two subnets, in two zones, behind a {@link ShortageProxy}.
   *
   * @param coolDownSeconds CapacityCoolDownSeconds
   * @param options those of {@code private-slurm create}
   */
  static MotoCluster startShort(int coolDownSeconds, String... options) throws IOException {
    return start(OptionalLong.empty(), OptionalInt.of(coolDownSeconds), options);
  }

  private static MotoCluster start(
      OptionalLong faults, OptionalInt shortCoolDown, String... options) throws IOException {
    PrivateSlurm.assumeInstalled();
    boolean installed =
        List.of(System.getenv().getOrDefault("PATH", "").split(":", -1)).stream()
            .anyMatch(place -> Files.isExecutable(Path.of(place, "moto_server")));
    assumeTrue(installed, "moto_server is not on PATH, so there is no other EC2 to test with");
    int port = freePort();
    URI endpoint = URI.create("http://127.0.0.1:" + port);
    MotoCluster cluster =
        new MotoCluster(
            Server.start(List.of("moto_server", "-H", "127.0.0.1", "-p", Integer.toString(port))),
            new Ec2Account(endpoint));
    try {
      cluster.start(endpoint, faults, shortCoolDown, options);
      return cluster;
    } catch (AssertionError | RuntimeException | IOException e) {
      cluster.close();
      throw e;
    }
  }

  private void start(
      URI endpoint, OptionalLong faults, OptionalInt shortCoolDown, String... options)
      throws IOException {
    Await.until(Cluster.LIMIT, "moto's server answers", this::answers, answer -> answer);
    account.createLaunchTemplate("compute");
    List<String> all = new ArrayList<>(List.of(options));
    subnets = account.createLoopbackSubnets(shortCoolDown.isPresent() ? 2 : 1);
    all.addAll(List.of("--subnet", subnets.get(0)));
    PrivateSlurm created = PrivateSlurm.create(all.toArray(String[]::new));
    slurm = Optional.of(created);
    String quoted = "\"" + String.join("\", \"", subnets) + "\"";
    created.edit("partitions.json", text -> text.replace("\"" + subnets.get(0) + "\"", quoted));
    URI seen = endpoint;
    if (shortCoolDown.isPresent()) {
      ShortageProxy started = ShortageProxy.start(endpoint);
      shortages = Optional.of(started);
      seen = started.endpoint();
    }
    if (faults.isPresent()) {
      FaultyProxy started = FaultyProxy.start(endpoint, faults.getAsLong());
      proxy = Optional.of(started);
      seen = started.endpoint();
    }
    created.setVariable("AWS_ENDPOINT_URL", seen.toString());
    // The proxy's fleets come back in part at random, not because a pool is empty.
    created.setSetting("CapacityCoolDownSeconds", shortCoolDown.orElse(5));
    created.start();
  }

  PrivateSlurm slurm() {
    return slurm.orElseThrow();
  }

  ShortageProxy shortages() {
    return shortages.orElseThrow();
  }

  List<String> subnets() {
    return subnets;
  }

  /** Until a node's reason has the text. */
  void awaitReason(String node, String part) {
    Await.until(
        Cluster.LIMIT,
        node + ": reason with " + part,
        () -> slurm().nodeField(node, "Reason"),
        text -> text.contains(part));
  }

  Ec2Account account() {
    return account;
  }

  Map<String, Integer> faults() {
    return proxy.map(FaultyProxy::done).orElse(Map.of());
  }

  /** Until the job has left the queue, or is in it as completed. */
  void awaitDone(String job) {
    Await.until(
        Cluster.LIMIT.multipliedBy(4),
        "job " + job + " is done",
        () -> {
          runMachines();
          return slurm().jobStates(job);
        },
        states -> states.stream().allMatch("COMPLETED"::equals));
  }

  /** Until every node is off, cooling down after a failed launch or not, and no instance lives. */
  void awaitNothingLeft() {
    Await.until(
        Cluster.LIMIT.multipliedBy(4),
        "every node off and no instance left",
        () -> {
          runMachines();
          Map<String, String> busy = new TreeMap<>(slurm().states());
          busy.values().removeIf(state -> state.equals("idle~") || state.equals("down~"));
          return busy + " " + account.live();
        },
        "{} []"::equals);
  }

  /** Starts slurmd for each named instance that lives, and ends that of each that is gone. */
  private void runMachines() {
    for (Found instance : account.instances()) {
      if (instance.isLive() && !instance.name().isEmpty() && !machines.containsKey(instance.id())) {
        machines.put(
            instance.id(),
            Server.start(List.of(slurm().nodeProgram().toString(), instance.name())));
      }
      Server machine = instance.isLive() ? null : machines.remove(instance.id());
      if (machine != null) {
        ended.append(words(instance.id(), machine));
        machine.close();
      }
    }
  }

  private boolean answers() {
    moto.requireAlive();
    try {
      return account.instances().isEmpty();
    } catch (SdkException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String logs() {
    StringBuilder logs = new StringBuilder("faults: " + faults() + "\n").append(ended);
    machines.forEach((id, machine) -> logs.append(words(id, machine)));
    return logs.append(slurm.map(PrivateSlurm::logs).orElse("")).toString();
  }

  private static String words(String id, Server machine) {
    return "--- " + id + "\n" + machine.log() + "\n";
  }

  @Override
  public void close() {
    machines.values().forEach(Server::close);
    slurm.ifPresent(PrivateSlurm::close);
    proxy.ifPresent(FaultyProxy::close);
    shortages.ifPresent(ShortageProxy::close);
    account.close();
    moto.close();
  }
}
