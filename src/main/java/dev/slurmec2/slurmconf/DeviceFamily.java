package dev.slurmec2.slurmconf;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.json.Json;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Devices whose files Slurm must know, so that a job gets its own and no other's. */
enum DeviceFamily {
  /** NVIDIA's driver numbers its devices from 0. */
  NVIDIA("/dev/nvidia", 0, ""),
  /**
   * The render nodes of Linux's DRM, numbered from 128. The flag leaves ROCR_VISIBLE_DEVICES alone:
   * with CUDA_VISIBLE_DEVICES beside it ROCm would select twice (gres.conf(5), Flags).
   */
  AMD("/dev/dri/renderD", 128, " Flags=amd_gpu_env"),
  /** AWS Neuron's driver (Trainium, Inferentia) numbers its devices from 0. */
  NEURON("/dev/neuron", 0, "");

  private static final Pattern NEURON_TYPE =
      Pattern.compile("(neuron|trainium|inferentia).*|(trn|inf)[0-9].*");
  private static final Pattern AMD_TYPE =
      Pattern.compile(".*(amd|radeon|instinct).*|v520|mi[0-9]+.*|gfx[0-9]+.*");
  private static final Pattern NEURON_INSTANCE = Pattern.compile("(trn|inf)[0-9].*");
  private static final Pattern AMD_INSTANCE = Pattern.compile("g4ad\\..*");

  private final String path;
  private final int first;
  private final String flags;

  DeviceFamily(String path, int first, String flags) {
    this.path = path;
    this.first = first;
    this.flags = flags;
  }

  /**
   * The family of a resource; empty for resources without device files.
   *
   * <p>A resource named neuron is Neuron's. A gpu is what its type says; where the type says
   * nothing, what all instance types of the group say; else NVIDIA's.
   */
  static Optional<DeviceFamily> of(Gres gres, NodeGroup group) {
    if (gres.name().equals("neuron")) {
      return Optional.of(NEURON);
    }
    if (!gres.name().equals("gpu")) {
      return Optional.empty();
    }
    String type = gres.type().orElse("").toLowerCase(Locale.ROOT);
    if (NEURON_TYPE.matcher(type).matches()) {
      return Optional.of(NEURON);
    }
    if (AMD_TYPE.matcher(type).matches()) {
      return Optional.of(AMD);
    }
    if (allInstances(group, NEURON_INSTANCE)) {
      return Optional.of(NEURON);
    }
    return Optional.of(allInstances(group, AMD_INSTANCE) ? AMD : NVIDIA);
  }

  private static boolean allInstances(NodeGroup group, Pattern pattern) {
    return !group.overrides().isEmpty()
        && group.overrides().stream()
            .allMatch(
                override ->
                    override.get("InstanceType").orElse(override) instanceof Json.Text text
                        && pattern.matcher(text.value()).matches());
  }

  /**
   * {@code File=…} for some devices, and flags if the family needs them.
   *
   * @param offset how many devices of the family come before, on the same node
   * @param count how many, at least 1
   */
  String files(long offset, long count) {
    long from = first + offset;
    String numbers = count == 1 ? Long.toString(from) : from + "-" + (from + count - 1);
    return "File=" + path + "[" + numbers + "]" + flags;
  }
}
