package dev.slurmec2.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks SubnetIds. */
final class SubnetsReader {
  private static final Pattern SUBNET = Pattern.compile("subnet-[0-9a-zA-Z]+");

  private SubnetsReader() {}

  /** The subnets' ids, which may be references; each is there once. */
  static List<String> read(Members group) {
    List<String> ids = new ArrayList<>();
    Map<String, Element> seen = new LinkedHashMap<>();
    List<Element> items =
        group
            .required("SubnetIds")
            .map(element -> element.itemsAtLeastOne("subnet"))
            .orElse(List.of());
    for (Element item : items) {
      Optional<String> id = item.text();
      if (id.isEmpty()) {
        continue;
      }
      Element first = seen.putIfAbsent(id.get(), item);
      if (first != null) {
        item.error(
            Quoted.of(id.get())
                + " is there twice, and EC2 refuses a request with two of the same.");
      } else if (!item.isPostponed() && !SUBNET.matcher(id.get()).matches()) {
        item.error(Quoted.of(id.get()) + " is no id of a subnet, such as subnet-0abc.");
      }
      ids.add(id.get());
    }
    return ids;
  }
}
