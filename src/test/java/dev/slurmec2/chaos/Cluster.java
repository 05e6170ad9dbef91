package dev.slurmec2.chaos;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.LaunchSettings;
import dev.slurmec2.config.LaunchTemplate;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.NodeNameTags;
import dev.slurmec2.config.Partition;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.config.Settings;
import dev.slurmec2.config.Tag;
import dev.slurmec2.json.Json;
import dev.slurmec2.json.Location;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The configuration of the episodes: two groups in two regions. */
final class Cluster {
  static final String NAME = "hpc";
  static final Duration GRACE = Duration.ofMinutes(2);
  static final String EAST = "us-east-1";
  static final String WEST = "us-west-2";

  private Cluster() {}

  /**
   * A configuration.
   *
   * @param nameTags by which tags instances know their nodes; index costs fewer calls only for some
   *     nodes and more, and groups without a tag that differs from node to node
   */
  static Configuration configuration(Path stateDir, int bootFailureLimit, NodeNameTags nameTags) {
    boolean byIndex = nameTags == NodeNameTags.INDEX;
    return new Configuration(
        stateDir,
        new Settings(
            Settings.LogLevel.INFO,
            stateDir.resolve("log"),
            Path.of("/usr/bin"),
            Map.of("ResumeTimeout", Long.toString(SlurmModel.TIMES.resume().toSeconds())),
            Optional.of(NAME),
            stateDir,
            GRACE,
            false,
            Duration.ofMinutes(5),
            bootFailureLimit,
            launch()),
        List.of(
            new Partition(
                "p",
                List.of(
                    group("a", byIndex ? 8 : 3, EAST, PurchasingOption.ON_DEMAND, nameTags),
                    group("b", byIndex ? 6 : 2, WEST, PurchasingOption.SPOT, nameTags)),
                Map.of())));
  }

  /** A cool-down as long as that after other codes. */
  private static LaunchSettings launch() {
    LaunchSettings standard = LaunchSettings.DEFAULT;
    return new LaunchSettings(
        Duration.ofMinutes(5),
        standard.jobMessages(),
        standard.apiLimits(),
        standard.budget(),
        standard.prices());
  }

  static List<String> names(NodeGroup group) {
    return IntStream.range(0, group.maxNodes()).mapToObj(group::nodeName).toList();
  }

  private static NodeGroup group(
      String name,
      int maxNodes,
      String region,
      PurchasingOption purchasingOption,
      NodeNameTags nameTags) {
    List<Tag> tags =
        nameTags == NodeNameTags.INDEX
            ? List.of()
            : List.of(new Tag("Where", "{node_name} at {ip_address}"));
    Json.ObjectNode nothing = new Json.ObjectNode(Map.of(), Map.of(), Location.NONE);
    NodeGroup group =
        new NodeGroup(
            "p",
            name,
            maxNodes,
            region,
            Optional.empty(),
            Map.of(),
            purchasingOption,
            nothing,
            nothing,
            new LaunchTemplate(Optional.of("compute"), Optional.empty(), "$Latest"),
            List.of(nothing),
            List.of("subnet-0000000a"),
            tags);
    return group.withIdentity(group.identity().withNameTags(nameTags));
  }
}
