package dev.slurmec2.shims;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
    return JavaHomes.all();
  }

  private Call.Result runOn(Path home) {
    return Call.of(installation.file("generate-conf"), "é").with("JAVA_HOME", home).run();
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void withoutAClassArchiveOnlyTheProgramPrints(Path home) {
    assertThat(runOn(home)).isEqualTo(new Call.Result(7, PRINTED, ""));
  }

  @Test
  void withoutAnyJavaHomeOneIsFound() {
    assertThat(Call.of(installation.file("generate-conf"), "é").run())
        .isEqualTo(new Call.Result(7, PRINTED, ""));
  }
}
