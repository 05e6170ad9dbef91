package dev.slurmec2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rehearsals as a person sees them: output and exit code. */
class RehearseCommandTest {
  private static final Path BASE = Path.of(System.getProperty("slurmec2.basedir", "."));

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeConfiguration() throws IOException {
    write(
        "config.json",
        """
        {
          "LogLevel": "INFO", "LogFileName": "aws.log", "SlurmBinPath": "/nowhere",
          "ClusterName": "hpc", "StateDir": "state", "PriceFile": "prices.json",
          "SlurmConf": {
            "PrivateData": "CLOUD", "ResumeProgram": "/x/resume", "SuspendProgram": "/x/suspend",
            "ResumeRate": 0, "SuspendRate": 0, "ResumeTimeout": 300, "SuspendTime": 350,
            "TreeWidth": 60000
          }
        }
        """);
    write("prices.json", "{\"us-east-1\": {\"c5.xlarge\": {\"on-demand\": 0.17}}}");
    partitions("c5.xlarge", "subnet-11111111");
  }

  private void partitions(String instanceType, String subnet) throws IOException {
    write(
        "partitions.json",
        """
        {"Partitions": [{"PartitionName": "aws", "NodeGroups": [
          {
            "NodeGroupName": "node", "MaxNodes": 1000, "Region": "us-east-1",
            "SlurmSpecifications": {"CPUs": "4"}, "PurchasingOption": "on-demand",
            "LaunchTemplateSpecification": {"LaunchTemplateName": "compute", "Version": "$Latest"},
            "LaunchTemplateOverrides": [{"InstanceType": "%s"}],
            "SubnetIds": ["%s", "subnet-22222222"]
          },
          {
            "NodeGroupName": "gpu", "MaxNodes": 4, "Region": "us-east-1",
            "SlurmSpecifications": {"CPUs": "4"}, "PurchasingOption": "spot",
            "LaunchTemplateSpecification": {"LaunchTemplateName": "gpu", "Version": "$Latest"},
            "LaunchTemplateOverrides": [{"InstanceType": "g4dn.xlarge"}],
            "SubnetIds": ["subnet-22222222"]
          }
        ]}]}
        """
            .formatted(instanceType, subnet));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private int rehearse(String... arguments) {
    return rehearseIn(directory, arguments);
  }

  private int rehearseAt(String time, String... arguments) {
    return rehearse(
        Stream.concat(Stream.of("--at", time), Arrays.stream(arguments)).toArray(String[]::new));
  }

  private int rehearseIn(Path configuration, String... arguments) {
    out.getBuffer().setLength(0);
    String[] all =
        Stream.concat(
                Stream.of("rehearse", "--config-dir", configuration.toString()),
                Arrays.stream(arguments))
            .toArray(String[]::new);
    return SlurmEc2Command.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
  }

  /** A number of the printed JSON. */
  private double number(String... keys) {
    return ((Json.Numeral) at(keys)).value().doubleValue();
  }

  private Json at(String... keys) {
    Json json;
    try {
      json = JsonReader.read(out.toString());
    } catch (JsonSyntaxException e) {
      throw new AssertionError(out.toString(), e);
    }
    for (String key : keys) {
      json =
          json instanceof Json.ArrayNode array
              ? array.items().get(Integer.parseInt(key))
              : ((Json.ObjectNode) json).get(key).orElseThrow();
    }
    return json;
  }

  private String text(String... keys) {
    return ((Json.Text) at(keys)).value();
  }

  @Test
  void a_burst_that_works_is_told_with_times_calls_instances_cost_and_its_end() {
    assertThat(rehearse("--nodes", "aws/node:10", "--boot-seconds", "90")).isZero();
    assertThat(out.toString().lines())
        .contains(
            "Asked for: 10 nodes",
            "Up: 10 of 10, after the address and 90.0 s of boot",
            "      1  CreateFleet",
            "     10  CreateTags",
            "     10  us-east-1a c5.xlarge on-demand",
            "Cost: 1.7 an hour",
            "      1  TerminateInstances")
        .anyMatch(line -> line.startsWith("Suspend of 10 nodes runs for "))
        .noneMatch(line -> line.startsWith("Fails"));
    assertThat(err.toString()).isEmpty();
  }

  /** Group node uses this reservation first; group gpu launches into these blocks only. */
  private Path reservations(String blockTimes) throws IOException {
    write(
        "partitions.json",
        Files.readString(directory.resolve("partitions.json"))
            .replace(
                "\"NodeGroupName\": \"node\",",
                "\"NodeGroupName\": \"node\", \"CapacityReservationIds\": [\"cr-0a\"],")
            .replace(
                "\"PurchasingOption\": \"spot\"",
                "\"PurchasingOption\": \"on-demand\", \"CapacityReservationIds\":"
                    + " [\"cr-0b\"]"));
    return write(
        "capacity.json",
        """
        {"rules": ["c5.xlarge:*:on-demand=6"],
         "reservations": [
           {"id": "cr-0a", "instanceType": "c5.xlarge", "zone": "us-east-1a", "count": 3},
           {"id": "cr-0b", "instanceType": "g4dn.xlarge", "zone": "us-east-1b", "count": 2,
            "type": "capacity-block", %s}]}
        """
            .formatted(blockTimes));
  }

  @Test
  void reservations_of_the_capacity_file_are_used_first_and_blocks_in_their_window()
      throws IOException {
    Path capacity = reservations("\"startSeconds\": 0, \"endSeconds\": 90000");
    String[] burst = {
      "--nodes", "aws/node:5", "--job", "7:aws/gpu:2", "--capacity-file", capacity.toString()
    };

    assertThat(rehearse(burst)).as(() -> out + " " + err).isZero();
    assertThat(out.toString().lines())
        .contains(
            "Up: 7 of 7, after the address and 60.0 s of boot",
            "      2  RunInstances",
            "      2  us-east-1b g4dn.xlarge capacity-block");
  }

  @Test
  void a_block_is_closed_before_its_start_and_open_at_a_time_within() throws IOException {
    String capacity =
        reservations("\"start\": \"2030-12-01T11:30:00Z\", \"end\": \"2030-12-02T11:30:00Z\"")
            .toString();
    String[] burst = {"--job", "7:aws/gpu:2", "--capacity-file", capacity};

    assertThat(rehearse(burst)).isEqualTo(1);
    assertThat(out.toString()).contains("Capacity block cr-0b is not open until 2030-12-0");
    assertThat(rehearseAt("2030-12-01T12:00:00Z", burst)).isZero();
    assertThat(rehearseAt("2030-12-09T12:00:00Z", burst)).isEqualTo(1);
    assertThat(out.toString()).contains("Capacity block cr-0b is over (expired since 2030-12-0");
    assertThat(rehearseAt("tomorrow", burst)).isEqualTo(2);
    assertThat(err.toString()).contains("--at is \"tomorrow\"; it is to be a time such as ");
  }

  @Test
  void dates_in_the_capacity_file_are_those_of_today() throws IOException {
    Instant now = Instant.now();
    String capacity =
        reservations(
                "\"start\": \"%s\", \"end\": \"%s\""
                    .formatted(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1))))
            .toString();

