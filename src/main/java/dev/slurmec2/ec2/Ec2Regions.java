package dev.slurmec2.ec2;

import dev.slurmec2.config.NodeGroup;
import java.util.Optional;

/** Gives an {@link Ec2} per region and profile; the same one for the same pair. */
@FunctionalInterface
public interface Ec2Regions {

  /**
   * EC2 of that region.
   *
   * @param profile a profile of the AWS configuration files; empty for the default chain
   */
  Ec2 in(String region, Optional<String> profile);

  /** EC2 where that group's instances are. */
  default Ec2 of(NodeGroup group) {
    return in(group.region(), group.profile());
  }
}
