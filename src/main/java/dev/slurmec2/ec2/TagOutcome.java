package dev.slurmec2.ec2;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of tagging. Of an instance among the failed it is not known whether it has the tags.
 *
 * @param failed why, by id; all others have the tags
 */
public record TagOutcome(Map<String, Ec2Error> failed) {

  /** All have their tags. */
  public static final TagOutcome DONE = new TagOutcome(Map.of());

  public TagOutcome {
    failed = Collections.unmodifiableMap(new LinkedHashMap<>(failed));
  }

  /** None of them is known to have its tags. */
  public static TagOutcome failed(Collection<String> ids, Ec2Error error) {
    Map<String, Ec2Error> failed = new LinkedHashMap<>();
    ids.forEach(id -> failed.put(id, error));
    return new TagOutcome(failed);
  }
}
