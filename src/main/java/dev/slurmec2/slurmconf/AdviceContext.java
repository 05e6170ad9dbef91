package dev.slurmec2.slurmconf;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the rules look at, and where they put what they find. */
final class AdviceContext {
  private final Configuration configuration;
  private final ClusterSettings settings;
  private final Release release;
  private final FileInspector files;
  private final List<Advice> found = new ArrayList<>();

  AdviceContext(
      Configuration configuration, ClusterSettings settings, Release release, FileInspector files) {
    this.configuration = configuration;
    this.settings = settings;
    this.release = release;
    this.files = files;
  }

  Configuration configuration() {
    return configuration;
  }

  ClusterSettings settings() {
    return settings;
  }

  Release release() {
    return release;
  }

  FileInspector files() {
    return files;
  }

  void warn(String id, String message) {
    found.add(new Advice(Advice.Severity.WARNING, id, message));
  }

  void hint(String id, String message) {
    found.add(new Advice(Advice.Severity.HINT, id, message));
  }

  List<Advice> found() {
    return List.copyOf(found);
  }

  /** The value of a key in whatever case; of several the last, which is the one that counts. */
  static Optional<String> find(Map<String, String> values, String key) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(key))
        .map(Map.Entry::getValue)
        .reduce((first, last) -> last);
  }

  /** How many nodes a partition has of its own. */
  static int nodes(Partition partition) {
    return partition.nodeGroups().stream().mapToInt(group -> group.maxNodes()).sum();
  }
}
