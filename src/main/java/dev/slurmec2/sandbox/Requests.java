package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.Filter;
import dev.slurmec2.sandbox.engine.Paging;
import java.util.List;

/** What many describe requests have in common. */
final class Requests {

  private Requests() {}

  /** The filters of a call, within EC2's limits. */
  static List<Filter> filters(Query query) {
    List<Filter> filters =
        query.items("Filter").stream()
            .map(filter -> new Filter(filter.text("Name", ""), filter.texts("Value")))
            .toList();
    Filter.check(filters);
    return filters;
  }

  /** For calls of which the sandbox knows no filter: one that is ignored would be a lie. */
  static void refuseFilters(Query query) {
    filters(query).stream()
        .findFirst()
        .ifPresent(
            filter -> {
              throw filter.unknown();
            });
  }

  static Paging paging(Query query) {
    return new Paging(query.integer("MaxResults"), query.text("NextToken"));
  }
}
