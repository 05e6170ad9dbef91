package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.Filter;
import dev.slurmec2.sandbox.engine.Paging;
import java.util.List;

/** What many describe requests have in common. */
final class Requests {

  private Requests() {}

  static List<Filter> filters(Query query) {
    return query.items("Filter").stream()
        .map(filter -> new Filter(filter.text("Name", ""), filter.texts("Value")))
        .toList();
  }

  static Paging paging(Query query) {
    return new Paging(query.integer("MaxResults"), query.text("NextToken"));
  }
}
