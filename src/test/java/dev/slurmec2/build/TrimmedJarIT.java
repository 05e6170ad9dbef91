package dev.slurmec2.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The jar as it is built: what was taken out of it is missed by nothing in it. */
class TrimmedJarIT {
  private static final Path JAR =
      Path.of(System.getProperty("slurmec2.jar", "target/slurm-ec2.jar"));

  /** The suite's fifteen operations, most of them by a request and by a builder of one. */
  private static final int OPERATIONS_MAX = 60;

  private static JarFile jar;

  @BeforeAll
  static void open() throws IOException {
    jar = new JarFile(JAR.toFile());
  }

  @AfterAll
  static void close() throws IOException {
    jar.close();
  }

  private static byte[] read(JarEntry entry) throws IOException {
    return jar.getInputStream(entry).readAllBytes();
  }

  private static List<JarEntry> classes() {
    return jar.stream().filter(entry -> entry.getName().endsWith(".class")).toList();
  }

  @Test
  void clients_have_few_operations() throws IOException {
    for (SdkService service : SdkService.ALL) {
      byte[] client = read(jar.getJarEntry(service.client() + ".class"));

      assertThat(Calls.in(client).keySet().stream().filter(service::isOperation))
          .as(service.client())
          .isNotEmpty()
          .hasSizeLessThan(OPERATIONS_MAX);
    }
  }

  /** Also in the SDK's own classes, as far as they are in the jar. */
  @Test
  void every_class_of_the_services_that_is_named_in_bytecode_is_there() throws IOException {
    List<String> missing = new ArrayList<>();
    for (JarEntry entry : classes()) {
      for (String name : NamedClasses.in(read(entry))) {
        if (name.matches(".*/[A-Z][\\w$]*") && jar.getJarEntry(name + ".class") == null) {
          missing.add(entry.getName() + " names " + name);
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  /** Of libraries too: each would cost a start the code that a JVM makes for it. */
  @Test
  void no_class_has_code_made_at_run_time_that_the_build_can_make() throws IOException {
    List<String> found = new ArrayList<>();
    for (JarEntry entry : classes()) {
      if (RuntimeCode.isIn(read(entry))) {
        found.add(entry.getName());
      }
    }

    assertThat(found).isEmpty();
  }

  private static Set<String> calledBy(String className, String method) throws IOException {
    return Objects.requireNonNull(
        Calls.in(read(jar.getJarEntry(className + ".class"))).get(method), className + method);
  }

  @Test
  void libraries_do_not_work_at_each_start_for_nothing() throws IOException {
    assertThat(jar.stream()).noneMatch(entry -> entry.getName().endsWith(".interceptors"));
    assertThat(calledBy(StartUpWork.INTERCEPTOR_FILES, StartUpWork.INTERCEPTOR_SEARCH))
        .containsExactly("of()Ljava/util/List;");
    assertThat(calledBy(StartUpWork.LANGUAGES, StartUpWork.LANGUAGES_SEARCH))
        .containsExactly("of()Ljava/util/List;");
    assertThat(jar.getJarEntry(StartUpWork.PARTITIONS_FILE)).isNull();
    assertThat(calledBy(StartUpWork.PARTITIONS, StartUpWork.PARTITIONS_SEARCH))
        .containsExactly("empty()Ljava/util/Optional;");
    assertThat(calledBy(StartUpWork.PARTITIONS, "<clinit>()V")).isEmpty();
    assertThat(calledBy(StartUpWork.PARSER_LIMITS, "<clinit>()V"))
        .contains("valueOf(J)Ljava/math/BigInteger;")
        .doesNotContain("<init>(Ljava/math/BigInteger;)V");
  }

  /** To look at its methods the JVM verifies all of a class and loads what they take and return. */
  @Test
  void every_class_of_ours_and_of_the_clients_can_be_linked() throws Exception {
    List<String> names =
        classes().stream()
            .map(entry -> entry.getName().replace('/', '.').replaceFirst("\\.class$", ""))
            .filter(TrimmedJarIT::isOursOrAClient)
            .toList();
    assertThat(names).hasSizeGreaterThan(300);
    URL[] urls = {JAR.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      for (String name : names) {
        assertThat(Class.forName(name, false, loader).getDeclaredMethods()).isNotNull();
      }
    }
  }

  private static boolean isOursOrAClient(String name) {
    return name.startsWith("dev.slurmec2.")
        || SdkService.ALL.stream()
            .anyMatch(
                service ->
                    name.equals(service.client().replace('/', '.'))
                        || name.equals(service.clientInterface().replace('/', '.')));
  }
}
