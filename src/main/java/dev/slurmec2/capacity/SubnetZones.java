package dev.slurmec2.capacity;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.state.CachedLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Zones of subnets, which never change, in a file of StateDir. Asked of EC2 only for groups with
 * several subnets: with one there is nothing to choose.
 */
public final class SubnetZones {
  private static final Logger log = LoggerFactory.getLogger(SubnetZones.class);

  private final CachedLines file;

  /**
   * @param stateDir where the file is kept; created when something has to be kept
   */
  public SubnetZones(Path stateDir) {
    this.file =
        new CachedLines(
            stateDir.resolve("subnets"),
            log,
            "{} cannot be used ({}). Make StateDir writable for SlurmUser.");
  }

  /**
   * The zones of the group's subnets that are known or that EC2 tells; those that it does not tell
   * are missing, and each such subnet counts as a zone of its own.
   */
  public Map<String, String> of(NodeGroup group, Ec2 ec2) {
    Map<String, String> zones = known();
    zones.keySet().retainAll(new LinkedHashSet<>(group.subnetIds()));
    Set<String> unknown = new LinkedHashSet<>(group.subnetIds());
    unknown.removeAll(zones.keySet());
    if (unknown.isEmpty() || group.subnetIds().size() == 1) {
      return zones;
    }
    Ec2Result<Map<String, String>> answer = ec2.zonesOf(unknown);
    if (answer instanceof Ec2Result.Ok<Map<String, String>> ok) {
      zones.putAll(ok.value());
      keep(ok.value());
    } else if (answer instanceof Ec2Result.Failed<Map<String, String>> failed) {
      log.warn(
          "{}: the zones of {} are not known, so that each counts as a zone of its own: {}",
          group.id(),
          unknown,
          failed.error());
    }
    return zones;
  }

  private Map<String, String> known() {
    Map<String, String> zones = new LinkedHashMap<>();
    for (String line : file.read()) {
      String[] parts = line.split(" ", -1);
      if (parts.length == 2 && !parts[1].isEmpty()) {
        zones.put(parts[0], parts[1]);
      }
    }
    return zones;
  }

  private void keep(Map<String, String> zones) {
    if (zones.isEmpty()) {
      return;
    }
    file.change(
        lines -> {
          List<String> changed = new ArrayList<>(lines);
          zones.forEach((subnet, zone) -> changed.add(subnet + " " + zone));
          return changed.stream().distinct().toList();
        });
  }
}
