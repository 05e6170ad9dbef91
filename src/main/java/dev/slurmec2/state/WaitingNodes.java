package dev.slurmec2.state;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nodes that a resume run is going to launch as soon as EC2's launch limit lets it, in a file of
 * StateDir: change-state does not give them up. Only a cache: when the file is lost they are given
 * up at the end of GraceSeconds, and their jobs are requeued.
 */
public final class WaitingNodes {
  private static final Logger log = LoggerFactory.getLogger(WaitingNodes.class);

  /**
   * How long a line counts: longer than the launch and the handover of the nodes before them, after
   * which it is renewed. A run that died is noticed so much later.
   */
  static final Duration COUNTS = Duration.ofMinutes(4);

  private final CachedLines file;
  private final InstantSource clock;

  /**
   * @param stateDir where the file is kept; created when something has to be kept
   * @param clock this host's clock
   */
  public WaitingNodes(Path stateDir, InstantSource clock) {
    this.file =
        new CachedLines(
            stateDir.resolve("waiting"),
            log,
            "The list of waiting nodes {} cannot be used ({}); change-state may give up nodes that wait"
                + " for EC2's launch limit. Make StateDir writable for SlurmUser.");
    this.clock = clock;
  }

  /** Says that these nodes wait, from now on for some minutes. */
  public void await(Collection<String> nodes) {
    Instant until = clock.instant().plus(COUNTS);
    change(byNode -> nodes.forEach(node -> byNode.put(node, until)));
  }

  /** Says that these nodes wait no longer: they are launched or given up. */
  public void done(Collection<String> nodes) {
    change(byNode -> byNode.keySet().removeAll(new LinkedHashSet<>(nodes)));
  }

  /** The nodes that wait. Nothing is written. */
  public Set<String> now() {
    return read(file.read()).keySet();
  }

  private interface Change {
    void apply(Map<String, Instant> byNode);
  }

  private void change(Change change) {
    file.change(
        lines -> {
          Map<String, Instant> byNode = read(lines);
          change.apply(byNode);
          return byNode.entrySet().stream()
              .map(entry -> entry.getValue().toEpochMilli() + " " + entry.getKey())
              .toList();
        });
  }

  private Map<String, Instant> read(Collection<String> lines) {
    Instant now = clock.instant();
    Map<String, Instant> byNode = new LinkedHashMap<>();
    for (String line : lines) {
      String[] parts = line.split(" ", -1);
      if (parts.length == 2 && parts[0].matches("\\d{1,15}")) {
        Instant until = Instant.ofEpochMilli(Long.parseLong(parts[0]));
        // What lies too far ahead was written before the clock was set back.
        if (until.isAfter(now) && !until.isAfter(now.plus(COUNTS))) {
          byNode.put(parts[1], until);
        }
      }
    }
    return byNode;
  }
}
