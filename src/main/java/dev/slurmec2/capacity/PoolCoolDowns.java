package dev.slurmec2.capacity;

import dev.slurmec2.state.CachedLines;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pools that had no capacity or were kept by a quota, in a file of StateDir that concurrent runs
 * share: later launches leave them out for a while. Only a cache: when the file is lost, EC2 is
 * asked once more.
 */
public final class PoolCoolDowns {
  private static final Logger log = LoggerFactory.getLogger(PoolCoolDowns.class);

  private final CachedLines file;
  private final Duration length;
  private final InstantSource clock;

  /**
   * @param stateDir where the file is kept; created when something has to be kept
   * @param length CapacityCoolDownSeconds: how long a cool-down is, and the most that one of a
   *     quota is; zero has none
   * @param clock this host's clock
   */
  public PoolCoolDowns(Path stateDir, Duration length, InstantSource clock) {
    this.file =
        new CachedLines(
            stateDir.resolve("pools"),
            log,
            "The cool-downs in {} cannot be used ({}); going on without them. Make StateDir writable"
                + " for SlurmUser.");
    this.length = length;
    this.clock = clock;
  }

  /** Those that are not over. Nothing is written. */
  public CoolDowns now() {
    return new CoolDowns(current(file.read()));
  }

  /**
   * Begins cool-downs. One that a pool is in already becomes the stricter of both.
   *
   * @param refused by pool: how many instances at once it could not give
   * @param code EC2's error code
   */
  public void begin(Map<Pool, Integer> refused, String code) {
    if (refused.isEmpty() || length.isZero()) {
      return;
    }
    Instant until = clock.instant().plus(CoolDown.length(code, length));
    log.info(
        "Nothing to be had ({}): {}; not asked again before {}", code, refused.keySet(), until);
    file.change(
        lines -> {
          Map<Pool, CoolDown> byPool = new LinkedHashMap<>();
          current(lines).forEach(coolDown -> byPool.put(coolDown.pool(), coolDown));
          refused.forEach(
              (pool, count) ->
                  byPool.merge(
                      pool,
                      new CoolDown(pool, count, until, code),
                      (old, now) ->
                          new CoolDown(pool, Math.min(old.refused(), now.refused()), until, code)));
          return byPool.values().stream().map(PoolCoolDowns::line).toList();
        });
  }

  private List<CoolDown> current(Collection<String> lines) {
    Instant now = clock.instant();
    // A clock that was set back must not leave a pool out for ever.
    Instant latest = now.plus(length);
    List<CoolDown> current = new ArrayList<>();
    for (String line : lines) {
      read(line)
          .filter(coolDown -> coolDown.until().isAfter(now) && !coolDown.until().isAfter(latest))
          .ifPresent(current::add);
    }
    return current;
  }

  private static String line(CoolDown coolDown) {
    return coolDown.until().toEpochMilli()
        + " "
        + coolDown.refused()
        + " "
        + coolDown.code()
        + " "
        + coolDown.pool().word();
  }

  private static Optional<CoolDown> read(String line) {
    String[] parts = line.split(" ", 4);
    if (parts.length != 4) {
      return Optional.empty();
    }
    try {
      Instant until = Instant.ofEpochMilli(Long.parseLong(parts[0]));
      int refused = Integer.parseInt(parts[1]);
      return refused < 1
          ? Optional.empty()
          : Pool.read(parts[3]).map(pool -> new CoolDown(pool, refused, until, parts[2]));
    } catch (NumberFormatException damaged) {
      return Optional.empty();
    }
  }
}
