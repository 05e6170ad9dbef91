package dev.slurmec2.config;

import dev.slurmec2.json.Location;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one file. */
final class Problems {

  private static final Comparator<Problem> BY_PLACE =
      (one, other) ->
          one.at().line() == other.at().line()
              ? Integer.compare(one.at().column(), other.at().column())
              : Integer.compare(one.at().line(), other.at().line());

  private final String file;
  private final List<Problem> found = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  void error(String pointer, Location at, String message) {
    add(Problem.Severity.ERROR, pointer, at, message);
  }

  void warning(String pointer, Location at, String message) {
    add(Problem.Severity.WARNING, pointer, at, message);
  }

  void add(Problem.Severity severity, String pointer, Location at, String message) {
    found.add(new Problem(severity, file, pointer, at, message));
  }

  /** All problems in the order of the file's lines. */
  List<Problem> found() {
    return found.stream().sorted(BY_PLACE).toList();
  }

  boolean hasErrors() {
    return found.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
  }
}
