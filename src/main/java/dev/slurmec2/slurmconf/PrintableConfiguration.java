package dev.slurmec2.slurmconf;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Partition;
import dev.slurmec2.config.Problem;
import dev.slurmec2.json.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a configuration can be printed at all. Most of this is refused when the files are read;
 * here stands what would give slurmctld a file that it misreads or dies of, whoever made the
 * configuration.
 */
public final class PrintableConfiguration {
  /** Words that slurm.conf(5) keeps for itself where a partition's name stands. */
  private static final Set<String> RESERVED = Set.of("DEFAULT", "ALL");

  private final List<Problem> problems = new ArrayList<>();

  private PrintableConfiguration() {}

  /** Everything that makes the configuration unprintable; none if it can be printed. */
  public static List<Problem> problems(Configuration configuration) {
    PrintableConfiguration check = new PrintableConfiguration();
    PrintedValue.all(configuration).forEach(check::checkValue);
    check.checkNames(configuration);
    return List.copyOf(check.problems);
  }

  /** Throws if there are problems, with all of them in the message. */
  static void require(Configuration configuration) {
    List<Problem> problems = problems(configuration);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }
  }

  private void checkValue(PrintedValue printed) {
    if (printed.isReference()) {
      report(
          printed.file(),
          printed.pointer(),
          printed.isSetting()
              ? "SlurmConf cannot refer to the Parameter Store; write the value itself."
              : "The reference to the Parameter Store was not resolved; nothing was printed.");
      return;
    }
    ConfText.problemOfKey(printed.key())
        .ifPresent(problem -> report(printed.file(), printed.pointer(), problem));
    boolean rawLine = printed.isSetting() && SlurmConfText.beginsLine(printed.key());
    if (!rawLine || printed.value().chars().anyMatch(c -> c < ' ')) {
      ConfText.problemOfValue(printed.value())
          .ifPresent(problem -> report(printed.file(), printed.pointer(), problem));
    }
    if (!printed.isSetting() && printed.key().equalsIgnoreCase("Gres")) {
      checkGres(printed);
    }
  }

  private void checkGres(PrintedValue printed) {
    GresResult result = GresReader.read(printed.value());
    if (result instanceof GresResult.Malformed malformed) {
      malformed
          .faults()
          .forEach(
              fault ->
                  report(
                      printed.file(),
                      printed.pointer(),
                      "\"%s\" cannot be read at character %d: %s"
                          .formatted(printed.value(), fault.position(), fault.message())));
    } else if (result instanceof GresResult.Parsed parsed) {
      checkTypes(printed, parsed.list());
    }
  }

  /** slurmctld ends with "Some gpu GRES in slurm.conf have a type while others do not". */
  private void checkTypes(PrintedValue printed, List<Gres> list) {
    Map<String, Boolean> typed = new HashMap<>();
    Set<String> reported = new HashSet<>();
    for (Gres gres : list) {
      Boolean earlier = typed.putIfAbsent(gres.name(), gres.type().isPresent());
      if (earlier != null && earlier != gres.type().isPresent() && reported.add(gres.name())) {
        report(
            printed.file(),
            printed.pointer(),
            "Of \"%s\", some have a type and some have none, with which slurmctld does not start; give each one a type, or none."
                .formatted(gres.name()));
      }
    }
  }

  private void checkNames(Configuration configuration) {
    String file = configuration.directory().resolve("partitions.json").toString();
    Set<String> partitions = new HashSet<>();
    for (int p = 0; p < configuration.partitions().size(); p++) {
      Partition partition = configuration.partitions().get(p);
      String pointer = "/Partitions/" + p;
      if (RESERVED.contains(partition.name().toUpperCase(Locale.ROOT))) {
        report(
            file,
            pointer + "/PartitionName",
            "\"%s\" has a meaning of its own in slurm.conf; choose another name."
                .formatted(partition.name()));
      }
      if (!partitions.add(partition.name())) {
        report(
            file,
            pointer + "/PartitionName",
            "There is a partition \"%s\" before this one; names must differ."
                .formatted(partition.name()));
      }
      Set<String> groups = new HashSet<>();
      for (int g = 0; g < partition.nodeGroups().size(); g++) {
        NodeGroup group = partition.nodeGroups().get(g);
        if (!groups.add(group.name())) {
          report(
              file,
              pointer + "/NodeGroups/" + g + "/NodeGroupName",
              "The partition has a node group \"%s\" before this one; names must differ."
                  .formatted(group.name()));
        }
      }
    }
  }

  private void report(String file, String pointer, String message) {
    problems.add(new Problem(Problem.Severity.ERROR, file, pointer, Location.NONE, message));
  }
}
