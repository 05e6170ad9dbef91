package dev.slurmec2.sandbox.engine;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Spot instance requests: each spot instance of an instant fleet has one of its own. */
public final class SpotRequests {

  private SpotRequests() {}

  /** {@code active} while its instance lives, then {@code closed}. */
  public static String state(InstanceView instance) {
    return instance.state().isLive() ? "active" : "closed";
  }

  /** The code of its status, as EC2's user guide lists them. */
  public static String code(InstanceView instance) {
    if (instance.state().isLive()) {
      return instance.interruption().isPresent() ? "marked-for-termination" : "fulfilled";
    }
    boolean taken =
        instance
            .stateReason()
            .filter(reason -> reason.equals(EndCause.SPOT_INTERRUPTION.reason()))
            .isPresent();
    return taken ? "instance-terminated-no-capacity" : "instance-terminated-by-user";
  }

  static Page<InstanceView> describe(
      List<InstanceView> instances, List<String> ids, List<Filter> filters, Paging paging) {
    List<InstanceView> spot =
        instances.stream().filter(each -> each.spotRequestId().isPresent()).toList();
    Set<String> unknown = new TreeSet<>(ids);
    spot.forEach(each -> unknown.remove(each.spotRequestId().orElse("")));
    if (!unknown.isEmpty()) {
      throw new ApiError(
          "InvalidSpotInstanceRequestID.NotFound",
          "The spot instance request ID '" + String.join(", ", unknown) + "' does not exist");
    }
    return paging.page(
        spot.stream()
            .filter(each -> ids.isEmpty() || ids.contains(each.spotRequestId().orElse("")))
            .filter(each -> filters.stream().allMatch(filter -> matches(each, filter)))
            .toList(),
        each -> each.spotRequestId().orElse(""));
  }

  private static boolean matches(InstanceView instance, Filter filter) {
    return switch (filter.name()) {
      case "spot-instance-request-id" -> filter.matches(instance.spotRequestId().orElse(""));
      case "instance-id" -> filter.matches(instance.id());
      case "state" -> filter.matches(state(instance));
      case "status-code" -> filter.matches(code(instance));
      default -> throw filter.unknown();
    };
  }
}
