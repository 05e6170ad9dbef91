package dev.slurmec2.ec2;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What became of a termination.
 *
 * @param ended ids that EC2 says are shutting down or gone
 * @param failed why, by id
 */
public record TerminateOutcome(Set<String> ended, Map<String, Ec2Error> failed) {
  public TerminateOutcome {
    ended = Set.copyOf(ended);
    failed = Collections.unmodifiableMap(new LinkedHashMap<>(failed));
  }
}
