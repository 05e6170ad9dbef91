package dev.slurmec2.ec2;

import dev.slurmec2.config.ApiLimits;
import dev.slurmec2.config.ApiLimits.TokenBucket;
import dev.slurmec2.state.LockedLines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * EC2's token buckets as they should be now, in a file of StateDir that concurrent runs share. Only
 * a cache: where the file says nothing of a bucket it is full, and EC2's own answers count more.
 */
final class ApiBuckets {
  private static final Logger log = LoggerFactory.getLogger(ApiBuckets.class);

  /** The action that draws on the bucket of launches. */
  static final String CREATE_FLEET = "CreateFleet";

  /** The other one: both draw on the same bucket of instances, and on their own of calls. */
  static final String RUN_INSTANCES = "RunInstances";

  /**
   * So many seconds' refill is left in a bucket of calls: calls take differently long to reach EC2,
   * so that some come closer together than they were sent.
   */
  private static final double HEADROOM_SECONDS = 1;

  private final LockedLines file;
  private final Path path;
  private final ApiLimits limits;
  private final InstantSource clock;

  /** What counts while the file cannot be used: the calls of this process. */
  private List<String> withoutFile = List.of();

  private boolean complained;

  /**
   * @param stateDir where the file is kept; created when something has to be kept
   * @param clock this host's clock
   */
  ApiBuckets(Path stateDir, ApiLimits limits, InstantSource clock) {
    this.path = stateDir.resolve("api-buckets");
    this.file = new LockedLines(path);
    this.limits = limits;
    this.clock = clock;
  }

  /** The buckets of one region and profile. */
  Pace in(String region, Optional<String> profile) {
    return new InPlace(region + profile.map(name -> " " + name).orElse(""));
  }

  /** Whether calls of that kind wait for tokens: those that look start at once. */
  static boolean isPaced(String action) {
    return !action.startsWith("Describe") && !action.startsWith("Get");
  }

  /** Whether calls of that kind launch instances. */
  static boolean launches(String action) {
    return action.equals(CREATE_FLEET) || action.equals(RUN_INSTANCES);
  }

  /** Under whose name the bucket of instances is kept that a call draws on. */
  private static String ofResources(String action) {
    return launches(action) ? CREATE_FLEET : action;
  }

  private boolean hasResources(String action) {
    return limits.of(ofResources(action)).resources().isPresent();
  }

  private enum Kind {
    REQUESTS,
    RESOURCES;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One line of the file: {@code CreateFleet requests 49.5 1764000000000 us-east-1 profile}. */
  private record Key(String action, Kind kind, String place) {}

  private final class InPlace implements Pace {
    private final String place;

    InPlace(String place) {
      this.place = place;
    }

    @Override
    public Optional<Duration> take(String action, int resources, Duration longest) {
      if (!isPaced(action)) {
        return Optional.of(Duration.ZERO);
      }
      AtomicReference<Optional<Duration>> taken = new AtomicReference<>(Optional.empty());
      change(
          levels -> {
            Bucket calls = bucket(levels, action, Kind.REQUESTS);
            Optional<Bucket> instances =
                hasResources(action) && resources > 0
                    ? Optional.of(bucket(levels, ofResources(action), Kind.RESOURCES))
                    : Optional.empty();
            Duration wait = calls.waitFor(1);
            Duration other = instances.map(b -> b.waitFor(resources)).orElse(Duration.ZERO);
            wait = other.compareTo(wait) > 0 ? other : wait;
            if (wait.compareTo(longest) <= 0) {
              taken.set(Optional.of(wait));
              levels.put(calls.key(), calls.level().without(1));
              instances.ifPresent(b -> levels.put(b.key(), b.level().without(resources)));
            }
            return levels;
          });
      return Objects.requireNonNullElse(taken.get(), Optional.empty());
    }

    @Override
    public void giveBack(String action, int resources) {
      if (isPaced(action) && hasResources(action) && resources > 0) {
        change(
            levels -> {
              Bucket bucket = bucket(levels, ofResources(action), Kind.RESOURCES);
              levels.put(bucket.key(), bucket.level().with(bucket.limit(), resources));
              return levels;
            });
      }
    }

    @Override
    public void refused(String action, boolean resources) {
      if (isPaced(action) && (!resources || hasResources(action))) {
        change(
            levels -> {
              Bucket bucket =
                  resources
                      ? bucket(levels, ofResources(action), Kind.RESOURCES)
                      : bucket(levels, action, Kind.REQUESTS);
              levels.put(bucket.key(), bucket.level().emptied());
              return levels;
            });
      }
    }

