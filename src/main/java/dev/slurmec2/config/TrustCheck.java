package dev.slurmec2.config;

import dev.slurmec2.json.Location;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reports what of a configuration others could change, each with the file that is meant. */
final class TrustCheck {

  private final FileTrust trust;
  private final Path directory;

  TrustCheck(FileTrust trust, Path directory) {
    this.trust = trust;
    this.directory = directory;
  }

  /** Checks the directory and, if it is there, the file for the programs' environment. */
  List<Problem> surroundings() {
    List<Problem> problems = new ArrayList<>(checked(directory).found());
    problems.addAll(checked(directory.resolve(ConfigurationReader.ENVIRONMENT)).found());
    return problems;
  }

  /** Checks one of the configuration files. */
  void file(Path file, Problems problems) {
    trust.objections(file).forEach(text -> problems.error("", Location.NONE, text));
  }

  /** Checks the program that the suite runs, and the directory that it is in. */
  List<Problem> scontrol(Settings settings) {
    List<Problem> problems = new ArrayList<>(checked(settings.slurmBinPath()).found());
    problems.addAll(checked(settings.slurmBinPath().resolve("scontrol")).found());
    return problems;
  }

  /** The settings, unless somebody else could have written them: they say where to log. */
  Optional<Settings> followed(Optional<Settings> settings) {
    return settings.filter(
        read ->
            trust.objections(directory).isEmpty()
                && trust.objections(directory.resolve(ConfigurationReader.CONFIG)).isEmpty());
  }

  private Problems checked(Path file) {
    Problems problems = new Problems(file.toString());
    file(file, problems);
    return problems;
  }
}
