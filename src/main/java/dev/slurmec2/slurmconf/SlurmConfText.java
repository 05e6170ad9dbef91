package dev.slurmec2.slurmconf;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Partition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The text of slurm.conf.aws: SlurmConf's entries, then the nodes and the partitions.
 *
 * <p>Of a configuration it holds {@link dev.slurmec2.config.Settings#slurmConf()} and, of every
 * partition, name, {@link Partition#options()}, and of its groups name, number and {@link
 * NodeGroup#slurmSpecifications()}; nothing else.
 */
public final class SlurmConfText {

  /** The name of the file, beside the configuration unless the user says otherwise. */
  public static final String FILE_NAME = "slurm.conf.aws";

  /** Neither time nor version: the text changes only when the configuration does. */
  private static final List<String> HEADER =
      List.of(
          "# Written by slurm-ec2 generate-conf from config.json and partitions.json; changes made"
              + " here are lost.",
          "# To be included by slurm.conf: Include slurm.conf.aws");

  /** Keys that start a line of their own and may stand in slurm.conf many times. */
  private static final Set<String> LINE_KEYS =
      Set.of(
          "nodename",
          "partitionname",
          "nodeset",
          "downnodes",
          "frontendname",
          "slurmctldhost",
          "include");

  private SlurmConfText() {}

  /**
   * The text, lines ended by {@code \n}.
   *
   * @throws IllegalArgumentException if {@link PrintableConfiguration#problems} finds any; callers
   *     ask it first, or use {@link GeneratedTexts#of}
   */
  public static String of(Configuration configuration) {
    PrintableConfiguration.require(configuration);
    StringBuilder text = new StringBuilder();
    HEADER.forEach(line -> text.append(line).append('\n'));
    appendSettings(text, configuration.settings().slurmConf());
    text.append('\n');
    for (Partition partition : configuration.partitions()) {
      partition.nodeGroups().forEach(group -> text.append(nodeLine(group)).append('\n'));
      text.append(partitionLine(partition)).append("\n\n");
    }
    return text.toString();
  }

  /** Whether a key of SlurmConf begins a line with keys of its own, as NodeName does. */
  static boolean beginsLine(String key) {
    return LINE_KEYS.contains(key.toLowerCase(Locale.ROOT));
  }

  private static void appendSettings(StringBuilder text, Map<String, String> slurmConf) {
    ConfLine single = new ConfLine();
    StringBuilder lines = new StringBuilder();
    slurmConf.forEach(
        (key, value) -> {
          if (beginsLine(key)) {
            // Its value is the rest of a line, keys and all, and is copied as it is.
            lines.append(key).append('=').append(value).append('\n');
          } else {
            single.set(key, value);
          }
        });
    String settings = single.joined("\n");
    text.append(settings).append(settings.isEmpty() ? "" : "\n").append(lines);
  }

  private static String nodeLine(NodeGroup group) {
    return new ConfLine()
        .set("NodeName", group.range())
        .set("State", "CLOUD")
        .setAllBut(group.slurmSpecifications(), "NodeName", "State")
        .joined(" ");
  }

  private static String partitionLine(Partition partition) {
    String nodes =
        partition.nodeGroups().stream().map(NodeGroup::range).collect(Collectors.joining(","));
    return new ConfLine()
        .set("PartitionName", partition.name())
        .set("Nodes", nodes)
        .set("MaxTime", "INFINITE")
        .set("State", "UP")
        .setAllBut(partition.options(), "PartitionName")
        .joined(" ");
  }
}
