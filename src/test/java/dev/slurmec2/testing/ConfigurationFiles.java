package dev.slurmec2.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A directory with the configuration of cluster hpc, which has the nodes aws-node-[0-1]. */
public final class ConfigurationFiles {
  private ConfigurationFiles() {}

  /**
   * Writes config.json, partitions.json and a program in scontrol's place. The log is {@code
   * aws.log} and StateDir is {@code state} in the same directory.
   *
   * @param settings further members of config.json, each with a comma behind it
   * @param scontrol the program's text
   */
  public static void write(Path directory, String settings, String scontrol) throws IOException {
    Files.writeString(
        directory.resolve("config.json"),
        """
        {"LogLevel": "INFO", "LogFileName": "aws.log", "SlurmBinPath": "%s", "ClusterName": "hpc",
         "StateDir": "state", %s
         "SlurmConf": {"PrivateData": "CLOUD", "ResumeProgram": "/r", "SuspendProgram": "/s",
           "ResumeRate": 0, "SuspendRate": 0, "ResumeTimeout": 300, "SuspendTime": 350,
           "TreeWidth": 60000}}
        """
            .formatted(directory, settings));
    Files.writeString(
        directory.resolve("partitions.json"),
        """
        {"Partitions": [{"PartitionName": "aws", "NodeGroups": [{
          "NodeGroupName": "node", "MaxNodes": 2, "Region": "us-east-1",
          "SlurmSpecifications": {"CPUs": "4"}, "PurchasingOption": "on-demand",
          "LaunchTemplateSpecification": {"LaunchTemplateName": "compute", "Version": "$Latest"},
          "LaunchTemplateOverrides": [{"InstanceType": "c5.xlarge"}],
          "SubnetIds": ["subnet-11111111"]}]}]}
        """);
    Path program = Files.writeString(directory.resolve("scontrol"), scontrol);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
