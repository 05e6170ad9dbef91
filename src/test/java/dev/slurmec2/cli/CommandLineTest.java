package dev.slurmec2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.sandbox.Sandbox;
import dev.slurmec2.sandbox.SandboxOptions;
import dev.slurmec2.sandbox.engine.PoolRule;
import dev.slurmec2.sandbox.engine.Times;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The subcommands as a person or slurmctld sees them: output, log, exit code. */
class CommandLineTest {

  /** A controller that knows nodes aws-node-0 to 3, takes every update and writes it down. */
  private static final String SCONTROL =
      """
      #!/bin/sh
      printf '%%s ' "$@" >>%1$s/scontrol.calls
      echo >>%1$s/scontrol.calls
      case $* in
        --version) echo slurm-wlm 22.05.8 ;;
        *ping*) echo "Slurmctld(primary) at localhost is UP" ;;
        *node*) [ ! -e %1$s/nodes ] || cat %1$s/nodes ;;
      esac
      """;

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeConfiguration() throws IOException {
    write(
        "config.json",
        """
        {
          "LogLevel": "INFO",
          "LogFileName": "aws.log",
          "SlurmBinPath": "%s",
          "ClusterName": "hpc",
          "StateDir": "state",
          "SlurmConf": {
            "PrivateData": "CLOUD",
            "ResumeProgram": "/opt/slurm-ec2/bin/resume",
            "SuspendProgram": "/opt/slurm-ec2/bin/suspend",
            "ResumeFailProgram": "/opt/slurm-ec2/bin/resume-fail",
            "ResumeRate": 0, "SuspendRate": 0, "ResumeTimeout": 300, "SuspendTime": 350,
            "TreeWidth": 60000, "ReturnToService": 2
          }
        }
        """
            .formatted(directory));
    write(
        "partitions.json",
        """
        {
          "Partitions": [{
            "PartitionName": "aws",
            "NodeGroups": [{
              "NodeGroupName": "node", "MaxNodes": 4, "Region": "us-east-1",
              "SlurmSpecifications": {"CPUs": "4"},
              "PurchasingOption": "on-demand",
              "LaunchTemplateSpecification": {"LaunchTemplateName": "compute", "Version": "$Latest"},
              "LaunchTemplateOverrides": [{"InstanceType": "c5.xlarge"}],
              "SubnetIds": ["subnet-11111111"]
            }]
          }]
        }
        """);
    Path scontrol = write("scontrol", SCONTROL.formatted(directory));
    Files.setPosixFilePermissions(scontrol, PosixFilePermissions.fromString("rwxr-xr-x"));
    System.setProperty("aws.accessKeyId", "any");
    System.setProperty("aws.secretAccessKey", "any");
  }

