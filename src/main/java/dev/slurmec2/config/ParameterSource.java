package dev.slurmec2.config;

import java.util.Optional;
import java.util.Set;

/** Gives values of the Parameter Store, from AWS or from what was kept of an earlier answer. */
@FunctionalInterface
public interface ParameterSource {

  /**
   * Asks for parameters, all at once.
   *
   * @param region where
   * @param profile a profile of the AWS configuration files; empty for the default chain
   * @param names full names, at least one, no placeholders in them
   * @return what came of it; failures are values, too
   */
  ParameterAnswers get(String region, Optional<String> profile, Set<String> names);
}
