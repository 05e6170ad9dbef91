package dev.slurmec2.slurmconf;

import dev.slurmec2.config.NodeGroup;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The generic resources of a node group. */
final class GroupGres {
  private GroupGres() {}

  /**
   * The value of the group's Gres key, in whatever case the key is written; of several the last.
   */
  static Optional<String> text(NodeGroup group) {
    return group.slurmSpecifications().entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase("Gres"))
        .map(Map.Entry::getValue)
        .reduce((first, last) -> last);
  }

  /** The group's resources in order; none if it has no Gres or if it cannot be read. */
  static List<Gres> of(NodeGroup group) {
    return text(group)
        .map(GresReader::read)
        .map(result -> result instanceof GresResult.Parsed parsed ? parsed.list() : List.<Gres>of())
        .orElse(List.of());
  }
}
