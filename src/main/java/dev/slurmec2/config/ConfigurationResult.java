package dev.slurmec2.config;

import java.util.List;
import java.util.Optional;

/** What came of reading both configuration files. */
public sealed interface ConfigurationResult {

  /**
   * A configuration to work with.
   *
   * @param configuration both files; strings may still hold references to parameters
   * @param warnings in the order of the files and their lines
   */
  record Valid(Configuration configuration, List<Problem> warnings) implements ConfigurationResult {
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Files that nothing may be done with.
   *
   * @param problems every error and warning of both files, in the order of the files and their
   *     lines; at least one error
   * @param settings config.json, if that could be read: it says where to log the problems
   */
  record Invalid(List<Problem> problems, Optional<Settings> settings)
      implements ConfigurationResult {
    public Invalid {
      problems = List.copyOf(problems);
      if (problems.stream().noneMatch(p -> p.severity() == Problem.Severity.ERROR)) {
        throw new IllegalArgumentException("an invalid configuration has at least one error");
      }
    }
  }
}
