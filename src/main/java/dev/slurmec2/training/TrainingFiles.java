package dev.slurmec2.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A configuration, and Slurm's commands as far as a training run calls them. What they print is
 * that of Slurm 22.05.
 */
final class TrainingFiles {
  static final String CLUSTER = "training";

  /** The value of a parameter that partitions.json refers to. */
  static final String PARAMETER = "/training/type";

  private static final String CONFIG =
      """
      {
        "LogLevel": "INFO",
        "LogFileName": "training.log",
        "SlurmBinPath": "%s",
        "ClusterName": "training",
        "StateDir": "state",
        "SlurmConf": {
          "PrivateData": "CLOUD",
          "ResumeProgram": "/opt/slurm-ec2/resume",
          "SuspendProgram": "/opt/slurm-ec2/suspend",
          "ResumeFailProgram": "/opt/slurm-ec2/resume-fail",
          "ResumeRate": 0, "SuspendRate": 0, "ResumeTimeout": 300, "SuspendTime": 350,
          "TreeWidth": 60000, "ReturnToService": 2
        }
      }
      """;

  private static final String PARTITIONS =
      """
      {
        "Partitions": [{
          "PartitionName": "aws",
          "NodeGroups": [
            {
              "NodeGroupName": "node", "MaxNodes": 4, "Region": "us-east-1",
              "SlurmSpecifications": {"CPUs": "2", "RealMemory": "1000"},
              "PurchasingOption": "on-demand",
              "OnDemandOptions": {"AllocationStrategy": "lowest-price"},
              "LaunchTemplateSpecification": {"LaunchTemplateName": "training", "Version": "$Latest"},
              "LaunchTemplateOverrides": [{"InstanceType": "{{ssm:/training/type}}"}],
              "SubnetIds": ["subnet-11111111"],
              "Tags": [{"Key": "project", "Value": "training"}, {"Key": "node", "Value": "{nodename}"}]
            },
            {
              "NodeGroupName": "spot", "MaxNodes": 4, "Region": "us-east-1",
              "SlurmSpecifications": {"CPUs": "2", "RealMemory": "1000"},
              "PurchasingOption": "spot",
              "SpotOptions": {"AllocationStrategy": "price-capacity-optimized"},
              "LaunchTemplateSpecification": {"LaunchTemplateName": "training", "Version": "$Latest"},
              "LaunchTemplateOverrides": [{"InstanceType": "m5.large"}, {"InstanceType": "c5.large"}],
              "SubnetIds": ["subnet-11111111", "subnet-22222222"]
            }
          ]
        }]
      }
      """;

  /** For resume: SLURM_RESUME_FILE of Slurm 23.02. */
  private static final String RESUME_FILE =
      """
      {"all_nodes_resume": "aws-node-[0-1]", "jobs": [{"job_id": 7, "features": null,
       "nodes_alloc": "aws-node-[0-1]", "nodes_resume": "aws-node-[0-1]", "oversubscribe": "OK",
       "partition": "aws", "reservation": null}]}
      """;

  /** As long as SlurmUser is whoever trains, the files may be theirs. */
  private static final String SLURM_CONF =
      """
      # training
      ClusterName=%s
      SlurmUser=%s
      include further.conf
      """;

  private static final String NODE =
      "NodeName=%1$s CoresPerSocket=1 CPUAlloc=0 CPUEfctv=2 CPUTot=2 CPULoad=N/A"
          + " AvailableFeatures=(null) ActiveFeatures=(null) Gres=(null) NodeAddr=%1$s"
          + " NodeHostName=%1$s RealMemory=1000 AllocMem=0 FreeMem=N/A Sockets=2 Boards=1"
          + " State=%2$s ThreadsPerCore=1 TmpDisk=0 Weight=1 Owner=N/A MCS_label=N/A Partitions=aws"
          + " BootTime=None SlurmdStartTime=None LastBusyTime=2026-11-21T08:03:16"
          + " CfgTRES=cpu=2,mem=1000M,billing=2 AllocTRES= CapWatts=n/a CurrentWatts=0 AveWatts=0"
          + " ExtSensorsJoules=n/s ExtSensorsWatts=0 ExtSensorsTemp=n/s%3$s\n";

  private static final String DOWN =
      " Reason=slurm-ec2: no capacity (Code:InsufficientInstanceCapacity)"
          + " [root@2026-11-21T08:03:16]";

  private static final String SCONTROL =
      """
      #!/bin/sh
      case " $* " in
        *' ping '*) echo 'Slurmctld(primary) at localhost is UP' ;;
        *' --version '*) echo 'slurm-wlm 22.05.8' ;;
        *' config '*)
          echo 'ClusterName             = training'
          echo 'SLURM_VERSION           = 22.05.8'
          echo 'SuspendExcNodes         = (null)'
          ;;
        *' node '*) cat '%1$s/nodes' ;;
      esac
      """;

  private static final String SQUEUE =
      """
      #!/bin/sh
      printf '%-24s%-32s%-8s%-12s%-4s\\n' 7 7 CF 0 1
      """;

  private TrainingFiles() {}

  /** Writes them all into a directory that only the caller can write. */
  static void write(Path directory) throws IOException {
    file(directory, "config.json", CONFIG.formatted(directory));
    file(directory, "partitions.json", PARTITIONS);
    file(directory, "resume.json", RESUME_FILE);
    file(
        directory,
        "slurm.conf",
        SLURM_CONF.formatted(CLUSTER, Files.getOwner(directory).getName()));
    file(directory, "further.conf", "SlurmctldPort=6817\n");
    file(directory, "nodes", nodes());
    program(directory, "scontrol", SCONTROL.formatted(directory));
    program(directory, "squeue", SQUEUE);
  }

  private static String nodes() {
    return NODE.formatted("aws-node-0", "IDLE+CLOUD", "")
        + NODE.formatted("aws-node-1", "IDLE+CLOUD+POWERED_DOWN", "")
        + NODE.formatted("aws-node-2", "DOWN+CLOUD+POWERED_DOWN", DOWN)
        + NODE.formatted("aws-node-3", "MIXED+CLOUD+POWERING_UP", "")
        + NODE.formatted("aws-spot-0", "IDLE+CLOUD+POWERED_DOWN", "");
  }

  private static void file(Path directory, String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text, StandardCharsets.UTF_8);
  }

  private static void program(Path directory, String name, String text) throws IOException {
    file(directory, name, text);
    Files.setPosixFilePermissions(
        directory.resolve(name), PosixFilePermissions.fromString("rwx------"));
  }
}
