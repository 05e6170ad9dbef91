package dev.slurmec2.e2e;

import static dev.slurmec2.e2e.ControllerHosts.BACKUP;
import static dev.slurmec2.e2e.ControllerHosts.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.e2e.Ec2Account.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two SlurmctldHosts with one StateSaveLocation: change-state runs on both, and acts on one. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FailOverIT extends OneClusterTest {

  private static final String NOT_HERE = "The active controller is on another machine";

  /**
   * The launch is found out to be lost after the grace, its nodes cool down for a minute, slurmctld
   * lets the requeued job wait for 121 s, and the nodes boot: three minutes on an idle machine.
   */
  private static final Duration LIMIT = Duration.ofMinutes(8);

  @TempDir Path jobs;
  private ControllerHosts hosts;

  @BeforeEach
  void start() {
    PrivateSlurm.assumeInstalled();
    ControllerHosts.assumePossible();
    List<ControllerHosts> made = new ArrayList<>();
    cluster =
        Cluster.start(
            slurm -> made.add(ControllerHosts.of(slurm)),
            "--group",
            "aws/node:6",
            "--suspend-time",
            "6",
            "--suspend-timeout",
            "5",
            "--grace",
            "10");
    hosts = made.get(0);
    hosts.start(BACKUP);
    cluster.sandbox().control("POST", "/sandbox/times", "{\"bootSeconds\":2}");
  }

  @Override
  public String logs() {
    return hosts.logs() + "\n--- sandbox\n" + cluster.sandbox().log();
  }

  /** By scontrol takeover and by the primary's return. */
  @Test
  void take_over_and_return() {
    hosts.awaitActive(PRIMARY);
    assertActsOnlyOn(PRIMARY, BACKUP);

    cluster.slurm().command("scontrol", "takeover");
    hosts.awaitActive(BACKUP);
    assertActsOnlyOn(BACKUP, PRIMARY);

    hosts.start(PRIMARY);
    hosts.awaitActive(PRIMARY);
    assertActsOnlyOn(PRIMARY, BACKUP);
  }

  /** A sweep has looked, and before it acts the other controller has taken over. */
  @Test
  void take_over_during_a_sweep() {
    hosts.awaitActive(PRIMARY);
    Found orphan = orphan();
    cluster
        .sandbox()
        .control(
            "POST",
            "/sandbox/faults",
            "{\"action\":\"DescribeInstances\",\"times\":1,\"delayMillis\":12000}");

    CompletableFuture<Command.Result> sweep =
        CompletableFuture.supplyAsync(() -> hosts.program(PRIMARY, "change-state"));
    Await.until(
        Cluster.LIMIT,
        "the sweep looks",
        () -> cluster.sandbox().control("GET", "/sandbox/faults", ""),
        faults -> !faults.contains("DescribeInstances"));
    cluster.slurm().command("scontrol", "takeover");
    sweep.join();

    assertThat(hosts.log(PRIMARY, "slurm-ec2")).contains("another controller has taken over");
    assertThat(cluster.account().live()).extracting(Found::id).contains(orphan.id());
    hosts.awaitActive(BACKUP);
    assertThat(hosts.program(BACKUP, "change-state").status()).isZero();
    assertThat(cluster.account().live()).isEmpty();
  }

  /** The primary's host loses power after the launch and before the nodes have their names. */
  @Test
  void loss_of_the_primary_during_a_resume() throws IOException {
    hosts.awaitActive(PRIMARY);
    cluster
        .sandbox()
        .control("POST", "/sandbox/faults", "{\"action\":\"CreateTags\",\"delayMillis\":60000}");
    Path output = jobs.resolve("out");
    String job =
        cluster.submit(output, "srun sh -c 'echo $SLURMD_NODENAME'", "-N", "2", "--requeue");
    List<Found> launched = cluster.awaitLive(2);

    hosts.powerOff(PRIMARY);
    cluster.sandbox().control("DELETE", "/sandbox/faults", "");
    hosts.awaitActive(BACKUP);

    sweepUntil(
        "the job is done",
        () -> {
          // A backup of 22.05 at times schedules nothing until something changes.
          if (cluster.slurm().jobStates(job).contains("PENDING")) {
            Command.run(
                cluster.slurm().slurmConf(), "scontrol", "update", "jobid=" + job, "starttime=now");
          }
          return cluster.slurm().jobStates(job).stream().allMatch("COMPLETED"::equals);
        });
    sweepUntil(
        "all nodes are off and in service, and no instance is left",
        () ->
            cluster.slurm().states().values().stream().allMatch("idle~"::equals)
                && cluster.account().live().isEmpty());
    assertThat(Files.readAllLines(output)).hasSize(2).doesNotHaveDuplicates();
    assertThat(cluster.account().instances()).extracting(Found::id).contains(launched.get(0).id());
  }

  /** Nodes that failed cool down for a minute first. */
  private void sweepUntil(String what, BooleanSupplier condition) {
    Await.until(
        LIMIT,
        what,
        () -> {
          hosts.program(BACKUP, "change-state");
          return condition.getAsBoolean()
              ? "so it is"
              : cluster.slurm().states()
                  + "\n"
                  + cluster.slurm().command("squeue", "-o", "%i %T %r %S");
        },
        "so it is"::equals);
  }

  private void assertActsOnlyOn(String active, String other) {
    Found orphan = orphan();

    assertThat(hosts.program(other, "change-state").status()).isZero();
    assertThat(lastLine(other)).contains(NOT_HERE);
    assertThat(cluster.account().live()).extracting(Found::id).containsExactly(orphan.id());

    assertThat(hosts.program(active, "change-state").status()).isZero();
    assertThat(hosts.log(active, "slurm-ec2")).contains("orphan: " + orphan.id());
    assertThat(cluster.account().live()).isEmpty();
  }

  private String lastLine(String host) {
    List<String> lines = hosts.log(host, "slurm-ec2").lines().toList();
    return lines.get(lines.size() - 1);
  }

  /** A machine that a sweep has to end: of this cluster, older than the grace, no node's. */
  private Found orphan() {
    String id =
        cluster
            .account()
            .launch("compute", "subnet-11111111", Map.of("slurm-ec2:cluster", "sandbox"));
    long launched = System.nanoTime();
    return Await.until(
            Cluster.LIMIT,
            "it is older than GraceSeconds",
            () -> cluster.account().live().stream().filter(found -> found.id().equals(id)).toList(),
            found -> found.size() == 1 && System.nanoTime() - launched > 12_000_000_000L)
        .get(0);
  }
}
