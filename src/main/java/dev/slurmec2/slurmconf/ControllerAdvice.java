package dev.slurmec2.slurmconf;

import java.util.Optional;

/** Settings of slurmctld that cloud nodes need, or no longer need. */
final class ControllerAdvice {
  /** slurm.conf(5): TreeWidth, the default until 23.02, and the largest value. */
  private static final long DEFAULT_TREE_WIDTH = 50;

  static final long MAX_TREE_WIDTH = 65_533;

  /** From here on a tree has one level in all but the largest clusters. */
  private static final long FLAT_TREE_WIDTH = 1000;

  private ControllerAdvice() {}

  static void check(AdviceContext context) {
    checkReturnToService(context);
    checkPrivateData(context);
    checkTreeWidth(context);
    checkParameters(context);
  }

  private static void checkReturnToService(AdviceContext context) {
    Optional<String> value = context.settings().value("ReturnToService");
    if (value.isPresent() && value.get().equals("2")) {
      return;
    }
    context.warn(
        "return-to-service",
        "ReturnToService is %s: a node that registers after ResumeTimeout stays DOWN (\"unexpectedly rebooted\") although its instance runs. Set ReturnToService=2."
            .formatted(value.orElse("not set" + context.settings().unlessElsewhere())));
  }

  private static void checkPrivateData(AdviceContext context) {
    boolean cloud = context.settings().has("PrivateData", "cloud");
    if (!cloud && context.release().mayBeBefore(23, 2)) {
      context.warn(
          "private-data",
          "Up to Slurm 22.05, cloud nodes that are powered down are hidden, even from root, without PrivateData=cloud, and it is not set%s. Set it, or users and change-state do not see the nodes."
              .formatted(context.settings().unlessElsewhere()));
    } else if (cloud && context.release().isFrom(23, 2)) {
      context.hint(
          "private-data-needless",
          "PrivateData=cloud has had no meaning since Slurm 23.02, which shows all cloud nodes. Take it out.");
    }
  }

  private static void checkTreeWidth(AdviceContext context) {
    Optional<Long> set = context.settings().number("TreeWidth");
    long width = set.orElse(DEFAULT_TREE_WIDTH);
    long nodes =
        context.configuration().partitions().stream().mapToLong(AdviceContext::nodes).sum();
    if (context.release().mayBeBefore(23, 11) && width < Math.min(nodes, MAX_TREE_WIDTH)) {
      context.warn(
          "tree-width",
          "Up to Slurm 23.02, TreeWidth must not be below the number of nodes, because a node does not know the addresses of the others: it is %d%s, and there are %d nodes. Set TreeWidth=%d."
              .formatted(
                  width,
                  set.isPresent() ? "" : " by default" + context.settings().unlessElsewhere(),
                  nodes,
                  MAX_TREE_WIDTH));
    } else if (context.release().isFrom(23, 11) && set.orElse(0L) >= FLAT_TREE_WIDTH) {
      context.hint(
          "tree-width-needless",
          "TreeWidth=%d makes slurmctld speak to every node itself. Since Slurm 23.11 cloud nodes pass messages on; take the key out, or lower it."
              .formatted(width));
    }
  }

  private static void checkParameters(AdviceContext context) {
    ClusterSettings settings = context.settings();
    boolean idle = settings.has("SlurmctldParameters", "idle_on_node_suspend");
    if (idle && context.release().isBefore(21, 8)) {
      // 20.11 power_save.c calls clusteracct_storage_g_node_up, which frees the Reason.
      context.warn(
          "idle-on-node-suspend-forgets",
          "With idle_on_node_suspend of SlurmctldParameters, Slurm 20.11 takes the Reason from every node that it makes IDLE, and with it the only trace of why it was out: what an operator took out runs jobs once it has been powered down, and a node that EC2 could not give is tried again at once. Take idle_on_node_suspend out; change-state brings back what may come back.");
    } else if (!idle && context.release().mayBeFrom(21, 8)) {
      context.hint(
          "idle-on-node-suspend",
          "SlurmctldParameters has no idle_on_node_suspend%s: a node that is DOWN when it is powered down stays DOWN until change-state recovers it. With it Slurm makes every node IDLE that it powers down, also one that an operator drained."
              .formatted(settings.unlessElsewhere()));
    }
    boolean registers = settings.has("SlurmctldParameters", "cloud_reg_addrs");
    if (registers && context.release().isFrom(23, 11)) {
      context.hint(
          "cloud-reg-addrs-needless",
          "cloud_reg_addrs of SlurmctldParameters has been always on, and no option, since Slurm 23.11. Take it out.");
    } else if (!registers
        && context.release().isBefore(23, 11)
        && !settings.has("SlurmctldParameters", "cloud_dns")) {
      context.hint(
          "cloud-reg-addrs",
          "SlurmctldParameters has no cloud_reg_addrs%s: Slurm keeps a node's last address after power-down until the suite resets it. With it Slurm takes the address from the registration and drops it itself."
              .formatted(settings.unlessElsewhere()));
    }
    if (settings.has("CommunicationParameters", "NoAddrCache")
        && context.release().isFrom(23, 11)) {
      context.warn(
          "no-addr-cache",
          "NoAddrCache of CommunicationParameters is gone since Slurm 23.11. Take it out.");
    }
  }
}
