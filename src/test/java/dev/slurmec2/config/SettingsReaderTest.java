package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {

  private static List<Problem> problems(String config) {
    return Documents.problems(Documents.read(config, Documents.PARTITIONS));
  }

  private static Settings settings(String config) {
    ConfigurationResult result = Documents.read(config, Documents.PARTITIONS);
    assertThat(result).isInstanceOf(ConfigurationResult.Valid.class);
    return ((ConfigurationResult.Valid) result).configuration().settings();
  }

  private static String added(String members) {
    return Documents.with(Documents.CONFIG, "\"LogLevel\": \"INFO\"", members);
  }

  @Test
  void hasDefaultsForAllNewKeys() {
    Settings settings = settings(Documents.CONFIG);
    assertThat(settings.logLevel()).isEqualTo(Settings.LogLevel.INFO);
    assertThat(settings.slurmBinPath()).isEqualTo(Path.of("/slurm/bin"));
    assertThat(settings.clusterName()).isEmpty();
    assertThat(settings.stateDir()).isEqualTo(Path.of("/var/log/slurm/aws.state"));
    assertThat(settings.grace()).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.adoptUntagged()).isFalse();
    assertThat(settings.parameterCache()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.slurmConf())
        .containsEntry("ResumeRate", "100")
        .containsEntry("SuspendRate", "100");
    assertThat(settings.launch()).isEqualTo(LaunchSettings.DEFAULT);
    assertThat(settings.launch().capacityCoolDown()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void readsAllNewKeys() {
    Settings settings =
        settings(
            added(
                """
                "LogLevel": "ERROR", "ClusterName": "science", "StateDir": "state",
                "GraceSeconds": "90", "AdoptUntagged": true, "ParameterCacheSeconds": 0,
                "BootFailureLimit": "3"
                """));
    assertThat(settings.clusterName()).contains("science");
    assertThat(settings.stateDir()).isEqualTo(Path.of("/etc/slurm-ec2/state"));
    assertThat(settings.grace()).isEqualTo(Duration.ofSeconds(90));
    assertThat(settings.adoptUntagged()).isTrue();
    assertThat(settings.parameterCache()).isZero();
    assertThat(settings.bootFailureLimit()).isEqualTo(3);
  }

  @Test
  void readsWhatIsSaidOfLaunching() {
    LaunchSettings launch =
        settings(
                added(
                    """
                    "LogLevel": "INFO", "CapacityCoolDownSeconds": "0", "MaxInstances": 7,
                    "JobMessages": {"AdminComment": false, "Notify": "no", "MaxDelaySeconds": 300,
                      "// later": 1},
                    "ApiLimits": {"CreateFleet": {"Resources": {"Bucket": 3000, "PerSecond": "2.5"}},
                                  "RunInstances": {"Requests": {"Bucket": 15, "PerSecond": 6}},
                      "DescribeInstances": {"Requests": {"Bucket": "10", "PerSecond": 1}}}
                    """))
            .launch();
    assertThat(launch.capacityCoolDown()).isZero();
    assertThat(launch.budget().maxInstances()).hasValue(7);
    assertThat(launch.jobMessages())
        .isEqualTo(
            new JobMessages(
                false, false, true, Duration.ofMinutes(2), Duration.ofMinutes(5), true));
    assertThat(launch.apiLimits().of("CreateFleet"))
        .isEqualTo(
            new ApiLimits.Limit(
                new ApiLimits.TokenBucket(50, 5),
                Optional.of(new ApiLimits.TokenBucket(3000, 2.5))));
    assertThat(launch.apiLimits().of("DescribeInstances"))
        .isEqualTo(new ApiLimits.Limit(new ApiLimits.TokenBucket(10, 1), Optional.empty()));
    assertThat(launch.apiLimits().of("RunInstances"))
        .isEqualTo(new ApiLimits.Limit(new ApiLimits.TokenBucket(15, 6), Optional.empty()));
    assertThat(launch.apiLimits().of("TerminateInstances"))
        .isEqualTo(ApiLimits.DOCUMENTED.of("TerminateInstances"));
  }

  @Test
  void fallsBackAsThePythonPluginWhenTheLogIsNotNamed() {
    String config =
        Documents.CONFIG
            .replace("\"LogLevel\": \"INFO\",", "")
            .replace("\"LogFileName\": \"/var/log/slurm/aws.log\",", "");
    Settings settings = settings(config);
    assertThat(settings.logLevel()).isEqualTo(Settings.LogLevel.DEBUG);
    assertThat(settings.logFile()).isEqualTo(Path.of("/etc/slurm-ec2/aws_plugin.log"));
    assertThat(settings.stateDir()).isEqualTo(Path.of("/etc/slurm-ec2/aws_plugin.state"));
    assertThat(problems(config))
        .hasSize(2)
        .allMatch(problem -> problem.severity() == Problem.Severity.WARNING);
  }

  @Test
  void needsNoKeysThatNewerVersionsOfSlurmDoWithout() {
    assertThat(
            problems(
                Documents.CONFIG
                    .replace("\"PrivateData\": \"CLOUD\",", "")
                    .replace("\"SuspendTime\": 350,", "\"SuspendTime\": 350")
                    .replace("\"TreeWidth\": 60000", "")))
        .isEmpty();
  }

  @Test
  void reportsKeysOfPowerSavingThatAreMissing() {
    assertThat(problems(Documents.with(Documents.CONFIG, "ResumeTimeout", "ResumeTimout")))
        .extracting(Problem::toString)
        .containsExactly(
            "/etc/slurm-ec2/config.json:5:16: /SlurmConf: ResumeTimeout is missing (is"
                + " \"ResumeTimout\" meant for it?).");
    assertThat(problems("{}"))
        .extracting(Problem::message)
        .containsExactlyInAnyOrder(
            "LogFileName is missing; the log goes to /etc/slurm-ec2/aws_plugin.log.",
            "LogLevel is missing; it is taken as DEBUG.",
            "SlurmBinPath is missing.",
            "SlurmConf is missing.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          "LogLevel": "info"                        | /LogLevel      | did you mean INFO?
          "LogLevel": []                            | /LogLevel      | must be a string, not an array
          "LogLevel": "INFO", "GraceSeconds": 0     | /GraceSeconds  | must be at least 1
          "LogLevel": "INFO", "GraceSeconds": 1.5   | /GraceSeconds  | whole number
          "LogLevel": "INFO", "GraceSeconds": 1e999999999 | /GraceSeconds | must be at most
          "LogLevel": "INFO", "GraceSeconds": 1e99999999999 | /GraceSeconds | whole number
          "LogLevel": "INFO", "GraceSeconds": "two" | /GraceSeconds  | whole number, not "two"
          "LogLevel": "INFO", "GraceSeconds": 5     | /GraceSeconds  | shorter than EC2
          "LogLevel": "INFO", "GraceSecond": 5      | /GraceSecond   | did you mean GraceSeconds?
          "LogLevel": "INFO", "AdoptUntagged": 1    | /AdoptUntagged | must be true or false
          "LogLevel": "INFO", "AdoptUntagged": "ja" | /AdoptUntagged | must be true or false
          "LogLevel": "INFO", "ClusterName": "a*"   | /ClusterName   | letters, digits
          "LogLevel": "INFO", "ClusterName": ""     | /ClusterName   | must not be empty
          "LogLevel": "INFO", "ClusterName": null   | /ClusterName   | taken as not there
          "LogLevel": "INFO", "StateDir": "a\\u0000" | /StateDir      | no path of a file
          "LogLevel": "INFO", "StateDir": "{{ssm:/a}}" | /StateDir   | only strings of partitions.json
          "LogLevel": "INFO", "ParameterCacheSeconds": -1 | /ParameterCacheSeconds | at least 0
          "LogLevel": "INFO", "BootFailureLimit": -1 | /BootFailureLimit | at least 0
          "LogLevel": "INFO", "BootFailureLimit": 65537 | /BootFailureLimit | at most 65536
          "LogLevel": "INFO", "CapacityCoolDownSeconds": -1 | /CapacityCoolDownSeconds | at least 0
          "LogLevel": "INFO", "CapacityCooldownSeconds": 1 | /CapacityCooldownSeconds | did you mean CapacityCoolDownSeconds?
          "LogLevel": "INFO", "JobMessages": true   | /JobMessages   | must be an object, not a boolean
          "LogLevel": "INFO", "JobMessages": {"Notfy": true} | /JobMessages/Notfy | did you mean Notify?
          "LogLevel": "INFO", "JobMessages": {"Notify": 1} | /JobMessages/Notify | must be true or false
          "LogLevel": "INFO", "JobMessages": {"FirstDelaySeconds": 0} | /JobMessages/FirstDelaySeconds | at least 1
          "LogLevel": "INFO", "JobMessages": {"MaxDelaySeconds": 60} | /JobMessages | FirstDelaySeconds (120) must not be more than MaxDelaySeconds (60)
          "LogLevel": "INFO", "ApiLimits": []       | /ApiLimits     | must be an object, not an array
          "LogLevel": "INFO", "ApiLimits": {"CreatFleet": {}} | /ApiLimits/CreatFleet | did you mean CreateFleet?
          "LogLevel": "INFO", "ApiLimits": {"RunInstances": {"Resources": {"Bucket": 1, "PerSecond": 1}}} | /ApiLimits/RunInstances/Resources | write them as Resources of CreateFleet
          "LogLevel": "INFO", "ApiLimits": {"CreateFleet": {"Request": {}}} | /ApiLimits/CreateFleet/Request | did you mean Requests?
          "LogLevel": "INFO", "ApiLimits": {"CreateFleet": {"Requests": {"Bucket": 5}}} | /ApiLimits/CreateFleet/Requests | PerSecond is missing
          "LogLevel": "INFO", "ApiLimits": {"CreateTags": {"Requests": {"Bucket": 0, "PerSecond": 1}}} | /ApiLimits/CreateTags/Requests/Bucket | at least 1
          "LogLevel": "INFO", "ApiLimits": {"CreateTags": {"Requests": {"Bucket": 1, "PerSecond": 0}}} | /ApiLimits/CreateTags/Requests/PerSecond | more than 0
          "LogLevel": "INFO", "MaxInstances": "many" | /MaxInstances | whole number, not "many"
          "LogLevel": "INFO", "PriceFile": ""       | /PriceFile     | must not be empty
          """)
  void saysWhatIsWrongWithAMember(String members, String pointer, String message) {
    assertThat(problems(added(members)))
        .singleElement()
        .satisfies(problem -> assertThat(problem.pointer()).isEqualTo(pointer))
        .satisfies(problem -> assertThat(problem.message()).contains(message));
  }

  @ParameterizedTest
  @CsvSource({"[]", "1", "null", "'\"text\"'", "true"})
  void reportsADocumentThatIsNoObject(String document) {
    assertThat(problems(document))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).startsWith("must be an object, not"));
  }

  @Test
  void takesYesAndNoInAnyCase() {
    assertThat(
            settings(added("\"LogLevel\": \"INFO\", \"AdoptUntagged\": \"Yes\"")).adoptUntagged())
        .isTrue();
    assertThat(settings(added("\"LogLevel\": \"INFO\", \"AdoptUntagged\": \"NO\"")).adoptUntagged())
        .isFalse();
  }
}
