package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The snapshot's instances, sorted by whose they are.
 *
 * @param live live instances of the suite by node of partitions.json
 * @param ended ended instances of the suite by node
 * @param strays live instances of this cluster that are named as no node of partitions.json
 * @param untagged nodes that have a live namesake without any cluster tag which was not adopted
 */
record Inventory(
    Map<String, List<Located>> live,
    Map<String, List<Instance>> ended,
    List<Located> strays,
    Set<String> untagged) {

  /** An instance and who saw it. */
  record Located(Instance instance, RegionProfile where) {}

  /** Sorts. Instances with another cluster's tag, and names that are no nodes', are left out. */
  static Inventory of(Configuration configuration, Snapshot snapshot) {
    Map<String, List<Located>> live = new LinkedHashMap<>();
    Map<String, List<Instance>> ended = new LinkedHashMap<>();
    List<Located> strays = new ArrayList<>();
    Set<String> untagged = new LinkedHashSet<>();
    for (Located located : onceEach(configuration, snapshot)) {
      Instance instance = located.instance();
      Optional<String> node =
          instance.node().filter(name -> configuration.groupOf(name).isPresent());
      Optional<String> cluster = instance.tag(Tags.CLUSTER);
      boolean ours = cluster.filter(snapshot.cluster()::equals).isPresent();
      boolean nobodys = cluster.isEmpty() && node.isPresent();
      if (nobodys && !configuration.settings().adoptUntagged()) {
        if (instance.state().isLive()) {
          untagged.add(node.get());
        }
      } else if (ours || nobodys) {
        if (!instance.state().isLive()) {
          node.ifPresent(
              name -> ended.computeIfAbsent(name, none -> new ArrayList<>()).add(instance));
        } else if (node.isPresent()) {
          live.computeIfAbsent(node.get(), none -> new ArrayList<>()).add(located);
        } else {
          strays.add(located);
        }
      }
    }
    return new Inventory(live, ended, strays, untagged);
  }

  /** Two profiles may lead to one account: an instance counts once, by a profile of its group's. */
  private static Collection<Located> onceEach(Configuration configuration, Snapshot snapshot) {
    Map<String, Located> byId = new LinkedHashMap<>();
    snapshot
        .regions()
        .forEach(
            (where, view) -> {
              if (view instanceof RegionView.Seen seen) {
                for (Instance instance : seen.instances()) {
                  boolean own =
                      instance
                          .node()
                          .flatMap(configuration::groupOf)
                          .filter(group -> RegionProfile.allOf(group).contains(where))
                          .isPresent();
                  Located located = new Located(instance, where);
                  if (own) {
                    byId.put(instance.id(), located);
                  } else {
                    byId.putIfAbsent(instance.id(), located);
                  }
                }
              }
            });
    return byId.values();
  }

  List<Located> liveOf(String node) {
    return live.getOrDefault(node, List.of());
  }

  List<Instance> endedOf(String node) {
    return ended.getOrDefault(node, List.of());
  }

  /** Whether the launch tags say that the instance was launched for that group. */
  static boolean isOf(NodeGroup group, Instance instance) {
    return groupIdOf(instance).filter(group.id()::equals).isPresent();
  }

  /** The id of the group for which it was launched, as its launch tags say. */
  static Optional<String> groupIdOf(Instance instance) {
    return instance
        .tag(Tags.PARTITION)
        .flatMap(partition -> instance.tag(Tags.NODE_GROUP).map(name -> partition + "/" + name));
  }
}