  @AfterEach
  void forgetProperties() {
    List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.endpointUrl")
        .forEach(System::clearProperty);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private int run(String... arguments) {
    return Start.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private int runHere(String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--config-dir";
    all[arguments.length + 1] = directory.toString();
    return run(all);
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("aws.log"));
  }

  private String scontrolCalls() throws IOException {
    Path calls = directory.resolve("scontrol.calls");
    return Files.exists(calls) ? Files.readString(calls) : "";
  }

  private static Sandbox sandbox(String... capacity) throws IOException {
    Sandbox sandbox =
        Sandbox.start(
            SandboxOptions.builder()
                .times(
                    new Times(
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofMinutes(50)))
                .capacity(List.of(capacity).stream().map(PoolRule::parse).toList())
                .build());
    System.setProperty("aws.endpointUrl", sandbox.endpoint().toString());
    return sandbox;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resume",
        "suspend",
        "resume-fail",
        "change-state",
        "explain",
        "status",
        "teardown",
        "generate-conf",
        "rehearse",
        "sandbox"
      })
  void each_subcommand_explains_itself(String subcommand) {
    assertThat(run(subcommand, "--help")).isZero();
    assertThat(out.toString()).contains("Usage: slurm-ec2 " + subcommand).contains("Exit codes:");
    assertThat(run(subcommand, "--version")).isZero();
    assertThat(out.toString()).contains("slurm-ec2 ");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void wrong_usage_is_2_and_names_the_near_miss() {
    assertThat(run("resum", "aws-node-0")).isEqualTo(2);
    assertThat(err.toString()).contains("resume");
    assertThat(run()).isEqualTo(2);
    assertThat(run("resume")).isEqualTo(2);
    assertThat(run("resume", "--no-such-option", "aws-node-0")).isEqualTo(2);
  }

  @Test
  void a_wrong_configuration_is_2_with_every_problem_on_stderr_and_in_the_log() throws IOException {
    String partitions = Files.readString(directory.resolve("partitions.json"));
    write("partitions.json", partitions.replace("SubnetIds", "SubnetIDs").replace(": 4", ": 0"));

    assertThat(runHere("resume", "aws-node-0")).isEqualTo(2);

    assertThat(err.toString())
        .contains("did you mean SubnetIds?")
        .contains("/Partitions/0/NodeGroups/0/MaxNodes")
        .contains("2 errors; nothing was done.");
    assertThat(log()).contains(" - resume - ERROR - ").contains("MaxNodes");
    assertThat(scontrolCalls()).isEmpty();
  }

  @Test
  void a_missing_configuration_is_2_and_says_which_files() {
    assertThat(run("suspend", "aws-node-0", "--config-dir", directory + "/nowhere")).isEqualTo(2);
    assertThat(err.toString()).contains("nowhere/config.json").contains("nowhere/partitions.json");
  }

  @Test
  void a_text_that_is_no_hostlist_is_2() {
    assertThat(runHere("resume", "aws-node-[0-")).isEqualTo(2);
    assertThat(err.toString()).contains("aws-node-[0-");
  }

  @Test
  void resume_launches_and_tells_Slurm_and_suspend_ends() throws IOException {
    try (Sandbox sandbox = sandbox()) {
      assertThat(runHere("resume", "aws-node-[0-2]")).isZero();
      assertThat(scontrolCalls()).contains("nodename=aws-node-[0-2]");
      assertThat(sandbox.engine().everyInstance())
          .hasSize(3)
          .allSatisfy(instance -> assertThat(instance.tags()).containsKey("Name"));

      assertThat(runHere("suspend", "aws-node-[0-2]")).isZero();
      assertThat(log()).contains("Suspend done: 3 of 3 nodes have no instance any more");
    }
    assertThat(log().lines())
        .allMatch(
            line ->
                line.matches(
                    "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} - [a-z-]+ - [A-Z]+ - .+"));
  }

  @Test
  void what_cannot_be_had_is_1_and_told_to_Slurm_with_the_code() throws IOException {
    showNodes("ALLOCATED+CLOUD+POWERING_UP", "ALLOCATED+CLOUD+POWERING_UP");
    try (Sandbox sandbox = sandbox("c5.xlarge:*:*=1")) {
      assertThat(runHere("resume", "aws-node-[0-1]")).isEqualTo(1);
      assertThat(sandbox.engine().everyInstance()).hasSize(1);
    }
    assertThat(scontrolCalls())
        .contains("nodename=aws-node-1 state=DOWN")
        .contains("(Code:InsufficientInstanceCapacity)")
        .contains("nodename=aws-node-1 state=POWER_DOWN");
  }

  @Test
  void no_EC2_is_3_and_told_to_Slurm() throws IOException {
    showNodes("ALLOCATED+CLOUD+POWERING_UP");
    // Nothing listens on the discard port of loopback.
    System.setProperty("aws.endpointUrl", "http://127.0.0.1:9");

    assertThat(runHere("resume", "aws-node-0")).isEqualTo(3);

    assertThat(scontrolCalls()).contains("nodename=aws-node-0 state=DOWN");
  }

  @Test
  void nodes_that_are_not_ours_are_left_alone() throws IOException {
    assertThat(runHere("suspend", "login-[1-2],aws-node-4")).isZero();
    assertThat(log()).contains("Not in partitions.json, left alone: aws-node-4,login-[1-2]");
    assertThat(scontrolCalls()).isEmpty();
  }

  @Test
  void generate_conf_writes_once_and_check_tells_of_a_difference() throws IOException {
    assertThat(runHere("generate-conf", "--check")).isEqualTo(1);
    assertThat(directory.resolve("slurm.conf.aws")).doesNotExist();

    assertThat(runHere("generate-conf")).isZero();
    assertThat(directory.resolve("slurm.conf.aws"))
        .content()
        .contains("NodeName=aws-node-[0-3] State=CLOUD CPUs=4");
    assertThat(runHere("generate-conf", "--check")).isZero();

    String partitions = Files.readString(directory.resolve("partitions.json"));
    write("partitions.json", partitions.replace("\"MaxNodes\": 4", "\"MaxNodes\": 8"));
    assertThat(runHere("generate-conf", "--check")).isEqualTo(1);
    assertThat(out.toString()).contains("+NodeName=aws-node-[0-7] State=CLOUD CPUs=4");
  }

  @Test
  void generate_conf_prints_both_files_to_stdout_and_writes_none() {
    assertThat(runHere("generate-conf", "--output-dir", "-", "--slurm-version", "24.11")).isZero();

    assertThat(out.toString()).contains("# slurm.conf.aws").contains("PartitionName=aws");
    assertThat(directory.resolve("slurm.conf.aws")).doesNotExist();
    assertThat(err.toString()).contains("[private-data");
  }

  @Test
  void a_parameter_is_looked_up_before_a_launch_and_its_absence_told() throws IOException {
    String partitions = Files.readString(directory.resolve("partitions.json"));
    write("partitions.json", partitions.replace("subnet-11111111", "{{ssm:/{cluster}/subnet}}"));
    showNodes("ALLOCATED+CLOUD+POWERING_UP");
    SandboxOptions.Builder options = SandboxOptions.builder();
    try (Sandbox without = Sandbox.start(options.build())) {
      System.setProperty("aws.endpointUrl", without.endpoint().toString());
      assertThat(runHere("resume", "aws-node-0")).isEqualTo(1);
      assertThat(scontrolCalls()).contains("/hpc/subnet").contains("(Code:ParameterNotFound)");
      assertThat(runHere("generate-conf")).as("prints no reference: asks nobody").isZero();
    }
    try (Sandbox with =
        Sandbox.start(options.parameters(Map.of("/hpc/subnet", "subnet-22222222")).build())) {
      System.setProperty("aws.endpointUrl", with.endpoint().toString());
      assertThat(runHere("resume", "aws-node-0")).isZero();
      assertThat(with.engine().everyInstance())
          .allSatisfy(instance -> assertThat(instance.subnetId()).isEqualTo("subnet-22222222"));
    }
  }

  @Test
  void change_state_says_what_it_would_do_and_does_it() throws IOException {
    try (Sandbox sandbox = sandbox()) {
      assertThat(runHere("resume", "aws-node-0")).isZero();
      showNodes("ALLOCATED+CLOUD+NOT_RESPONDING+POWERING_UP");

      runHere("change-state", "--dry-run");
      assertThat(out.toString()).contains("complete: aws-node-0");
      assertThat(scontrolCalls().lines().filter(call -> call.contains("nodeaddr"))).hasSize(1);
      assertThat(sandbox.engine().everyInstance()).hasSize(1);

      runHere("change-state");
      assertThat(scontrolCalls().lines().filter(call -> call.contains("nodeaddr"))).hasSize(2);
    }
  }

  @Test
  void explain_and_status_tell_and_teardown_ends_what_it_was_told_to() throws IOException {
    try (Sandbox sandbox = sandbox()) {
      assertThat(runHere("resume", "aws-node-0")).isZero();
      showNodes("ALLOCATED+CLOUD+NOT_RESPONDING+POWERING_UP");
      String id = sandbox.engine().everyInstance().get(0).id();

      assertThat(runHere("explain", "aws-node-0")).isZero();
      assertThat(out.toString()).contains("aws-node-0").contains(id).contains("complete");

      assertThat(runHere("status")).isZero();
      assertThat(out.toString()).contains("aws/node").contains("Instances without a node: none");
      assertThat(runHere("status", "--json")).isZero();
      assertThat(out.toString()).contains("{\"cluster\":\"hpc\"");

      assertThat(runHere("teardown")).as("--cluster is required").isEqualTo(2);
      assertThat(runHere("teardown", "--cluster", "other", "--yes")).isZero();
      assertThat(sandbox.engine().everyInstance())
          .noneMatch(instance -> instance.state().name().equals("TERMINATED"));
      assertThat(runHere("teardown", "--cluster", "hpc", "--yes")).isZero();
      assertThat(out.toString()).contains("1 of 1 ended.");
    }
  }

  @Test
  void where_no_region_answers_nobody_says_that_there_are_none() throws IOException {
    showNodes();
    System.clearProperty("aws.accessKeyId");
    System.setProperty("aws.disableEc2Metadata", "true");
    try {
      assertThat(runHere("status")).isEqualTo(1);
      assertThat(out.toString())
          .contains("Instances without a node: not known where EC2 did not answer")
          .doesNotContain("none");

      assertThat(runHere("teardown", "--cluster", "hpc", "--yes")).isEqualTo(3);
      assertThat(out.toString())
          .contains("Whether there are instances of cluster hpc is not known: no region answered.")
          .doesNotContain("0 instances");
      assertThat(err.toString()).contains("us-east-1 did not answer: NoCredentials");
    } finally {
      System.clearProperty("aws.disableEc2Metadata");
    }
  }

  @Test
  void instances_in_a_region_that_was_taken_out_are_shown_and_ended() throws IOException {
    try (Sandbox sandbox = sandbox()) {
      assertThat(runHere("resume", "aws-node-0")).isZero();
      showNodes("ALLOCATED+CLOUD+POWERING_UP");
      String partitions = Files.readString(directory.resolve("partitions.json"));
      write("partitions.json", partitions.replace("us-east-1", "us-west-2"));

      assertThat(runHere("status")).isZero();
      assertThat(out.toString())
          .contains("us-east-1 is in partitions.json no more: 1 instances there yet");
      assertThat(runHere("status", "--json")).isZero();
      assertThat(out.toString()).contains("\"formerRegions\":{\"us-east-1\":1}");

      assertThat(runHere("teardown", "--cluster", "hpc", "--yes")).isZero();
      assertThat(out.toString()).contains("1 of 1 ended.");
      assertThat(sandbox.engine().everyInstance())
          .allMatch(instance -> instance.state().name().equals("TERMINATED"));
    }
  }

  /** Four nodes: the first in these states, the others off. */
  private void showNodes(String... states) throws IOException {
    StringBuilder nodes = new StringBuilder();
    for (int index = 0; index < 4; index++) {
      nodes.append(
          ("NodeName=aws-node-%1$d CoresPerSocket=1 CPUAlloc=0 CPUTot=4 CPULoad=N/A Gres=(null)"
                  + " NodeAddr=aws-node-%1$d NodeHostName=aws-node-%1$d RealMemory=1 AllocMem=0"
                  + " FreeMem=N/A Sockets=4 Boards=1 State=%2$s ThreadsPerCore=1 TmpDisk=0"
                  + " Weight=1 Owner=N/A MCS_label=N/A Partitions=aws BootTime=None\n")
              .formatted(index, index < states.length ? states[index] : "IDLE+CLOUD+POWERED_DOWN"));
    }
    write("nodes", nodes.toString());
  }
}
