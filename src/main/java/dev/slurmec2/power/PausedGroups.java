package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.state.BootFailures;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Node groups that launch nothing for a while, because boot after boot of theirs failed. */
final class PausedGroups {
  private static final Logger log = LoggerFactory.getLogger(PausedGroups.class);

  private final PowerSite site;

  PausedGroups(PowerSite site) {
    this.site = site;
  }

  /**
   * The nodes that may not be launched now, with why and until when.
   *
   * @param existing nodes that have an instance: they need no launch
   */
  Map<String, Ec2Error> refused(Map<NodeGroup, List<String>> wanted, Set<String> existing) {
    Map<String, BootFailures.Row> rows = site.bootFailures().rows();
    Map<String, Ec2Error> refused = new LinkedHashMap<>();
    wanted.forEach(
        (group, nodes) -> {
          BootFailures.Row row = rows.get(group.id());
          Optional<Instant> until = row == null ? Optional.empty() : row.pausedUntil();
          List<String> launches = nodes.stream().filter(node -> !existing.contains(node)).toList();
          if (row != null && until.isPresent() && !launches.isEmpty()) {
            Ec2Error error = error(row, until.get());
            log.error("{}: {} not launched: {}", group.id(), Hostlist.fold(launches), error);
            launches.forEach(node -> refused.put(node, error));
          }
        });
    return refused;
  }

  private static Ec2Error error(BootFailures.Row row, Instant until) {
    return new Ec2Error(
        ErrorClass.CONFIGURATION,
        BootFailures.CODE,
        row.count()
            + " boots of the node group failed in a row; it launches nothing "
            + BootFailures.until(until, ZoneId.systemDefault())
            + ". The log has the ends of their consoles");
  }
}
