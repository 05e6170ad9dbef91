package dev.slurmec2.capacity;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cool-downs of one moment. */
public final class CoolDowns {
  private final Map<Pool, CoolDown> byPool = new LinkedHashMap<>();

  CoolDowns(Collection<CoolDown> coolDowns) {
    coolDowns.forEach(coolDown -> byPool.put(coolDown.pool(), coolDown));
  }

  /** The offers whose pools may have so many instances at once. */
  public List<Offer> worthAsking(List<Offer> offers, int count) {
    return offers.stream().filter(offer -> !excludes(offer.pool(), count)).toList();
  }

  /**
   * The cool-down that ends first, if all of the offers are in one for that count; empty when one
   * of them is worth asking for, or there is none.
   */
  public Optional<CoolDown> endsFirst(List<Offer> offers, int count) {
    if (!worthAsking(offers, count).isEmpty()) {
      return Optional.empty();
    }
    return offers.stream()
        .flatMap(offer -> Optional.ofNullable(byPool.get(offer.pool())).stream())
        .min(Comparator.comparing(CoolDown::until));
  }

  /** All of them. */
  public List<CoolDown> all() {
    return List.copyOf(byPool.values());
  }

  private boolean excludes(Pool pool, int count) {
    CoolDown coolDown = byPool.get(pool);
    return coolDown != null && coolDown.excludes(count);
  }
}
