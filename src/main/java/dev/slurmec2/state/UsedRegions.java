package dev.slurmec2.state;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this cluster may have instances, in a file of StateDir: resume and change-state note each
 * region that they use, so that one that partitions.json names no more is still looked at.
 */
public final class UsedRegions {
  private static final Logger log = LoggerFactory.getLogger(UsedRegions.class);

  /** What stands in the place of a time for a region that is in use. */
  private static final String IN_USE = "-";

  /** A damaged line must not become a question to a host that does not exist. */
  private static final Pattern REGION = Pattern.compile("[a-z][a-z0-9-]{1,63}");

  private final LockedLines file;
  private final Path path;

  /**
   * @param stateDir where the file is kept; created when something has to be kept
   */
  public UsedRegions(Path stateDir) {
    this.path = stateDir.resolve("used-regions");
    this.file = new LockedLines(path);
  }

  /**
   * A region, and whose credentials see it.
   *
   * @param region the AWS region's name
   * @param profile a profile of the AWS configuration files; empty for the default chain
   */
  public record Place(String region, Optional<String> profile) {}

  /** The file. */
  public Path path() {
    return path;
  }

  /**
   * What is known, with the time since when it has held nothing; empty for a place in use. Nothing
   * is written.
   */
  public Map<Place, Optional<Instant>> all() {
    try {
      return places(file.read());
    } catch (IOException e) {
      log.debug("{} cannot be read: {}", path, e.toString());
      return Map.of();
    }
  }

  /** Notes places that are used; writes only what is new. */
  public void use(Iterable<Place> used) {
    update(
        places -> {
          used.forEach(place -> places.put(place, Optional.empty()));
          return places;
        });
  }

  /**
   * Changes what is known, where it does change.
   *
   * @param change from what was known to what is
   */
  public void update(UnaryOperator<Map<Place, Optional<Instant>>> change) {
    try {
      Map<Place, Optional<Instant>> before = places(file.read());
      if (!change.apply(new LinkedHashMap<>(before)).equals(before)) {
        file.change(lines -> lines(change.apply(places(lines))));
      }
    } catch (IOException e) {
      complain(e);
    }
  }

  private static Map<Place, Optional<Instant>> places(List<String> lines) {
    Map<Place, Optional<Instant>> places = new LinkedHashMap<>();
    for (String line : lines) {
      String[] parts = line.split(" ", 3);
      if (parts.length >= 2 && REGION.matcher(parts[1]).matches()) {
        Optional<String> profile =
            parts.length == 3 && !parts[2].isBlank() ? Optional.of(parts[2]) : Optional.empty();
        places.put(new Place(parts[1], profile), since(parts[0]));
      }
    }
    return places;
  }

  private static List<String> lines(Map<Place, Optional<Instant>> places) {
    List<String> lines = new ArrayList<>();
    places.forEach(
        (place, since) ->
            lines.add(
                since.map(at -> Long.toString(at.toEpochMilli())).orElse(IN_USE)
                    + " "
                    + place.region()
                    + place.profile().map(name -> " " + name).orElse("")));
    return lines;
  }

  /** A time that cannot be read is none: the place is looked at for longer. */
  private static Optional<Instant> since(String millis) {
    try {
      return Optional.of(Instant.ofEpochMilli(Long.parseLong(millis)));
    } catch (NumberFormatException inUse) {
      return Optional.empty();
    }
  }

  private void complain(IOException e) {
    log.warn(
        "{} cannot be used ({}): a region that is taken out of partitions.json is not looked at any"
            + " more. Make StateDir writable for SlurmUser.",
        path,
        e.toString());
  }
}
