package dev.slurmec2.slurm;

/**
 * Where a node is.
 *
 * @param node NodeName
 * @param address NodeAddr: an IPv4 or IPv6 address
 * @param hostname NodeHostName
 */
public record NodeAddress(String node, String address, String hostname) {

  /**
   * A node's address with the host name that EC2 gives by default: {@code ip-a-b-c-d} for IPv4. An
   * IPv6 address has no such name; there it is the node's own.
   */
  public static NodeAddress at(String node, String address) {
    boolean ipv6 = address.indexOf(':') >= 0;
    return new NodeAddress(node, address, ipv6 ? node : "ip-" + address.replace('.', '-'));
  }
}
