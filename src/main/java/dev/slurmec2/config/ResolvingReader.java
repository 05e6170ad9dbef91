package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Reads partitions.json once more with values in the place of references. An owner (a node group,
 * or a partition for its options) with an error keeps its references.
 */
final class ResolvingReader {
  private final String file;
  private final BiFunction<Json, Problems, List<Partition>> reader;
  private final Configuration configuration;

  ResolvingReader(
      String file,
      BiFunction<Json, Problems, List<Partition>> reader,
      Configuration configuration) {
    this.file = file;
    this.reader = reader;
    this.configuration = configuration;
  }

  Resolution read(
      Json.ObjectNode document, List<ReferenceScope.Part> parts, ParameterResolver resolver) {
    Map<String, List<Problem>> failed = new LinkedHashMap<>();
    Map<String, Json> values = new LinkedHashMap<>();
    resolver.ask(parts);
    UnshownValues unshown = new UnshownValues(resolver.namesByValue());
    for (ReferenceScope.Part part : parts) {
      Problems problems = new Problems(file);
      Json value = resolver.resolved(part, problems);
      if (problems.hasErrors()) {
        failed.computeIfAbsent(part.owner(), o -> new ArrayList<>()).addAll(problems.found());
      } else if (!value.equals(part.value())) {
        values.put(part.pointer(), value);
      }
    }
    Problems warnings = new Problems(file);
    resolver.warnings(parts, warnings);
    List<ReferenceScope.Part> usable = without(failed, parts);
    List<Problem> known = problemsOf(document);
    for (Problem found : newProblems(known, with(document, usable, values))) {
      Problem problem = unshown.without(found);
      if (problem.severity() == Problem.Severity.ERROR) {
        // An error outside of any part, such as too many nodes in all, is everybody's.
        Set<String> owners = ownersOf(problem, parts);
        for (ReferenceScope.Part part : usable) {
          if (owners.isEmpty() || owners.contains(part.owner())) {
            List<Problem> list = failed.computeIfAbsent(part.owner(), o -> new ArrayList<>());
            if (!list.contains(problem)) {
              list.add(problem);
            }
          }
        }
      }
    }
    List<Problem> said = new ArrayList<>(warnings.found());
    Set<String> lost = withoutFallbacks(failed, said);
    Json.ObjectNode result = without(lost, with(document, without(failed, parts), values));
    Problems inResult = new Problems(file);
    List<Partition> partitions = reader.apply(result, inResult);
    inResult.found().stream()
        .filter(problem -> !isIn(known, problem))
        .map(unshown::without)
        .forEach(said::add);
    Map<String, List<Problem>> leftOut = new LinkedHashMap<>();
    lost.forEach(
        owner ->
            leftOut
                .computeIfAbsent(groupOf(document, owner), group -> new ArrayList<>())
                .addAll(failed.getOrDefault(owner, List.of())));
    failed.keySet().removeAll(lost);
    return new Resolution(
        new Configuration(
            configuration.directory(), configuration.settings(), partitions, Optional.of(result)),
        failed,
        said,
        leftOut);
  }

  /** The id of the node group that an item of Fallback is in. */
  private static String groupOf(Json document, String fallback) {
    String group = fallback.substring(0, fallback.indexOf("/Fallback/"));
    String partition = group.substring(0, group.indexOf("/NodeGroups/"));
    return word(document, partition + "/PartitionName")
        + "/"
        + word(document, group + "/NodeGroupName");
  }

  private static String word(Json document, String pointer) {
    return JsonTrees.at(document, pointer) instanceof Json.Text text ? text.value() : "";
  }

  /**
   * Second choices that cannot be had are no reason to leave out the first: they are taken out and
   * said.
   *
   * @return their pointers
   */
  private static Set<String> withoutFallbacks(
      Map<String, List<Problem>> failed, List<Problem> said) {
    Set<String> lost = new LinkedHashSet<>();
    failed.forEach(
        (owner, problems) -> {
          if (owner.startsWith("/")) {
            lost.add(owner);
            problems.forEach(
                problem ->
                    said.add(
                        new Problem(
                            Problem.Severity.WARNING,
                            problem.file(),
                            problem.pointer(),
                            problem.at(),
                            problem.message() + " Without it " + owner + " is not tried.")));
          }
        });
    return lost;
  }

  private static Json.ObjectNode without(Set<String> pointers, Json.ObjectNode document) {
    return (Json.ObjectNode)
        JsonTrees.replaced(
            document,
            "",
            (value, pointer) -> pointers.contains(pointer) ? List.of() : List.of(value));
  }

  /** Pointers are not compared: what stands behind an item that was taken out has another. */
  private static boolean isIn(List<Problem> known, Problem problem) {
    return known.stream()
        .anyMatch(one -> one.at().equals(problem.at()) && one.message().equals(problem.message()));
  }

  private static List<ReferenceScope.Part> without(
      Map<String, List<Problem>> failed, List<ReferenceScope.Part> parts) {
    return parts.stream().filter(part -> !failed.containsKey(part.owner())).toList();
  }

  private static Json.ObjectNode with(
      Json.ObjectNode document, List<ReferenceScope.Part> parts, Map<String, Json> values) {
    Map<String, Json> chosen = new LinkedHashMap<>();
    for (ReferenceScope.Part part : parts) {
      Optional.ofNullable(values.get(part.pointer()))
          .ifPresent(value -> chosen.put(part.pointer(), value));
    }
    return (Json.ObjectNode)
        JsonTrees.replaced(
            document, "", (value, pointer) -> List.of(chosen.getOrDefault(pointer, value)));
  }

  private List<Problem> newProblems(List<Problem> known, Json document) {
    return problemsOf(document).stream().filter(problem -> !known.contains(problem)).toList();
  }

  private List<Problem> problemsOf(Json document) {
    Problems problems = new Problems(file);
    List<Partition> partitions = reader.apply(document, problems);
    if (partitions.isEmpty() && !problems.hasErrors()) {
      throw new IllegalStateException("a document without partitions passed the reader");
    }
    return problems.found();
  }

  /** Who needs what the problem is in: those who need the smallest part of the file around it. */
  private static Set<String> ownersOf(Problem problem, List<ReferenceScope.Part> parts) {
    Set<String> owners = new LinkedHashSet<>();
    int longest = -1;
    for (ReferenceScope.Part part : parts) {
      String owning = owning(part);
      if (isBelow(problem.pointer(), owning) && owning.length() >= longest) {
        if (owning.length() > longest) {
          owners.clear();
        }
        longest = owning.length();
        owners.add(part.owner());
      }
    }
    return owners;
  }

  private static boolean isBelow(String pointer, String parent) {
    return pointer.equals(parent) || pointer.startsWith(parent + "/");
  }

  /** The pointer of the node group, of PartitionOptions or of an item of Fallback. */
  private static String owning(ReferenceScope.Part part) {
    return part.pointer().endsWith("/PartitionOptions") || part.pointer().equals(part.owner())
        ? part.pointer()
        : part.pointer().substring(0, part.pointer().lastIndexOf('/'));
  }
}
