package dev.slurmec2.reconcile;

import dev.slurmec2.ec2.Instance;
import dev.slurmec2.reconcile.Verdict.Act;
import dev.slurmec2.reconcile.Verdict.Hold;
import dev.slurmec2.reconcile.Verdict.Pass;
import dev.slurmec2.slurm.NodeAddress;
import dev.slurmec2.slurm.NodeState;
import dev.slurmec2.slurm.SuiteReason;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a resume run that died left undone of nodes that are POWERING_UP, or were until they
 * registered.
 */
final class BootRules {
  private BootRules() {}

  /**
   * complete: the instance is there and Slurm does not know where. To set an address twice does no
   * harm, so a resume run that is still at work is not disturbed. After the registration only where
   * slurmctld cannot reach the node: slurmd registers without being known, but jobs fail to start
   * and cannot be ended there.
   */
  static Verdict complete(NodeView view) {
    boolean boots = States.isPoweringUp(view.state());
    boolean unreachable = isUnreachable(view);
    if (!boots && !unreachable) {
      return new Pass("the node is not POWERING_UP, nor up where Slurm cannot reach it");
    }
    if (!(view.backing() instanceof Backing.Known known)) {
      return new Pass("its region did not answer");
    }
    List<Sighting> running =
        known.running().stream().filter(sighting -> !view.bootedBefore(sighting)).toList();
    if (running.isEmpty()) {
      return new Pass("no instance is running that boots for this request");
    }
    if (running.stream().anyMatch(sighting -> sighting.hasAddress(view.node().address()))) {
      return new Pass("the address is set");
    }
    if (running.size() > 1 && unreachable) {
      return new Pass("which of its instances has registered is not known");
    }
    if (running.size() > 1
        && running.stream().anyMatch(sighting -> sighting.age().compareTo(view.grace()) < 0)) {
      return new Hold("two instances, one within the grace period");
    }
    Sighting oldest = running.stream().max(Comparator.comparing(Sighting::age)).orElseThrow();
    Optional<NodeAddress> address =
        oldest
            .instance()
            .address(view.identity())
            .map(ip -> addressOf(view, oldest.instance(), ip));
    if (address.isEmpty()) {
      return new Pass("the instance shows no address yet");
    }
    return new Act(
        (boots ? "POWERING_UP" : "up (" + view.stateWords() + ")")
            + " with address "
            + view.node().address()
            + ", instance "
            + oldest.words(),
        new Action.SetAddress(address.get()));
  }

  /**
   * Whether nobody has told slurmctld of the machine that registered: the address is the node's
   * name or, up to 23.02, that of an earlier life, and the node is silent. Later versions, and
   * earlier ones with cloud_reg_addrs, take the address from the registration, and it may rightly
   * be another than EC2's.
   */
  private static boolean isUnreachable(NodeView view) {
    NodeState state = view.state();
    return States.isUp(state)
        && !state.has("POWER_DOWN")
        && view.excluded().isEmpty()
        && (view.node().address().equals(view.node().name())
            || (state.has("NOT_RESPONDING") && !view.takesAddressOfRegistration()));
  }

  private static NodeAddress addressOf(NodeView view, Instance instance, String ip) {
    String node = view.node().name();
    return new NodeAddress(node, ip, view.identity().hostName(node, instance.privateIp()));
  }

  /**
   * never-came: DOWN frees the job at once, where ResumeTimeout would hold it for minutes;
   * power_down on a DOWN node ends POWERING_UP (src/slurmctld/node_mgr.c), which it does not do
   * alone. How long the node has been POWERING_UP Slurm does not print: earlier sweeps tell. An
   * instance that had booted before the request is none: a resume run that lives replaces it.
   */
  static Verdict neverCame(NodeView view) {
    if (!States.isPoweringUp(view.state())) {
      return new Pass("the node is not POWERING_UP");
    }
    if (!(view.backing() instanceof Backing.Known known)) {
      return new Pass("its region did not answer");
    }
    boolean useless = known.running().stream().anyMatch(view::bootedBefore);
    if (!known.running().stream().allMatch(view::bootedBefore) || known.untagged()) {
      return new Pass("an instance is running");
    }
    if (known.launching()) {
      return new Pass("a resume run is launching it, or an instance of its group has no name yet");
    }
    if (useless) {
      return view.lastedAtLeast(Watch.BOOTING, view.grace())
          ? new Act(
              "POWERING_UP for "
                  + view.seconds(Watch.BOOTING)
                  + ", and its instance had booted before: "
                  + known.running().get(0).words(),
              UpRules.downAndOff(
                  SuiteReason.of(
                      Rule.NEVER_CAME.toString(),
                      "its instance had booted before Slurm asked for the node, and does not boot"
                          + " again")))
          : new Pass("it has been POWERING_UP for less than the grace period");
    }
    if (known.isTakenByEc2()) {
      return new Act(
          "POWERING_UP, and EC2 took its instance away since the last sweep",
          UpRules.downAndOff(
              SuiteReason.of(
                  Rule.NEVER_CAME.toString(),
                  "EC2 took its instance away while it booted" + UpRules.code(known))));
    }
    if (!view.lastedAtLeast(Watch.POWERING_UP_EMPTY, view.grace())) {
      return new Pass("it has been seen so for less than the grace period");
    }
    String reason =
        SuiteReason.of(
            Rule.NEVER_CAME.toString(),
            "no instance came within the grace period"
                + UpRules.code(known.failedAlone().flatMap(Instance::stateReason)));
    return new Act(
        "POWERING_UP without an instance for " + view.seconds(Watch.POWERING_UP_EMPTY),
        UpRules.downAndOff(reason));
  }
}
