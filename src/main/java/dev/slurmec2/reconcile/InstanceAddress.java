package dev.slurmec2.reconcile;

import dev.slurmec2.ec2.Instance;
import dev.slurmec2.slurm.NodeAddress;
import java.util.Optional;

/** What Slurm is told of where a node is. */
public final class InstanceAddress {
  private InstanceAddress() {}

  /**
   * The address and host name of an instance's node: the private IPv4 address and {@code
   * ip-a-b-c-d}, EC2's own form; where there is no IPv4, the IPv6 address for both.
   *
   * @return empty while EC2 shows no address
   */
  public static Optional<NodeAddress> of(String node, Instance instance) {
    return instance
        .privateIp()
        .map(ip -> new NodeAddress(node, ip, "ip-" + ip.replace('.', '-')))
        .or(() -> instance.ipv6().map(ip -> new NodeAddress(node, ip, ip)));
  }
}
