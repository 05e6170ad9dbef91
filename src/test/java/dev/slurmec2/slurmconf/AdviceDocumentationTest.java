package dev.slurmec2.slurmconf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AdviceDocumentationTest {
  private static final Path BASE = Path.of(System.getProperty("slurmec2.basedir", "."));
  private static final Pattern CALL = Pattern.compile("\\.(?:warn|hint)\\(\\s*\"([a-z0-9-]+)\"");

  /** ProgramAdvice makes these from the programs' names. */
  private static final Set<String> COMPOSED =
      Set.of("resume-program", "suspend-program", "resume-fail-program");

  @Test
  void every_advice_is_explained_and_every_explained_advice_exists() throws IOException {
    Set<String> ids = new TreeSet<>(COMPOSED);
    try (var sources = Files.list(BASE.resolve("src/main/java/dev/slurmec2/slurmconf"))) {
      ids.addAll(
          sources
              .flatMap(source -> CALL.matcher(read(source)).results())
              .map(match -> match.group(1))
              .collect(Collectors.toSet()));
    }

    assertThat(ids).hasSizeGreaterThan(30).isEqualTo(documented());
  }

  private static Set<String> documented() {
    String page = read(BASE.resolve("docs/generate-conf.md"));
    return page.lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|", -1)[1])
        .flatMap(cell -> Pattern.compile("`([a-z]+(?:-[a-z0-9]+)+)`").matcher(cell).results())
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
