package dev.slurmec2.shims;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The Javas of this machine that the launcher takes. */
final class JavaHomes {
  private JavaHomes() {}

  /** The one that runs this and those of /usr/lib/jvm, each once. */
  static Stream<Path> all() throws IOException {
    Path running = Path.of(System.getProperty("java.home")).toRealPath();
    Path common = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(common)) {
      return Stream.of(running);
    }
    try (Stream<Path> installed = Files.list(common)) {
      return Stream.concat(Stream.of(running), installed.filter(JavaHomes::isNewEnough))
          .map(JavaHomes::real)
          .distinct()
          .toList()
          .stream();
    }
  }

  static boolean isAtLeast25(Path home) {
    return releaseMatches(home, "JAVA_VERSION=\"(2[5-9]|[3-9]\\d)\\b.*");
  }

  private static boolean isNewEnough(Path home) {
    return Files.isExecutable(home.resolve("bin/java"))
        && releaseMatches(home, "JAVA_VERSION=\"(1[7-9]|[2-9]\\d)\\b.*");
  }

  private static boolean releaseMatches(Path home, String pattern) {
    try (Stream<String> lines = Files.lines(home.resolve("release"))) {
      return lines.anyMatch(line -> line.matches(pattern));
    } catch (IOException e) {
      return false;
    }
  }

  private static Path real(Path home) {
    try {
      return home.toRealPath();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
