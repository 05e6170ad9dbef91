package dev.slurmec2.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.Assertions;

/** Documents for tests, and ways to spoil them. */
final class Documents {
  static final Path DIRECTORY = Path.of("/etc/slurm-ec2");
  static final Path BASE = Path.of(Objects.requireNonNull(System.getProperty("slurmec2.basedir")));

  static final String CONFIG =
      """
      {
        "LogLevel": "INFO",
        "LogFileName": "/var/log/slurm/aws.log",
        "SlurmBinPath": "/slurm/bin",
        "SlurmConf": {
          "PrivateData": "CLOUD",
          "ResumeProgram": "/aws/resume.py",
          "SuspendProgram": "/aws/suspend.py",
          "ResumeRate": 100,
          "SuspendRate": "100",
          "ResumeTimeout": 300,
          "SuspendTime": 350,
          "TreeWidth": 60000
        }
      }
      """;

  static final String PARTITIONS =
      """
      {
        "Partitions": [
          {
            "PartitionName": "aws",
            "NodeGroups": [
              {
                "NodeGroupName": "node",
                "MaxNodes": 4,
                "Region": "us-east-1",
                "ProfileName": "hpc",
                "SlurmSpecifications": {"CPUs": "4", "Weight": 1},
                "PurchasingOption": "spot",
                "SpotOptions": {"AllocationStrategy": "lowest-price"},
                "LaunchTemplateSpecification": {"LaunchTemplateName": "name", "Version": "$Latest"},
                "LaunchTemplateOverrides": [{"InstanceType": "c5.xlarge"}],
                "SubnetIds": ["subnet-1", "subnet-2"],
                "Tags": [{"Key": "k", "Value": "v"}]
              }
            ],
            "PartitionOptions": {"Default": "YES"}
          }
        ]
      }
      """;

  static final Set<String> REGIONS = Set.of("us-east-1", "eu-central-1");

  /** Trusts every file: what they hold is what is tested. */
  static final FileTrust ANYBODYS = new FileTrust(file -> Optional.empty(), Set.of());

  private Documents() {}

  static ConfigurationReader reader() {
    return new ConfigurationReader(ApiShapes.ANY, REGIONS::contains, ANYBODYS);
  }

  static ConfigurationResult read(String config, String partitions) {
    return reader().parse(DIRECTORY, config, partitions);
  }

  static Configuration valid(String partitions) {
    ConfigurationResult result = read(CONFIG, partitions);
    Assertions.assertThat(result).isInstanceOf(ConfigurationResult.Valid.class);
    return ((ConfigurationResult.Valid) result).configuration();
  }

  static List<Problem> problems(ConfigurationResult result) {
    return result instanceof ConfigurationResult.Valid valid
        ? valid.warnings()
        : ((ConfigurationResult.Invalid) result).problems();
  }

  /** A document with a part replaced, which must be there. */
  static String with(String document, String part, String replacement) {
    Assertions.assertThat(document).contains(part);
    return document.replace(part, replacement);
  }

  static String file(String path) {
    try {
      return Files.readString(BASE.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
