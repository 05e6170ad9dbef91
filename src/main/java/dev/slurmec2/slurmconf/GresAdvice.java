package dev.slurmec2.slurmconf;

import dev.slurmec2.config.NodeGroup;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Generic resources. */
final class GresAdvice {
  private GresAdvice() {}

  static void check(AdviceContext context, Optional<Map<String, String>> running) {
    Set<String> names = new LinkedHashSet<>();
    for (NodeGroup group : context.configuration().nodeGroups()) {
      List<Gres> list = GroupGres.of(group);
      list.forEach(gres -> names.add(gres.name()));
      checkCounts(context, group, list);
    }
    checkNames(context, names);
    if (!names.isEmpty()) {
      checkAutoDetect(context, running);
    }
  }

  private static void checkCounts(AdviceContext context, NodeGroup group, List<Gres> list) {
    Map<DeviceFamily, Long> devices = new EnumMap<>(DeviceFamily.class);
    for (Gres gres : list) {
      if (gres.count() == 0) {
        context.hint(
            "gres-none",
            "Node group %s: %s has a count of 0, so the nodes have none of it and gres.conf no line. Take it out."
                .formatted(group.id(), gres.label()));
      }
      DeviceFamily.of(gres, group)
          .ifPresent(family -> devices.merge(family, gres.count(), GresAdvice::boundedSum));
    }
    devices.forEach(
        (family, count) -> {
          if (count > GresConfText.MAX_FILES) {
            context.warn(
                "gres-too-many-files",
                "Node group %s: Slurm takes at most %d resources with device files on a node. What is beyond is printed as a count, without files, so jobs are not kept apart on it. Correct the count."
                    .formatted(group.id(), GresConfText.MAX_FILES));
          }
        });
  }

  private static long boundedSum(long a, long b) {
    return Math.min(GresConfText.MAX_FILES + 1, a) + Math.min(GresConfText.MAX_FILES + 1, b);
  }

  private static void checkNames(AdviceContext context, Set<String> names) {
    for (String name : names) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!lower.equals(name) && Set.of("gpu", "mps", "shard", "nic", "neuron").contains(lower)) {
        context.warn(
            "gres-case",
            "Slurm tells upper from lower case in the names of resources: \"%s\" is not \"%s\", and has no device files. Write \"%s\"."
                .formatted(name, lower, lower));
      }
    }
    // Slurm compares these names with regard to case.
    Set<String> known = context.settings().words("GresTypes").collect(Collectors.toSet());
    List<String> unknown = names.stream().filter(name -> !known.contains(name)).toList();
    if (!unknown.isEmpty()) {
      Set<String> all = new LinkedHashSet<>();
      context.settings().words("GresTypes").forEach(all::add);
      all.addAll(unknown);
      context.warn(
          "gres-types",
          "GresTypes does not hold %s%s: Slurm ignores these resources, and jobs that ask for them are refused. Add to SlurmConf, or change in slurm.conf: GresTypes=%s"
              .formatted(
                  String.join(", ", unknown),
                  context.settings().configured("GresTypes").isPresent()
                      ? ""
                      : context.settings().unlessElsewhere(),
                  String.join(",", all)));
    }
  }

  /** gres.conf(5): AutoDetect cannot be used with cloud nodes. */
  private static void checkAutoDetect(
      AdviceContext context, Optional<Map<String, String>> running) {
    Optional<Path> gresConf =
        running
            .flatMap(values -> AdviceContext.find(values, "SLURM_CONF"))
            .flatMap(GresAdvice::path)
            .map(slurmConf -> slurmConf.resolveSibling("gres.conf"));
    if (gresConf.isEmpty()) {
      return;
    }
    boolean detects =
        context.files().lines(gresConf.get()).stream()
            .map(line -> line.toLowerCase(Locale.ROOT).strip())
            .anyMatch(line -> line.startsWith("autodetect=") && !line.startsWith("autodetect=off"));
    if (detects) {
      context.warn(
          "gres-auto-detect",
          "%s has AutoDetect for all nodes, which cannot be used with cloud nodes. Put it behind NodeName= on lines of its own for the other nodes."
              .formatted(gresConf.get()));
    }
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
