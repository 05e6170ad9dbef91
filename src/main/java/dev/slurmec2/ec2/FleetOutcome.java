package dev.slurmec2.ec2;

import java.util.List;
import java.util.Optional;

/** What became of a fleet request. Instances and errors can both be in one answer. */
public sealed interface FleetOutcome {

  /**
   * EC2 answered 200.
   *
   * @param instances what was launched, possibly none
   * @param errors one per override that failed; possibly some although all instances came
   */
  record Answered(List<Launched> instances, List<PoolError> errors) implements FleetOutcome {
    public Answered {
      instances = List.copyOf(instances);
      errors = List.copyOf(errors);
    }
  }

  /**
   * EC2 answered an error: nothing was launched.
   *
   * @param error what it said
   */
  record Refused(Ec2Error error) implements FleetOutcome {}

  /**
   * No answer could be had, also not by asking again with the same token: instances may exist, and
   * carry the launch's tags if they do.
   *
   * @param error the last failure
   */
  record Unknown(Ec2Error error) implements FleetOutcome {}

  /**
   * A launched instance.
   *
   * @param zone the availability zone, where the answer says it
   * @param subnetId the subnet, where the answer says it
   */
  record Launched(
      String instanceId, String instanceType, Optional<String> zone, Optional<String> subnetId) {}

  /**
   * Why a pool gave nothing.
   *
   * @param instanceType the override's, where it has one
   * @param zone the override's availability zone, where EC2 says it
   * @param subnetId the override's subnet, where EC2 says it
   * @param lifecycle spot or on-demand, where EC2 says it
   */
  record PoolError(
      Ec2Error error,
      Optional<String> instanceType,
      Optional<String> zone,
      Optional<String> subnetId,
      Optional<String> lifecycle) {}
}
