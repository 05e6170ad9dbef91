package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slurmec2.e2e.Ec2Account.Found;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The life of a node against somebody else's EC2, moto's server. Its instances run nothing, so the
 * test starts slurmd for an instance as soon as its tag says which node it is, and ends it with it.
 */
@Tag("slurm")
@ExtendWith(LogsOfFailures.class)
class MotoIT implements LogsOfFailures.Source {

  @TempDir Path jobs;
  private final Map<String, Server> machines = new TreeMap<>();
  private Server moto;
  private Ec2Account account;
  private PrivateSlurm slurm;

  @BeforeEach
  void start() throws IOException {
    PrivateSlurm.assumeInstalled();
    boolean installed =
        List.of(System.getenv().getOrDefault("PATH", "").split(":", -1)).stream()
            .anyMatch(place -> Files.isExecutable(Path.of(place, "moto_server")));
    assumeTrue(installed, "moto_server is not on PATH, so there is no other EC2 to test with");
    int port = freePort();
    moto = Server.start(List.of("moto_server", "-H", "127.0.0.1", "-p", Integer.toString(port)));
    URI endpoint = URI.create("http://127.0.0.1:" + port);
    account = new Ec2Account(endpoint);
    Await.until(Cluster.LIMIT, "moto's server answers", this::answers, answer -> answer);
    account.createLaunchTemplate("compute");
    slurm =
        PrivateSlurm.create(
            "--group",
            "aws/node:2",
            "--suspend-time",
            "6",
            "--suspend-timeout",
            "5",
            "--subnet",
            account.createLoopbackSubnet());
    slurm.setVariable("AWS_ENDPOINT_URL", endpoint.toString());
    slurm.start();
  }

  @AfterEach
  void stop() {
    machines.values().forEach(Server::close);
    if (slurm != null) {
      slurm.close();
    }
    if (account != null) {
      account.close();
    }
    if (moto != null) {
      moto.close();
    }
  }

  @Override
  public String logs() {
    return slurm.logs();
  }

  @Test
  void a_job_runs_on_nodes_that_did_not_exist_and_they_are_gone_afterwards() throws IOException {
    Path output = jobs.resolve("out");
    String job =
        slurm.submit(
            "-p",
            "aws",
            "-N",
            "2",
            "-o",
            output.toString(),
            "--wrap",
            "srun sh -c 'echo $SLURMD_NODENAME; sleep 2'");

    Await.until(
        Cluster.LIMIT,
        "the job is done",
        () -> {
          runMachines();
          return slurm.jobStates(job);
        },
        states -> states.stream().allMatch("COMPLETED"::equals));

    assertThat(Files.readAllLines(output)).containsExactlyInAnyOrder("aws-node-0", "aws-node-1");
    Await.until(
        Cluster.LIMIT,
        "every node idle~ and no instance left",
        () -> {
          runMachines();
          return slurm.states() + " " + account.live();
        },
        "{aws-node-0=idle~, aws-node-1=idle~} []"::equals);
  }

  /** Starts slurmd for each named instance that lives, and ends that of each that is gone. */
  private void runMachines() {
    for (Found instance : account.instances()) {
      if (instance.isLive() && !instance.name().isEmpty() && !machines.containsKey(instance.id())) {
        machines.put(
            instance.id(), Server.start(List.of(slurm.nodeProgram().toString(), instance.name())));
      }
      Server machine = instance.isLive() ? null : machines.remove(instance.id());
      if (machine != null) {
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
}