    assertThat(rehearse("--job", "7:aws/gpu:2", "--capacity-file", capacity)).isZero();
  }

  @Test
  void what_a_reservation_holds_has_to_be_said_for_the_groups_of_the_burst() throws IOException {
    reservations("\"startSeconds\": 0");
    write("none.json", "{\"rules\": []}");

    assertThat(rehearse("--nodes", "aws/node:1")).isEqualTo(2);
    assertThat(err.toString())
        .contains("AWS is not asked what cr-0a holds: say it in a --capacity-file, as {")
        .doesNotContain("cr-0b");
    String none = directory.resolve("none.json").toString();
    assertThat(rehearse("--nodes", "aws/node:1", "--capacity-file", none)).isEqualTo(2);
  }

  @Test
  void the_same_burst_gives_the_same_answer() {
    rehearse("--nodes", "aws/node:60", "--json");
    String first = out.toString();
    rehearse("--nodes", "aws/node:60", "--json");
    assertThat(out.toString()).isEqualTo(first);
  }

  @Test
  void a_thousand_nodes_wait_for_the_documented_bucket_of_CreateTags() {
    assertThat(rehearse("--nodes", "aws/node:1000", "--json")).isZero();
    assertThat(number("arrival", "nodes")).isEqualTo(1000);
    // A hundred at once, then ten a second.
    assertThat(number("arrival", "lastAddressSeconds")).isGreaterThan(90);
    assertThat(number("calls", "CreateTags", "calls")).isGreaterThanOrEqualTo(1000);
    assertThat(number("suspend", "instancesLeft")).isZero();

    double throttled = number("arrival", "lastAddressSeconds");
    assertThat(rehearse("--nodes", "aws/node:1000", "--json", "--no-token-buckets")).isZero();
    assertThat(number("arrival", "lastAddressSeconds")).isLessThan(throttled);
    assertThat(number("calls", "CreateTags", "throttled")).isZero();
  }

  @Test
  void limits_that_AWS_has_raised_are_those_of_the_rehearsal() throws IOException {
    write(
        "config.json",
        Files.readString(directory.resolve("config.json"))
            .replace(
                "\"ClusterName\"",
                "\"ApiLimits\": {\"CreateTags\": {\"Requests\": {\"Bucket\": 2000, \"PerSecond\":"
                    + " 100}}}, \"ClusterName\""));
    assertThat(rehearse("--nodes", "aws/node:400", "--json")).isZero();
    assertThat(number("calls", "CreateTags", "throttled")).isZero();
    // 300 more than the documented bucket holds would take 30 s.
    assertThat(number("arrival", "lastAddressSeconds")).isLessThan(30);
  }

  @Test
  void a_job_that_no_zone_has_room_for_fails_with_EC2s_code_and_others_get_the_room()
      throws IOException {
    Path capacity =
        write(
            "capacity.json",
            "{\"rules\": [\"c5.xlarge:us-east-1a:on-demand=3\","
                + " \"c5.xlarge:us-east-1b:on-demand=2\"]}");
    String[] burst = {
      "--job", "1:aws/node:4", "--job", "2:aws/node:2", "--capacity-file", capacity.toString()
    };
    assertThat(rehearse(burst)).isEqualTo(1);
    assertThat(out.toString())
        .contains("Asked for: 6 nodes for 2 jobs", "Up: 2 of 6", "Fails: aws-node-[0-3] (4 nodes")
        .contains("InsufficientInstanceCapacity: ")
        .contains("Job 1: AdminComment: slurm-ec2: no instance for aws-node-[0-3]")
        .doesNotContain("Job 2:");

    String[] inJson = Arrays.copyOf(burst, burst.length + 1);
    inJson[burst.length] = "--json";
    assertThat(rehearse(inJson)).isEqualTo(1);
    assertThat(text("failures", "0", "nodes")).isEqualTo("aws-node-[0-3]");
    assertThat(text("failures", "0", "code")).isEqualTo("InsufficientInstanceCapacity");
    assertThat(number("failures", "0", "toldAfterSeconds")).isPositive();
  }

  @Test
  void when_nothing_comes_there_is_nothing_to_suspend() throws IOException {
    Path capacity = write("capacity.json", "{\"rules\": [\"*:*:*=0\"]}");
    assertThat(rehearse("--nodes", "aws-node-7", "--capacity-file", capacity.toString()))
        .isEqualTo(1);
    assertThat(out.toString())
        .contains("Up: none", "Instances: none", "Fails: aws-node-7 (1 node, told to Slurm after ")
        .doesNotContain("Suspend");
  }

  @Test
  void subnets_can_be_in_the_zones_where_they_are() {
    assertThat(
            rehearse(
                "--nodes",
                "aws/gpu:1",
                "--subnet",
                "subnet-22222222=us-east-1f",
                "--subnet",
                "subnet-11111111=us-east-1a"))
        .isZero();
    assertThat(out.toString()).contains("1  us-east-1f g4dn.xlarge spot");
  }

  @Test
  void an_instance_without_a_price_is_named_beside_the_cost() {
    assertThat(rehearse("--nodes", "aws/node:2", "--nodes", "aws/gpu:1")).isZero();
    assertThat(out.toString())
        .contains(
            "Cost: 0.34 an hour, without those that PriceFile does not have: us-east-1 g4dn.xlarge"
                + " spot");
  }

  @Test
  void resume_files_of_both_forms_are_taken() throws IOException {
    Path old =
        write(
            "22.05.json",
            "{\"jobs\": [{\"job_id\": 7, \"nodes\": \"aws-node-[0-1]\"}],"
                + " \"all_nodes\": \"aws-node-[0-2]\"}");
    Path young =
        write(
            "23.02.json",
            "{\"jobs\": [{\"job_id\": 8, \"nodes_alloc\": \"aws-node-[5-6]\","
                + " \"nodes_resume\": \"aws-node-[5-6]\", \"features\": null}],"
                + " \"all_nodes_resume\": \"aws-node-[5-6]\"}");
    assertThat(rehearse("--resume-file", old.toString(), "--resume-file", young.toString()))
        .isZero();
    assertThat(out.toString()).contains("Asked for: 5 nodes for 2 jobs", "Up: 5 of 5");
  }

  @Test
  void everything_that_cannot_be_asked_for_is_said_at_once() {
    assertThat(
            rehearse(
                "--nodes", "aws/nod:4",
                "--nodes", "aws/gpu:5",
                "--nodes", "aws/gpu",
                "--nodes", "aws-node-[998-1001],login",
                "--nodes", "aws-node-[1-",
                "--job", "seven:aws-node-1",
                "--job", "7:aws-node-1",
                "--job", "7:aws-node-2",
                "--resume-file", directory.resolve("none.json").toString()))
        .isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .contains(
            "--nodes aws/nod:4: partitions.json has no node group aws/nod; did you mean aws/node?",
            "--nodes aws/gpu:5: the node group aws/gpu has 4 nodes (MaxNodes).",
            "--nodes aws/gpu: say how many nodes, as aws/gpu:16.",
            "partitions.json has no aws-node-[1000-1001],login; its nodes are aws-node-[0-999],"
                + " aws-gpu-[0-3].",
            "--nodes aws-node-[1-: ",
            "--job seven:aws-node-1: is not of the form ID:NODES",
            "--job 7:aws-node-2: there is a job 7 already.",
            "none.json cannot be read");
  }

  @Test
  void without_a_burst_it_asks_for_one() {
    assertThat(rehearse()).isEqualTo(2);
    assertThat(err.toString()).contains("--nodes, --job or --resume-file");
  }

  @Test
  void a_wrong_configuration_or_capacity_file_is_a_sentence() throws IOException {
    Path capacity = write("capacity.json", "{\"rules\": [\"c5.xlarge=3\"]}");
    assertThat(rehearse("--nodes", "aws/node:1", "--capacity-file", capacity.toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("The capacity file " + capacity + ": ", "TYPE:ZONE:MARKET");
    write("partitions.json", "{}");
    assertThat(rehearse("--nodes", "aws/node:1")).isEqualTo(2);
    assertThat(err.toString()).contains("partitions.json:1:1");
    assertThat(rehearse("--nodes", "aws/node:1", "--boot-seconds", "-1")).isEqualTo(2);
    assertThat(err.toString()).contains("--boot-seconds is to be between 0 and a day.");
  }

  @Test
  void parameters_are_given_or_where_any_will_do_made_up() throws IOException {
    partitions("{{ssm:/hpc/type}}", "{{ssm:/hpc/subnet}}");
    assertThat(rehearse("--nodes", "aws/node:2")).isEqualTo(2);
    assertThat(err.toString()).contains("/hpc/type", "--parameter NAME=VALUE");

    assertThat(rehearse("--nodes", "aws/node:2", "--parameter", "/hpc/type=m5.large")).isZero();
    assertThat(out.toString())
        .contains("2  us-east-1", "m5.large on-demand", "Not given, taken for /hpc/subnet: subnet-")
        .doesNotContain("taken for /hpc/type");

    assertThat(rehearse("--nodes", "aws/gpu:1")).as("what is not asked for may lack them").isZero();
    assertThat(out.toString()).doesNotContain("Not given");
  }

  @Test
  void nothing_is_left_behind() throws IOException {
    List<Path> before = temporary();
    assertThat(rehearse("--nodes", "aws/node:3")).isZero();
    assertThat(temporary()).isEqualTo(before);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("config.json", "partitions.json", "prices.json");
    }
  }

  private static List<Path> temporary() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("slurm-ec2-rehearsal"))
          .sorted()
          .toList();
    }
  }

  @Test
  void the_example_configuration_can_be_rehearsed() throws IOException {
    for (String name : List.of("config", "partitions", "prices")) {
      Files.copy(
          BASE.resolve("config/" + name + ".example.json"),
          Files.createDirectories(directory.resolve("example")).resolve(name + ".json"));
    }
    assertThat(
            rehearseIn(
                directory.resolve("example"),
                "--json",
                "--job",
                "1:cloud/general:8",
                "--nodes",
                "cloud/spot:70"))
        .isZero();
    assertThat(number("arrival", "nodes")).isEqualTo(78);
    assertThat(((Json.ArrayNode) at("instances")).items())
        .extracting(
            use ->
                ((Json.ObjectNode) use).get("market").map(market -> ((Json.Text) market).value()))
        .containsExactlyInAnyOrder(Optional.of("on-demand"), Optional.of("spot"));
    assertThat(((Json.ObjectNode) at("madeUpParameters")).members()).hasSize(3);
    assertThat(at("cost")).isInstanceOf(Json.Null.class);
  }

  @Test
  void the_documented_files_of_plugin_v2_can_be_rehearsed() throws IOException {
    Path v2 = Files.createDirectories(directory.resolve("v2"));
    Path resources = BASE.resolve("src/test/resources/v2");
    Files.copy(resources.resolve("config.json"), v2.resolve("config.json"));
    Files.copy(resources.resolve("partitions.two-partitions.json"), v2.resolve("partitions.json"));
    assertThat(rehearseIn(v2, "--nodes", "aws-node-[0-9],awsspot-node-[0-4]")).isZero();
    assertThat(out.toString()).contains("Up: 15 of 15", "   10  us-east-1").contains("    5  us-");
  }
}
