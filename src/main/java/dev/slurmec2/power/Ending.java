package dev.slurmec2.power;

import dev.slurmec2.ec2.TerminateOutcome;
import dev.slurmec2.reconcile.RegionProfile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends instances of this run's that are of no use, one call for each place. */
final class Ending {
  private static final Logger log = LoggerFactory.getLogger(Ending.class);

  private final PowerSite site;

  Ending(PowerSite site) {
    this.site = site;
  }

  /**
   * Ends them; what EC2 refuses is left to change-state.
   *
   * @param groupId whose they are, for the log
   * @param why completes "ended i-1": a clause, as {@code which no node can use}
   */
  void end(String groupId, Collection<NodeInstance> instances, String why) {
    Map<RegionProfile, List<String>> idsByPlace = new LinkedHashMap<>();
    instances.forEach(
        instance ->
            idsByPlace
                .computeIfAbsent(instance.where(), where -> new ArrayList<>())
                .add(instance.id()));
    idsByPlace.forEach(
        (where, ids) -> {
          TerminateOutcome outcome = site.ec2().in(where.region(), where.profile()).terminate(ids);
          log.info("{}: ended {}, {}", groupId, new TreeSet<>(outcome.ended()), why);
          outcome
              .failed()
              .forEach(
                  (id, error) ->
                      log.error(
                          "{}: {} could not be ended: {}; change-state tries again",
                          groupId,
                          id,
                          error));
        });
  }
}
