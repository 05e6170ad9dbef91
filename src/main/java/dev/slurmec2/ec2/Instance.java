package dev.slurmec2.ec2;

import dev.slurmec2.config.NodeIdentity;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An instance as DescribeInstances shows it.
 *
 * @param id InstanceId
 * @param state its state
 * @param privateIp the private IPv4 address, once it is shown
 * @param ipv6 the first IPv6 address, if there is one
 * @param instanceType the type
 * @param zone the availability zone
 * @param launchTime on EC2's clock
 * @param spot whether it is a spot instance
 * @param tags all its tags
 * @param stateReason the code of why it changed state, as {@code Server.SpotInstanceTermination},
 *     if EC2 says one
 */
public record Instance(
    String id,
    State state,
    Optional<String> privateIp,
    Optional<String> ipv6,
    String instanceType,
    String zone,
    Instant launchTime,
    boolean spot,
    Map<String, String> tags,
    Optional<String> stateReason) {
  public Instance {
    tags = Map.copyOf(tags);
  }

  /** EC2's instance states. */
  public enum State {
    PENDING,
    RUNNING,
    STOPPING,
    STOPPED,
    SHUTTING_DOWN,
    TERMINATED;

    /** Whether the instance is, or can be again, somebody's machine: it costs or may cost. */
    public boolean isLive() {
      return this != SHUTTING_DOWN && this != TERMINATED;
    }
  }

  /** Where a node of that identity is reached; empty while EC2 shows no such address. */
  public Optional<String> address(NodeIdentity identity) {
    return identity.address(privateIp, ipv6);
  }

  /** The node that its tags say it is; empty while they say none, or not all of it. */
  public Optional<String> node() {
    return NodeTags.nodeOf(tags);
  }

  /** The tag of that key. */
  public Optional<String> tag(String key) {
    return Optional.ofNullable(tags.get(key));
  }
}
