package dev.slurmec2.sandbox.engine;

import java.util.List;
import java.util.Optional;

/** The filters of DescribeInstances and DescribeInstanceStatus that the sandbox knows. */
final class InstanceFilters {

  private InstanceFilters() {}

  static boolean matches(InstanceView instance, List<Filter> filters) {
    return filters.stream().allMatch(filter -> matches(instance, filter));
  }

  private static boolean matches(InstanceView instance, Filter filter) {
    if (filter.name().startsWith("tag:")) {
      String value = instance.tags().get(filter.name().substring("tag:".length()));
      return value != null && filter.matches(value);
    }
    return switch (filter.name()) {
      case "tag-key" -> filter.matchesAny(instance.tags().keySet());
      case "tag-value" -> filter.matchesAny(instance.tags().values());
      case "instance-id" -> filter.matches(instance.id());
      case "instance-state-name" -> filter.matches(instance.state().wire());
      case "instance-state-code" -> filter.matches(Integer.toString(instance.state().code()));
      case "instance-type" -> filter.matches(instance.pool().instanceType());
      case "instance-lifecycle" ->
          instance.pool().market() == Market.SPOT && filter.matches(Market.SPOT.wire());
      case "availability-zone" -> filter.matches(instance.pool().zone());
      case "subnet-id" -> instance.addressShown() && filter.matches(instance.subnetId());
      case "private-ip-address", "network-interface.addresses.private-ip-address" ->
          instance.addressShown() && filter.matches(instance.privateIp());
      case "private-dns-name" ->
          instance.addressShown() && filter.matches(instance.privateDnsName());
      case "image-id" -> filter.matches(instance.imageId());
      case "client-token" -> filter.matches(instance.clientToken());
      case "reservation-id" -> filter.matches(instance.reservationId());
      case "launch-time" -> filter.matches(instance.launchTime().toString());
      case "state-reason-code" ->
          instance.stateReason().filter(reason -> filter.matches(reason.code())).isPresent();
      case "event.code" ->
          filter.matchesAny(instance.events().stream().map(StatusEvent::code).toList());
      case "instance-status.status" ->
          filter.matches(status(instance, instance.impairedInstance()));
      case "system-status.status" -> filter.matches(status(instance, instance.impairedSystem()));
      case "instance-status.reachability" ->
          filter.matches(instance.impairedInstance().isPresent() ? "failed" : "passed");
      case "system-status.reachability" ->
          filter.matches(instance.impairedSystem().isPresent() ? "failed" : "passed");
      default -> throw filter.unknown();
    };
  }

  private static String status(InstanceView instance, Optional<?> impairedSince) {
    if (instance.state() != InstanceState.RUNNING) {
      return "not-applicable";
    }
    return impairedSince.isPresent() ? "impaired" : "ok";
  }

  /** Refuses unknown filters also where there is no instance to try them on. */
  static void check(List<Filter> filters, InstanceView sample) {
    Filter.check(filters);
    filters.forEach(filter -> matches(sample, filter));
  }
}
