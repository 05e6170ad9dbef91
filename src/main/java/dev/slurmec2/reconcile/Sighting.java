package dev.slurmec2.reconcile;

import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.Instance.State;
import java.time.Duration;
import java.util.Optional;

/**
 * A live instance that is the suite's own.
 *
 * @param instance as EC2 shows it
 * @param where who saw it, and ends it
 * @param age when Slurm was asked, never negative; by EC2's clock alone, or where that is not known
 *     since it was first seen, by the local one alone
 * @param health what its status checks say
 */
record Sighting(Instance instance, RegionProfile where, Duration age, Health health) {

  /** Whether it is, or is about to be, a machine on which a node can run. */
  boolean runs() {
    return instance.state() == State.PENDING || instance.state() == State.RUNNING;
  }

  boolean hasAddress(String address) {
    return instance.privateIp().filter(address::equals).isPresent()
        || instance.ipv6().filter(address::equals).isPresent();
  }

  Optional<String> name() {
    return instance.node();
  }

  /** {@code i-0abc (running, 312 s old)}. */
  String words() {
    return instance.id()
        + " ("
        + instance.state().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-')
        + ", "
        + age.toSeconds()
        + " s old)";
  }
}
