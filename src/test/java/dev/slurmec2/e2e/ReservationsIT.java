package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Capacity reservations and capacity blocks under a real slurmctld: the group {@code aws/node} has
 * one by id, the group {@code block/node} another.
 */
class ReservationsIT extends OneClusterTest {
  private static final String RESERVATION = "cr-0a";
  private static final String BLOCK = "cr-0b";

  /** The block's id is a parameter's value, as a site writes it that buys one each month. */
  private static final String BLOCK_PARAMETER = "{{ssm:/hpc/block}}";

  /**
   * From when the block is known until it opens: several sweeps, which see it closed, take less on
   * two busy cores.
   */
  private static final int OPENS_AFTER_SECONDS = 75;

  @TempDir Path jobs;

  @BeforeEach
  void start() {
    cluster =
        Cluster.start(
            slurm -> slurm.edit("partitions.json", ReservationsIT::withReservations),
            "--group",
            "aws/node:4:c5.large",
            "--group",
            "block/node:2:p5.48xlarge",
            "--suspend-time",
            "6",
            "--suspend-timeout",
            "5",
            "--resume-timeout",
            "120");
    cluster
        .sandbox()
        .control(
            "POST",
            "/sandbox/parameters",
            "{\"region\": \"us-east-1\", \"name\": \"/hpc/block\", \"value\": \"" + BLOCK + "\"}");
  }

  private static String withReservations(String partitions) {
    String ids = "\"CapacityReservationIds\": [\"%s\"], \"LaunchTemplateOverrides\": [{ ";
    String own = "\"LaunchTemplateOverrides\": [{ ";
    int second = partitions.lastIndexOf(own);
    return partitions.substring(0, second).replace(own, ids.formatted(RESERVATION))
        + ids.formatted(BLOCK_PARAMETER)
        + partitions.substring(second + own.length());
  }

  private void reserve(String members) {
    cluster
        .sandbox()
        .control("POST", "/sandbox/capacity", "{\"reservations\": [{" + members + "}]}");
  }

  private String submit(String partition, String script, String... more) {
    List<String> options = new ArrayList<>(List.of("-p", partition, "-N", "1"));
    options.addAll(List.of("-o", jobs.resolve("out." + partition + ".%j").toString()));
    options.addAll(List.of(more));
    options.addAll(List.of("--wrap", script));
    return cluster.slurm().submit(options.toArray(String[]::new));
  }

  @ConcurrentTest
  void a_reservation_is_used_first_and_what_it_lacks_comes_from_the_ordinary_pools()
      throws Exception {
    reserve(
        "\"id\": \"cr-0a\", \"instanceType\": \"c5.large\", \"zone\": \"us-east-1a\","
            + " \"count\": 2, \"match\": \"targeted\"");
    Path go = jobs.resolve("go");

    String job =
        submit(
            "aws", "until [ -e '" + go + "' ]; do sleep 1; done", "--array=1-3%3", "--exclusive");
    Await.until(
        Cluster.LIMIT,
        "three tasks run",
        () -> cluster.slurm().jobStates(job),
        List.of("RUNNING", "RUNNING", "RUNNING")::equals);

    assertThat(cluster.account().inReservation(RESERVATION)).hasSize(2);
    assertThat(cluster.account().live()).hasSize(3);
    // One full reservation is no reason to ask it again.
    String fourth = submit("aws", "true", "--exclusive");
    cluster.awaitDone(fourth);
    assertThat(cluster.account().inReservation(RESERVATION)).hasSize(2);
    assertThat(count("RunInstances")).isEqualTo(1);
    Files.createFile(go);
    cluster.awaitDone(job);
    cluster.awaitNothingLeft();
  }

  @ConcurrentTest
  void a_reservation_that_refuses_cools_down_by_itself_and_no_pool_with_it() {
    reserve(
        "\"id\": \"cr-0a\", \"instanceType\": \"c5.large\", \"zone\": \"us-east-1a\","
            + " \"count\": 2, \"match\": \"targeted\"");
    cluster
        .sandbox()
        .control(
            "POST",
            "/sandbox/faults",
            "{\"action\": \"RunInstances\", \"error\": \"ReservationCapacityExceeded\","
                + " \"status\": 400}");

    cluster.awaitDone(submit("aws", "true"));
    cluster.awaitNothingLeft();
    cluster.awaitDone(submit("aws", "true"));
    cluster.awaitNothingLeft();

    assertThat(count("RunInstances")).isEqualTo(1);
    assertThat(count("CreateFleet")).isEqualTo(2);
    assertThat(cluster.slurm().log("slurmctld")).doesNotContain("state set to DOWN");
  }

  @ConcurrentTest
  void nodes_of_a_block_are_down_with_the_date_until_its_window_opens_and_after_it_is_over() {
    Instant opens = Instant.now().plusSeconds(OPENS_AFTER_SECONDS);
    String block =
        "\"id\": \"cr-0b\", \"instanceType\": \"p5.48xlarge\", \"zone\": \"us-east-1a\","
            + " \"count\": 2, \"type\": \"capacity-block\", ";
    reserve(block + "\"start\": \"" + opens + "\", \"endSeconds\": 90000");

    Sweeps.during(
        cluster.slurm(),
        () -> {
          String reason = awaitDown(" is not open ");
          assertThat(reason)
              .contains(
                  "Capacity block cr-0b is not open until "
                      + DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
                          .format(opens.atZone(ZoneId.systemDefault())),
                  "(Code:InvalidCapacityReservationState.PendingActivation)");
          assertThat(Instant.now()).isBefore(opens);
          assertThat(cluster.slurm().explain("block-node-0")).contains("cr-0b is not open");
          String job = submit("block", "true");
          assertThat(cluster.slurm().jobStates(job)).containsExactly("PENDING");

          cluster.awaitDone(job);

          assertThat(Instant.now()).isAfter(opens);
          assertThat(count("CreateFleet")).isZero();
          assertThat(count("RunInstances")).isEqualTo(1);
          cluster.awaitNothingLeft();

          reserve(block + "\"start\": \"2020-01-01T11:30:00Z\", \"end\": \"2020-01-02T11:30:00Z\"");
          assertThat(awaitDown("cr-0b is over"))
              .contains(
                  "2020-01-02",
                  "name another in CapacityReservationIds",
                  "(Code:InvalidCapacityReservationState)");
        });
  }

  /** The reason of the block's nodes, once both are down with it. */
  private String awaitDown(String part) {
    List<String> nodes = List.of("block-node-0", "block-node-1");
    cluster.awaitStates(
        "the block's nodes are down",
        states -> nodes.stream().allMatch(node -> states.getOrDefault(node, "").equals("down~")));
    String reason =
        Await.until(
            Cluster.LIMIT,
            "the reason has: " + part,
            () -> cluster.slurm().nodeField("block-node-1", "Reason"),
            text -> text.contains(part));
    assertThat(cluster.slurm().nodeField("block-node-0", "Reason")).isEqualTo(reason);
    return reason;
  }

  private int count(String action) {
    return cluster.sandbox().calls(action);
  }
}
