package dev.slurmec2.ec2;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Filter;

/** DescribeInstances' filters for a query, within EC2's limits. Pure. */
final class InstanceFilters {

  /** EC2 refuses a call with more filter values, all filters together: FilterLimitExceeded. */
  static final int MAX_VALUES = 200;

  private static final List<String> LIVE = List.of("pending", "running", "stopping", "stopped");
  private static final List<String> ALL =
      List.of("pending", "running", "stopping", "stopped", "shutting-down", "terminated");

  private InstanceFilters() {}

  /**
   * What every call of the query says: its tags and states. The states are said even when all are
   * wanted, because a call without filters draws on a bucket of half the size.
   */
  static List<Filter> common(InstanceQuery query) {
    List<Filter> filters = new ArrayList<>();
    filters.add(filter("instance-state-name", query.liveOnly() ? LIVE : ALL));
    query
        .tags()
        .forEach((key, value) -> filters.add(filter("tag:" + key, List.of(literal(value)))));
    return List.copyOf(filters);
  }

  /** How many values one more filter beside these may have. */
  static int room(List<Filter> filters) {
    return MAX_VALUES - filters.stream().mapToInt(filter -> filter.values().size()).sum();
  }

  /** The filters for each call: one call, or as many as the names need. */
  static List<List<Filter>> calls(InstanceQuery query) {
    List<Filter> common = common(query);
    Optional<List<String>> names = query.names();
    if (query.ranges().isPresent()) {
      // A pattern: the numbers behind it are of whatever was launched together.
      List<String> begins = query.ranges().get().stream().map(each -> literal(each) + "*").toList();
      return oneOf(common, "tag:" + Tags.NODES, begins);
    }
    if (names.isEmpty()) {
      return List.of(common);
    }
    return oneOf(
        common, "tag:" + Tags.NAME, names.get().stream().map(InstanceFilters::literal).toList());
  }

  /** Calls that look for ids by filter: slower than by InstanceIds, but no id can refuse them. */
  static List<List<Filter>> callsForIds(List<Filter> common, Collection<String> ids) {
    return oneOf(common, "instance-id", ids);
  }

  private static List<List<Filter>> oneOf(
      List<Filter> common, String name, Collection<String> values) {
    return Batches.of(values, room(common)).stream()
        .map(
            batch -> {
              List<Filter> filters = new ArrayList<>(common);
              filters.add(filter(name, batch));
              return List.copyOf(filters);
            })
        .toList();
  }

  private static Filter filter(String name, List<String> values) {
    return Filter.builder().name(name).values(values).build();
  }

  /** Filter values are patterns; a backslash takes a character as it is. */
  private static String literal(String value) {
    return value.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?");
  }
}
