package dev.slurmec2.reconcile;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.slurm.NodeState;
import java.util.Comparator;
import java.util.Optional;

/**
 * A machine that did not make it to a node, or that fell silent.
 *
 * @param finding what is done about it
 * @param group the node's group
 * @param instance whose console may say why: a live one, else the latest that ended
 * @param counts whether it counts against BootFailureLimit: the node was on its way up, or
 *     registered as less than it should be
 */
record FailedBoot(Finding finding, NodeGroup group, Optional<Instance> instance, boolean counts) {

  /** What that finding tells of the node's boot. */
  static Optional<FailedBoot> of(Finding finding, NodeView view, NodeGroup group) {
    boolean tells =
        finding.rule() == Rule.NEVER_CAME
            || finding.rule() == Rule.INVALID
            || finding.rule() == Rule.DEAD;
    if (!tells || !finding.acts()) {
      return Optional.empty();
    }
    boolean neverCame = finding.rule() == Rule.NEVER_CAME;
    Optional<Instance> instance =
        view.backing() instanceof Backing.Known known
            ? (neverCame ? known.failedAlone() : instance(known))
            : Optional.empty();
    if (neverCame && instance.isEmpty()) {
      // A resume run that died launched nothing that could have booted.
      return Optional.empty();
    }
    boolean spot = view.backing() instanceof Backing.Known known && known.isTakenByEc2();
    // What resume could not get is DOWN with the suite's reason, and no boot was tried; a spot
    // instance that EC2 took back says nothing of the image.
    boolean counts = finding.rule() != Rule.DEAD && !spot;
    return Optional.of(new FailedBoot(finding, group, instance, counts));
  }

  private static Optional<Instance> instance(Backing.Known known) {
    return known.live().stream()
        .map(Sighting::instance)
        .findFirst()
        .or(() -> known.ended().stream().max(Comparator.comparing(Instance::launchTime)));
  }

  /** Registered, answering, and what slurm.conf says it is. */
  static boolean isWell(NodeView view) {
    NodeState state = view.state();
    return States.isUp(state)
        && !state.is("DOWN")
        && !state.has("NOT_RESPONDING")
        && !view.isInvalid();
  }
}
