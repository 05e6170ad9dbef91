package dev.slurmec2.config;

import java.util.Optional;

/**
 * By what the nodes of a group are known: to people, to Slurm and in the network.
 *
 * @param naming NodeNamePattern: the nodes' names
 * @param addressFamily NodeAddr: which address Slurm is told
 * @param hostName NodeHostName: which host name Slurm is told
 * @param nameTags NodeNameTags: by which tags an instance knows its node
 */
public record NodeIdentity(
    NodeNaming naming, AddressFamily addressFamily, NodeHostName hostName, NodeNameTags nameTags) {

  /** One whose instances are named by the tag Name. */
  public NodeIdentity(NodeNaming naming, AddressFamily addressFamily, NodeHostName hostName) {
    this(naming, addressFamily, hostName, NodeNameTags.NAME);
  }

  /** What holds for a group whose file says nothing. */
  public static NodeIdentity standard(String partition, String nodeGroup) {
    return new NodeIdentity(
        NodeNaming.standard(partition, nodeGroup), AddressFamily.IPV4, NodeHostName.INSTANCE);
  }

  /** The same with other tags for the name. */
  public NodeIdentity withNameTags(NodeNameTags other) {
    return new NodeIdentity(naming, addressFamily, hostName, other);
  }

  /**
   * The address that Slurm is told; empty while the instance shows none of this family.
   *
   * @param ipv4 the instance's private IPv4 address
   * @param ipv6 its first IPv6 address
   */
  public Optional<String> address(Optional<String> ipv4, Optional<String> ipv6) {
    return addressFamily == AddressFamily.IPV6 ? ipv6 : ipv4.or(() -> ipv6);
  }

  /**
   * The host name that Slurm is told.
   *
   * @param node the node's name
   * @param ipv4 the instance's private IPv4 address
   */
  public String hostName(String node, Optional<String> ipv4) {
    return hostName == NodeHostName.NODE
        ? node
        : ipv4.map(address -> "ip-" + address.replace('.', '-')).orElse(node);
  }
}
