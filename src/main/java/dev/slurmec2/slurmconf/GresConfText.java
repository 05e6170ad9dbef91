package dev.slurmec2.slurmconf;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The text of gres.conf.aws: one line for each generic resource of each node group.
 *
 * <p>Of a configuration it holds the groups' names, numbers and {@code Gres} of {@link
 * NodeGroup#slurmSpecifications()}; the instance types only decide whose device files an untyped
 * gpu has.
 */
public final class GresConfText {

  /** The name of the file, beside slurm.conf.aws. */
  public static final String FILE_NAME = "gres.conf.aws";

  /** The most devices with files on a node (gres.conf(5), File; slurmctld cuts the rest off). */
  static final long MAX_FILES = 1024;

  private static final List<String> HEADER =
      List.of(
          "# Written by slurm-ec2 generate-conf from partitions.json; changes made here are lost.",
          "# To be included by gres.conf, the same on the controller and on every cloud node:"
              + " Include gres.conf.aws");

  private GresConfText() {}

  /**
   * The text, lines ended by {@code \n}; comments only if no group has a Gres.
   *
   * @throws IllegalArgumentException if {@link PrintableConfiguration#problems} finds any
   */
  public static String of(Configuration configuration) {
    PrintableConfiguration.require(configuration);
    StringBuilder text = new StringBuilder();
    HEADER.forEach(line -> text.append(line).append('\n'));
    configuration.nodeGroups().forEach(group -> appendLines(text, group));
    return text.toString();
  }

  private static void appendLines(StringBuilder text, NodeGroup group) {
    Map<DeviceFamily, Long> used = new EnumMap<>(DeviceFamily.class);
    for (Gres gres : GroupGres.of(group)) {
      if (gres.count() == 0) {
        // None of it: nothing to describe, and Slurm takes the node's "name:0" without a line.
        continue;
      }
      text.append("NodeName=").append(group.range()).append(" Name=").append(gres.name());
      gres.type().ifPresent(type -> text.append(" Type=").append(type));
      Optional<DeviceFamily> family = DeviceFamily.of(gres, group);
      long offset = family.map(f -> used.getOrDefault(f, 0L)).orElse(0L);
      if (family.isPresent() && gres.count() <= MAX_FILES - offset) {
        text.append(' ').append(family.get().files(offset, gres.count()));
        used.put(family.get(), offset + gres.count());
      } else {
        text.append(" Count=").append(gres.countText());
      }
      text.append('\n');
    }
  }
}
