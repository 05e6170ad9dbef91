package dev.slurmec2.shims;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The launcher's flags, taken by each JDK of this machine that is new enough. */
final class RealJavaIT {
  private static final String PRINTED = "generate-conf é|UTF-8|UTF-8\n";

  @TempDir Path directory;
  private Installation installation;

  @BeforeEach
  void install() throws IOException {
    installation = Installation.in(directory);
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, PrintingMain.class.getName());
    String entry = PrintingMain.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(installation.file("slurm-ec2.jar"));
        JarOutputStream jar = new JarOutputStream(file, manifest);
        InputStream code =
            Objects.requireNonNull(PrintingMain.class.getResourceAsStream("/" + entry))) {
      jar.putNextEntry(new JarEntry(entry));
      code.transferTo(jar);
    }
  }

  static Stream<Path> javaHomes() throws IOException {
    Path running = Path.of(System.getProperty("java.home")).toRealPath();
    Path common = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(common)) {
      return Stream.of(running);
    }
    try (Stream<Path> installed = Files.list(common)) {
      return Stream.concat(Stream.of(running), installed.filter(RealJavaIT::isNewEnough))
          .map(RealJavaIT::real)
          .distinct()
          .toList()
          .stream();
    }
  }

  private static boolean isNewEnough(Path home) {
    try (Stream<String> lines = Files.lines(home.resolve("release"))) {
      return Files.isExecutable(home.resolve("bin/java"))
          && lines.anyMatch(line -> line.matches("JAVA_VERSION=\"(1[7-9]|[2-9]\\d)\\b.*"));
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

  private Call.Result runOn(Path home) {
    return Call.of(installation.file("generate-conf"), "é").with("JAVA_HOME", home).run();
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void withoutAClassArchiveOnlyTheProgramPrints(Path home) {
    assertThat(runOn(home)).isEqualTo(new Call.Result(7, PRINTED, ""));
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void aDamagedClassArchiveIsPassedOverInSilence(Path home) {
    Installation.write(installation.file("slurm-ec2.jsa"), "no archive".repeat(1000));
    Installation.write(installation.file("slurm-ec2.aot"), "no archive".repeat(1000));

    assertThat(runOn(home)).isEqualTo(new Call.Result(7, PRINTED, ""));
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void anArchiveOfAnOlderJarIsPassedOverInSilence(Path home) throws IOException {
    Path jar = installation.file("slurm-ec2.jar");
    boolean cache = isAtLeast25(home);
    String flag =
        cache
            ? "-XX:AOTCacheOutput=" + installation.file("slurm-ec2.aot")
            : "-XX:ArchiveClassesAtExit=" + installation.file("slurm-ec2.jsa");
    Call.of(home.resolve("bin/java"), flag, "-XX:+UseSerialGC", "-jar", jar).withPath().run();
    assertThat(installation.file(cache ? "slurm-ec2.aot" : "slurm-ec2.jsa")).isNotEmptyFile();
    assertThat(runOn(home)).isEqualTo(new Call.Result(7, PRINTED, ""));

    Files.setLastModifiedTime(jar, FileTime.fromMillis(0));

    assertThat(runOn(home)).isEqualTo(new Call.Result(7, PRINTED, ""));
  }

  @Test
  void withoutAnyJavaHomeOneIsFound() {
    assertThat(Call.of(installation.file("generate-conf"), "é").run())
        .isEqualTo(new Call.Result(7, PRINTED, ""));
  }

  private static boolean isAtLeast25(Path home) throws IOException {
    try (Stream<String> lines = Files.lines(home.resolve("release"))) {
      return lines.anyMatch(line -> line.matches("JAVA_VERSION=\"(2[5-9]|[3-9]\\d)\\b.*"));
    }
  }
}
