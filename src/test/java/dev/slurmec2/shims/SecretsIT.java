package dev.slurmec2.shims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.sandbox.Sandbox;
import dev.slurmec2.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs as people and slurmctld call them, at DEBUG, with secrets wherever one can be: none
 * of them comes out anywhere.
 */
final class SecretsIT {

  /** In every secret, and nowhere else. */
  private static final String MARK = "Hush";

  private static final Map<String, String> PARAMETERS =
      Map.ofEntries(
          Map.entry("/hpc/template", "HushTemplate-that-does-not-exist"),
          Map.entry("/hpc/tag", "HushTagValue-abcdef"),
          Map.entry("/hpc/long", "HushLong-" + "x".repeat(100)),
          Map.entry("/hpc/lines", "HushFirstLine-1\nHushSecondLine-2\u001b[31m"),
          Map.entry("/hpc/number", "HushNumber-twelve"),
          Map.entry("/hpc/purchase", "HushSpott"),
          Map.entry("/hpc/version", "HushVersion-1"),
          Map.entry("/hpc/subnets", "subnet-1,HushSubnet-2"));

  private static final String ENVIRONMENT =
      """
      JAVA_HOME=%s
      AWS_ENDPOINT_URL=%s
      AWS_ACCESS_KEY_ID=HushKeyId-1234567
      AWS_SECRET_ACCESS_KEY=HushSecretKey-1234567
      AWS_SESSION_TOKEN=HushToken-1234567
      https_proxy=http://someone:HushPassword@127.0.0.1:9
      SOME_SETTING=HushSetting
      """;

  /** Runs the classes under test where a build would run the jar. */
  private static final String JAVA =
      """
      #!/bin/sh
      while [ "$1" != -jar ]; do shift; done
      shift 2
      exec '%s/bin/java' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' dev.slurmec2.Main "$@"
      """;

  private static final String SCONTROL =
      """
      #!/bin/sh
      printf '%%s ' "$@" >>%1$s/scontrol.calls
      case $* in
        --version) echo slurm-wlm 22.05.8 ;;
        *ping*) echo "Slurmctld(primary) at $(hostname) is UP" ;;
      esac
      """;

  @TempDir Path directory;
  private Installation installation;
  private Path etc;

