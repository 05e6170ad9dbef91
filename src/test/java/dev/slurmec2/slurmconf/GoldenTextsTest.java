package dev.slurmec2.slurmconf;

import static dev.slurmec2.slurmconf.Configurations.group;
import static dev.slurmec2.slurmconf.Configurations.map;
import static dev.slurmec2.slurmconf.Configurations.partition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.Configuration;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both files, to the letter. */
class GoldenTextsTest {
  private static final String SLURM_CONF =
      """
      # Written by slurm-ec2 generate-conf from config.json and partitions.json; changes made here are lost.
      # To be included by slurm.conf: Include slurm.conf.aws
      ResumeProgram=/opt/slurm-ec2/resume
      SuspendTime=600
      SlurmctldParameters="idle_on_node_suspend, cloud_reg_addrs"
      NodeSet=big Feature=big

      NodeName=ml-a-0 State=CLOUD CPUs=48 Gres=gpu:t4:4,nvme:2K(S:0-1) Features=big
      NodeName=ml-b-[0-63] State=CLOUD CPUs=16 gres=gpu:v520:2
      PartitionName=ml Nodes=ml-a-0,ml-b-[0-63] MaxTime=1-00:00:00 State=UP AllowGroups=a,b

      NodeName=cpu-c-[0-1] State=CLOUD CPUs=4
      PartitionName=cpu Nodes=cpu-c-[0-1] MaxTime=INFINITE State=INACTIVE

      """;

  private static final String GRES_CONF =
      """
      # Written by slurm-ec2 generate-conf from partitions.json; changes made here are lost.
      # To be included by gres.conf, the same on the controller and on every cloud node: Include gres.conf.aws
      NodeName=ml-a-0 Name=gpu Type=t4 File=/dev/nvidia[0-3]
      NodeName=ml-a-0 Name=nvme Count=2K
      NodeName=ml-b-[0-63] Name=gpu Type=v520 File=/dev/dri/renderD[128-129] Flags=amd_gpu_env
      """;

  @TempDir Path directory;

  @Test
  void both_texts_are_these() {
    assertThat(generated().slurmConf()).isEqualTo(SLURM_CONF);
    assertThat(generated().gresConf()).isEqualTo(GRES_CONF);
  }

  @Test
  void a_second_run_finds_nothing_to_do() {
    GeneratedFiles files = new GeneratedFiles(directory);

    assertThat(files.write(generated())).hasOnlyElementsOfType(FileOutcome.Changed.class);
    assertThat(files.write(generated())).hasOnlyElementsOfType(FileOutcome.Unchanged.class);
    assertThat(files.check(generated())).hasOnlyElementsOfType(FileOutcome.Unchanged.class);
  }

  private static GeneratedTexts generated() {
    Configuration configuration =
        Configurations.of(
            map(
                "ResumeProgram", "/opt/slurm-ec2/resume",
                "SuspendTime", "350",
                "NodeSet", "big Feature=big",
                "SlurmctldParameters", "idle_on_node_suspend, cloud_reg_addrs",
                "suspendtime", "600"),
            partition(
                "ml",
                map("MaxTime", "1-00:00:00", "AllowGroups", "a,b"),
                group(
                    "ml",
                    "a",
                    1,
                    map("CPUs", "48", "Gres", "gpu:t4:4,nvme:2K(S:0-1)", "Features", "big")),
                group("ml", "b", 64, map("CPUs", "16", "gres", "gpu:v520:2"))),
            partition("cpu", map("State", "INACTIVE"), group("cpu", "c", 2, map("CPUs", "4"))));
    return ((GeneratedTexts.Outcome.Generated) GeneratedTexts.of(configuration)).texts();
  }
}
