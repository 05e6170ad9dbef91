package dev.slurmec2.capacity;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The cool-downs of one moment. */
public final class CoolDowns {
  private final Map<Pool, CoolDown> byPool = new LinkedHashMap<>();

  CoolDowns(Collection<CoolDown> coolDowns) {
    coolDowns.forEach(coolDown -> byPool.put(coolDown.pool(), coolDown));
  }

  /** The offers whose pools may have so many instances at once. */
  public List<Offer> worthAsking(List<Offer> offers, int count) {
    return offers.stream().filter(offer -> excluding(offer.pool(), count).isEmpty()).toList();
  }

  /**
   * The cool-down that ends first, if all of the offers are in one for that count; empty when one
   * of them is worth asking for, or there is none.
   */
  public Optional<CoolDown> endsFirst(List<Offer> offers, int count) {
    return closing(offers, count).stream().findFirst();
  }

  /**
   * What keeps all of the offers from being asked for, each once, in the order of their ends; none
   * when one of them is worth asking for.
   */
  public List<CoolDown> closing(List<Offer> offers, int count) {
    if (!worthAsking(offers, count).isEmpty()) {
      return List.of();
    }
    return offers.stream()
        .flatMap(offer -> excluding(offer.pool(), count).stream())
        .distinct()
        .sorted(Comparator.comparing(CoolDown::until))
        .toList();
  }

  /** All of them. */
  public List<CoolDown> all() {
    return List.copyOf(byPool.values());
  }

  /** The pool's own or that of a quota, whichever lasts longer. */
  private Optional<CoolDown> excluding(Pool pool, int count) {
    return Stream.of(pool, pool.inAllZones())
        .flatMap(each -> Optional.ofNullable(byPool.get(each)).stream())
        .filter(coolDown -> coolDown.excludes(count))
        .max(Comparator.comparing(CoolDown::until));
  }
}