  @BeforeEach
  void install() throws IOException {
    installation = Installation.in(directory.resolve("opt"));
    etc = directory.resolve("etc");
    Path java = directory.resolve("jdk/bin/java");
    Installation.write(
        java,
        JAVA.formatted(System.getProperty("java.home"), System.getProperty("java.class.path")));
    Installation.mode(java, "rwxr-xr-x");
    Installation.write(directory.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    Path scontrol = Installation.write(directory.resolve("bin/scontrol"), SCONTROL.formatted(etc));
    Installation.mode(scontrol, "rwxr-xr-x");
    Installation.write(
        etc.resolve("config.json"),
        """
        {"LogLevel": "DEBUG", "LogFileName": "aws.log", "SlurmBinPath": "%s/bin", "ClusterName": "hpc",
         "StateDir": "%s/state",
         "SlurmConf": {"PrivateData": "CLOUD", "ResumeProgram": "/opt/slurm-ec2/resume",
           "SuspendProgram": "/opt/slurm-ec2/suspend", "ResumeRate": 0, "SuspendRate": 0,
           "ResumeTimeout": 300, "SuspendTime": 350, "TreeWidth": 60000}}
        """
            .formatted(directory, directory));
    Installation.write(
        etc.resolve("partitions.json"),
        "{\"Partitions\": [{\"PartitionName\": \"aws\", \"NodeGroups\": ["
            + String.join(
                ",",
                group("good", "\"{{ssm:/hpc/template}}\"", "$Latest", "on-demand", "subnet-1", ""),
                group("tag", "\"compute\"", "$Latest", "on-demand", "subnet-1", "{{ssm:/hpc/tag}}"),
                group("long", "\"{{ssm:/hpc/long}}\"", "$Latest", "on-demand", "subnet-1", ""),
                group("lines", "\"{{ssm:/hpc/lines}}\"", "$Latest", "on-demand", "subnet-1", ""),
                group("buy", "\"compute\"", "$Latest", "{{ssm:/hpc/purchase}}", "subnet-1", ""),
                group("subnet", "\"compute\"", "$Latest", "on-demand", "{{ssm:/hpc/subnets}}", ""),
                group("version", "\"compute\"", "{{ssm:/hpc/version}}", "spot", "subnet-1", ""))
            + "]}]}");
  }

  private static String group(
      String name, String template, String version, String buying, String subnet, String tag) {
    return """
        {"NodeGroupName": "%s", "MaxNodes": 4, "Region": "us-east-1",
         "SlurmSpecifications": {"CPUs": "4"}, "PurchasingOption": "%s",
         "LaunchTemplateSpecification": {"LaunchTemplateName": %s, "Version": "%s"},
         "LaunchTemplateOverrides": [{"InstanceType": "c5.xlarge", "UserData": "HushUserData",
           "Priority": "%s"}],
         "Tags": [{"Key": "purpose", "Value": "%s"}],
         "SubnetIds": ["%s"]}
        """
        .formatted(
            name,
            buying,
            template,
            version,
            name.equals("buy") ? "{{ssm:/hpc/number}}" : "1",
            tag.isEmpty() ? "none" : tag,
            subnet);
  }

  private String everything(List<List<String>> commandLines) throws IOException {
    StringBuilder all = new StringBuilder();
    for (List<String> words : commandLines) {
      Object[] command = new Object[words.size() + 1];
      command[0] = installation.file("slurm-ec2");
      for (int i = 0; i < words.size(); i++) {
        command[i + 1] = words.get(i);
      }
      Call.Result result =
          Call.of(command).withPath().with("SLURM_EC2_CONFIG_DIR", etc).in(directory).run();
      assertThat(result.exitCode()).as("%s: %s", words, result.stderr()).isIn(0, 1, 2, 3);
      all.append(words).append(result.stdout()).append(result.stderr());
    }
    try (var files = Files.list(etc)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith("aws.log")
            || name.startsWith("scontrol")
            || name.endsWith("stderr.log")) {
          all.append(Files.readString(file));
        }
      }
    }
    return all.toString();
  }

  @Test
  void noneOfThemComesOutOfAnyProgramAtDebug() throws IOException {
    try (Sandbox sandbox = Sandbox.start(SandboxOptions.builder().parameters(PARAMETERS).build())) {
      Installation.write(
          etc.resolve("slurm-ec2.env"),
          ENVIRONMENT.formatted(directory.resolve("jdk"), sandbox.endpoint()));
      Installation.mode(etc.resolve("slurm-ec2.env"), "rw-------");
      String nodes =
          "aws-good-0,aws-tag-0,aws-long-0,aws-lines-0,aws-buy-0,aws-subnet-0,aws-version-0";

      String all =
          everything(
              List.of(
                  List.of("resume", "-v", nodes),
                  List.of("explain", "-v", "aws-tag-0"),
                  List.of("status", "-v"),
                  List.of("status", "--json", "-v"),
                  List.of("change-state", "-v", "--dry-run"),
                  List.of("change-state", "-v"),
                  List.of("resume-fail", "-v", nodes),
                  List.of("suspend", "-v", nodes),
                  List.of("generate-conf", "-v", "--check"),
                  List.of("teardown", "-v", "--cluster", "hpc", "--yes")));

      // What failed is said, with the name of the parameter that is to blame.
      assertThat(all)
          .contains("value of the parameter /hpc/lines")
          .contains("value of the parameter /hpc/version")
          .contains("value of the parameter /hpc/purchase")
          .contains("value of the parameter /hpc/number")
          .contains("aws-tag-0", " - DEBUG - ")
          .doesNotContain(MARK, "\u001b");
      assertThat(sandbox.engine().everyInstance())
          .anySatisfy(
              one -> assertThat(one.tags()).containsEntry("purpose", "HushTagValue-abcdef"));
    }
  }

  @Test
  void noneOfThemComesOutWhenEc2IsNotThere() throws IOException {
    Installation.write(
        etc.resolve("slurm-ec2.env"),
        ENVIRONMENT.formatted(directory.resolve("jdk"), "http://127.0.0.1:9/HushPath"));
    Installation.mode(etc.resolve("slurm-ec2.env"), "rw-------");

    String all = everything(List.of(List.of("resume", "-v", "aws-tag-0"), List.of("status", "-v")));

    assertThat(all).contains("NoConnection").doesNotContain(MARK);
  }

  @Test
  void aWrongJavaHomeOfTheFileIsNotRepeated() throws IOException {
    Installation.write(etc.resolve("slurm-ec2.env"), "JAVA_HOME=/HushHome\nPATH=/HushPath:/bin\n");

    String all = everything(List.of(List.of("status")));

    assertThat(all).contains("JAVA_HOME is (its value in slurm-ec2.env)").doesNotContain(MARK);
  }
}