    @Override
    public LaunchTokens launches() {
      Optional<TokenBucket> limit = limits.of(CREATE_FLEET).resources();
      if (limit.isEmpty()) {
        return LaunchTokens.UNLIMITED;
      }
      Bucket bucket = bucket(now(), CREATE_FLEET, Kind.RESOURCES);
      return new LaunchTokens(
          bucket.level().whole(), limit.get().capacity(), limit.get().perSecond());
    }

    @Override
    public int spare(String action) {
      Bucket bucket = bucket(now(), action, Kind.REQUESTS);
      return Math.max(0, bucket.level().whole() - bucket.limit().capacity() / 2);
    }

    private Bucket bucket(Map<Key, BucketLevel> levels, String action, Kind kind) {
      ApiLimits.Limit limit = limits.of(action);
      TokenBucket size =
          kind == Kind.REQUESTS ? withHeadroom(limit.requests()) : limit.resources().orElseThrow();
      Key key = new Key(action, kind, place);
      Instant now = clock.instant();
      BucketLevel level = levels.getOrDefault(key, BucketLevel.full(size, now));
      return new Bucket(key, size, level.at(size, now));
    }
  }

  private record Bucket(Key key, TokenBucket limit, BucketLevel level) {
    Duration waitFor(int tokens) {
      return level.waitFor(limit, tokens);
    }
  }

  private static TokenBucket withHeadroom(TokenBucket bucket) {
    int headroom = (int) Math.min(bucket.capacity() / 2.0, bucket.perSecond() * HEADROOM_SECONDS);
    return new TokenBucket(bucket.capacity() - headroom, bucket.perSecond());
  }

  private void change(UnaryOperator<Map<Key, BucketLevel>> change) {
    UnaryOperator<List<String>> ofLines = lines -> lines(change.apply(levels(lines)));
    try {
      file.change(ofLines);
    } catch (IOException e) {
      synchronized (this) {
        complain(e);
        withoutFile = ofLines.apply(withoutFile);
      }
    }
  }

  /** The levels as they were written; for those who only look, without a lock. */
  private Map<Key, BucketLevel> now() {
    try {
      return levels(file.read());
    } catch (IOException e) {
      synchronized (this) {
        complain(e);
        return levels(withoutFile);
      }
    }
  }

  private void complain(IOException e) {
    if (!complained) {
      complained = true;
      log.warn(
          "The token buckets in {} cannot be used ({}); calls of other runs are not counted. Make"
              + " StateDir writable for SlurmUser.",
          path,
          e.toString());
    }
  }

  private static Map<Key, BucketLevel> levels(List<String> lines) {
    Map<Key, BucketLevel> levels = new LinkedHashMap<>();
    for (String line : lines) {
      String[] parts = line.split(" ", 5);
      if (parts.length == 5) {
        for (Kind kind : Kind.values()) {
          if (parts[1].equals(kind.word())) {
            level(parts[2], parts[3])
                .ifPresent(level -> levels.put(new Key(parts[0], kind, parts[4]), level));
          }
        }
      }
    }
    return levels;
  }

  private static Optional<BucketLevel> level(String tokens, String at) {
    try {
      double number = Double.parseDouble(tokens);
      return Double.isFinite(number)
          ? Optional.of(new BucketLevel(number, Instant.ofEpochMilli(Long.parseLong(at))))
          : Optional.empty();
    } catch (NumberFormatException | DateTimeException damaged) {
      return Optional.empty();
    }
  }

  private static List<String> lines(Map<Key, BucketLevel> levels) {
    return levels.entrySet().stream()
        .map(
            entry ->
                String.join(
                    " ",
                    entry.getKey().action(),
                    entry.getKey().kind().word(),
                    threeDecimals(entry.getValue().tokens()),
                    Long.toString(entry.getValue().at().toEpochMilli()),
                    entry.getKey().place()))
        .toList();
  }

  /** As %.3f, which takes a start 10 ms: symbols of the locale, and a parser of formats. */
  private static String threeDecimals(double number) {
    long thousandths = Math.round(number * 1000);
    String decimals = Long.toString(Math.abs(thousandths) % 1000 + 1000).substring(1);
    return (thousandths < 0 ? "-" : "") + Math.abs(thousandths) / 1000 + "." + decimals;
  }
}
