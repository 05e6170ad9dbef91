package dev.slurmec2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/peer-defects.md names tests that exist, and a test for each defect. */
class PeerDefectsTest {

  private static final Path BASE =
      Path.of(Objects.requireNonNull(System.getProperty("slurmec2.basedir")));
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");

  private static List<String> rows() throws IOException {
    return Files.readAllLines(BASE.resolve("docs/peer-defects.md")).stream()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| there |"))
        .toList();
  }

  private static Map<String, Path> testClasses() throws IOException {
    try (Stream<Path> files = Files.walk(BASE.resolve("src/test/java"))) {
      return files
          .filter(file -> file.toString().matches(".*(Test|IT)\\.java"))
          // Of two of one name, the package says which; the tests named here are in the first.
          .sorted()
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  Function.identity(),
                  (one, other) -> one));
    }
  }

  @Test
  void everyDefectHasATestThatExists() throws IOException {
    Map<String, Path> classes = testClasses();
    List<String> missing = new ArrayList<>();
    for (String row : rows()) {
      List<MatchResult> named = TEST.matcher(row).results().toList();
      if (named.isEmpty()) {
        missing.add("no test: " + row);
      }
      for (MatchResult test : named) {
        Path file = classes.get(test.group(1));
        if (file == null
            || !Pattern.compile("\\bvoid " + test.group(2) + "\\(")
                .matcher(Files.readString(file))
                .find()) {
          missing.add(test.group());
        }
      }
    }

    assertThat(rows()).hasSizeGreaterThan(60);
    assertThat(missing).isEmpty();
  }
}
