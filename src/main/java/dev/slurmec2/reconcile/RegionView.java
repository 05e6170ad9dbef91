package dev.slurmec2.reconcile;

import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What EC2 said of one region. */
public sealed interface RegionView {

  /**
   * It answered.
   *
   * @param instances those with the cluster's tag, ended ones too while EC2 shows them, and live
   *     ones that are named as nodes
   * @param ec2Now EC2's clock at the moment when Slurm was asked, if it is known
   * @param statuses of instances that are impaired or have scheduled events
   * @param noStatuses why EC2 did not say those, if it did not: nothing is impaired then
   * @param interruptions status codes of spot requests, by instance, that EC2 is about to take back
   * @param noInterruptions why EC2 did not say those, if it did not: nothing is taken back then
   */
  record Seen(
      List<Instance> instances,
      Optional<Instant> ec2Now,
      List<InstanceStatus> statuses,
      Optional<Ec2Error> noStatuses,
      Map<String, String> interruptions,
      Optional<Ec2Error> noInterruptions)
      implements RegionView {
    public Seen {
      instances = List.copyOf(instances);
      statuses = List.copyOf(statuses);
      interruptions = Map.copyOf(interruptions);
    }
  }

  /**
   * It did not: nothing that rests on the absence of its instances may be decided.
   *
   * @param error why
   */
  record Unanswered(Ec2Error error) implements RegionView {}
}
