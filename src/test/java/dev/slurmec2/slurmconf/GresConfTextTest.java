package dev.slurmec2.slurmconf;

import static dev.slurmec2.slurmconf.Configurations.group;
import static dev.slurmec2.slurmconf.Configurations.map;
import static dev.slurmec2.slurmconf.Configurations.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slurmec2.config.Configuration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GresConfTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gpu:t4:4              | Name=gpu Type=t4 File=/dev/nvidia[0-3]",
        "gpu:t4:1              | Name=gpu Type=t4 File=/dev/nvidia[0]",
        "gpu:2                 | Name=gpu File=/dev/nvidia[0-1]",
        "gpu                   | Name=gpu File=/dev/nvidia[0]",
        "gpu:t4:2(S:0-1)       | Name=gpu Type=t4 File=/dev/nvidia[0-1]",
        "gpu:t4:no_consume:2   | Name=gpu Type=t4 File=/dev/nvidia[0-1]",
        "gpu:radeon_pro_v520:2 | Name=gpu Type=radeon_pro_v520 File=/dev/dri/renderD[128-129] Flags=amd_gpu_env",
        "gpu:v520:1            | Name=gpu Type=v520 File=/dev/dri/renderD[128] Flags=amd_gpu_env",
        "gpu:mi300x:8          | Name=gpu Type=mi300x File=/dev/dri/renderD[128-135] Flags=amd_gpu_env",
        "gpu:AMD:1             | Name=gpu Type=AMD File=/dev/dri/renderD[128] Flags=amd_gpu_env",
        "gpu:trainium:16       | Name=gpu Type=trainium File=/dev/neuron[0-15]",
        "gpu:inferentia2:1     | Name=gpu Type=inferentia2 File=/dev/neuron[0]",
        "neuron:16             | Name=neuron File=/dev/neuron[0-15]",
        "neuron:trn1:16        | Name=neuron Type=trn1 File=/dev/neuron[0-15]",
        "nvme:2                | Name=nvme Count=2",
        "nvme:ssd:2k           | Name=nvme Type=ssd Count=2K",
        "nvme:2KB              | Name=nvme Count=2000",
        "scratch:no_consume:4G | Name=scratch Count=4G",
        "license               | Name=license Count=1",
        "shard:8               | Name=shard Count=8",
        "gpu:1025              | Name=gpu Count=1025"
      })
  void one_resource_gives_one_line(String gres, String line) {
    assertThat(lines(Configurations.withSpecifications("Gres", gres)))
        .containsExactly("NodeName=aws-node-[0-9] " + line);
  }

  @Test
  void several_resources_give_several_lines_and_devices_are_numbered_through() {
    String gres = "gpu:t4:2,nvme:2,gpu:v100:2,gpu:v520:1,neuron:1,gpu:t4:1";

    assertThat(lines(Configurations.withSpecifications("gres", gres)))
        .containsExactly(
            "NodeName=aws-node-[0-9] Name=gpu Type=t4 File=/dev/nvidia[0-1]",
            "NodeName=aws-node-[0-9] Name=nvme Count=2",
            "NodeName=aws-node-[0-9] Name=gpu Type=v100 File=/dev/nvidia[2-3]",
            "NodeName=aws-node-[0-9] Name=gpu Type=v520 File=/dev/dri/renderD[128] Flags=amd_gpu_env",
            "NodeName=aws-node-[0-9] Name=neuron File=/dev/neuron[0]",
            "NodeName=aws-node-[0-9] Name=gpu Type=t4 File=/dev/nvidia[4]");
  }

  @Test
  void a_count_of_zero_gives_no_line() {
    assertThat(lines(Configurations.withSpecifications("Gres", "gpu:0,nvme:1")))
        .containsExactly("NodeName=aws-node-[0-9] Name=nvme Count=1");
  }

  @ParameterizedTest
  @CsvSource({
    "g4ad.xlarge, g4ad.8xlarge, /dev/dri/renderD[128-129]",
    "trn1.2xlarge, inf2.xlarge, /dev/neuron[0-1]",
    "g4ad.xlarge, g4dn.xlarge, /dev/nvidia[0-1]"
  })
  void instance_types_decide_where_a_gpu_has_no_telling_type(
      String first, String second, String files) {
    Configuration configuration =
        Configurations.of(
            Map.of(),
            partition(
                "aws", map(), group("aws", "g", 1, map("Gres", "gpu:2"), List.of(first, second))));

    assertThat(lines(configuration))
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith("NodeName=aws-g-0 ").contains(files));
  }

  @Test
  void without_any_gres_there_are_only_comments() {
    assertThat(lines(Configurations.withSpecifications("CPUs", "4"))).isEmpty();
    assertThat(GresConfText.of(Configurations.withSpecifications())).startsWith("# Written by");
  }

  @Test
  void a_mixture_of_typed_and_untyped_is_refused_as_slurmctld_would_die_of_it() {
    assertThatThrownBy(
            () -> GresConfText.of(Configurations.withSpecifications("Gres", "gpu:t4:2,gpu:2")))
        .hasMessageContaining("/Partitions/0/NodeGroups/0/SlurmSpecifications/Gres")
        .hasMessageContaining("slurmctld does not start");
  }

  @Test
  void a_fault_in_a_gres_is_reported_with_its_position() {
    assertThatThrownBy(
            () -> GresConfText.of(Configurations.withSpecifications("Gres", "gpu:t4:2,nvme:2q")))
        .hasMessageContaining("\"gpu:t4:2,nvme:2q\" cannot be read at character 15");
  }

  private static List<String> lines(Configuration configuration) {
    return GresConfText.of(configuration).lines().filter(line -> !line.startsWith("#")).toList();
  }
}
