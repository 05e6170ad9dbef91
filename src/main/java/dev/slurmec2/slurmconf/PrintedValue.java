package dev.slurmec2.slurmconf;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A string of the configuration that generate-conf prints.
 *
 * @param file {@code config.json} or {@code partitions.json}, with its directory
 * @param pointer its JSON pointer (RFC 6901)
 * @param key the key of slurm.conf
 * @param value the value as configured
 */
public record PrintedValue(String file, String pointer, String key, String value) {
  private static final String REFERENCE = "{{ssm:";

  /** Whether the value refers to the Parameter Store and has not been resolved. */
  public boolean isReference() {
    return value.contains(REFERENCE);
  }

  /** Whether the value is part of SlurmConf: a setting for the whole cluster. */
  boolean isSetting() {
    return pointer.startsWith("/SlurmConf/");
  }

  /**
   * Everything that is printed, in the order of the files: SlurmConf, the groups'
   * SlurmSpecifications and the PartitionOptions. (MaxNodes and the names are printed too; the one
   * is a number, the others cannot hold a reference.) Only when one of these {@link #isReference}
   * must generate-conf ask AWS.
   */
  public static List<PrintedValue> all(Configuration configuration) {
    List<PrintedValue> values = new ArrayList<>();
    String config = configuration.directory().resolve("config.json").toString();
    add(values, config, "/SlurmConf", configuration.settings().slurmConf());
    String file = configuration.directory().resolve("partitions.json").toString();
    for (int p = 0; p < configuration.partitions().size(); p++) {
      Partition partition = configuration.partitions().get(p);
      String pointer = "/Partitions/" + p;
      for (int g = 0; g < partition.nodeGroups().size(); g++) {
        NodeGroup group = partition.nodeGroups().get(g);
        add(
            values,
            file,
            pointer + "/NodeGroups/" + g + "/SlurmSpecifications",
            group.slurmSpecifications());
      }
      add(values, file, pointer + "/PartitionOptions", partition.options());
    }
    return values;
  }

  private static void add(
      List<PrintedValue> values, String file, String parent, Map<String, String> members) {
    members.forEach(
        (key, value) -> {
          String escaped = key.replace("~", "~0").replace("/", "~1");
          values.add(new PrintedValue(file, parent + "/" + escaped, key, value));
        });
  }
}
