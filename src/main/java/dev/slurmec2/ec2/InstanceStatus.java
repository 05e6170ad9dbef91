package dev.slurmec2.ec2;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * DescribeInstanceStatus of one running instance.
 *
 * @param instanceId the instance
 * @param impairedSince since when a system or instance status check fails, if one does
 * @param events codes of scheduled events that are not completed, as {@code instance-retirement}
 */
public record InstanceStatus(
    String instanceId, Optional<Instant> impairedSince, List<String> events) {
  public InstanceStatus {
    events = List.copyOf(events);
  }
}
