package dev.slurmec2.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartUpWorkTest {

  private static byte[] of(String className) throws IOException {
    return ClassFiles.of(className.replace('/', '.'));
  }

  @Test
  void the_factory_finds_no_interceptors_and_looks_for_none() throws Exception {
    byte[] changed = StartUpWork.withoutInterceptorFiles(of(StartUpWork.INTERCEPTOR_FILES));
    Class<?> factory =
        new ChangedClasses(
                StartUpWork.INTERCEPTOR_FILES.replace('/', '.'),
                Map.of(StartUpWork.INTERCEPTOR_FILES, changed))
            .loadClass(StartUpWork.INTERCEPTOR_FILES.replace('/', '.'));
    Object made = factory.getConstructor().newInstance();

    assertThat(Calls.in(changed).get(StartUpWork.INTERCEPTOR_SEARCH))
        .doesNotContain("getResources(Ljava/lang/String;)Ljava/util/Enumeration;");
    assertThat(factory.getMethod("getGlobalInterceptors").invoke(made))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .isEmpty();
  }

  @Test
  void no_language_is_looked_for() throws Exception {
    byte[] changed = StartUpWork.withoutLanguages(of(StartUpWork.LANGUAGES));
    String name = StartUpWork.LANGUAGES.replace('/', '.');
    Class<?> languages =
        new ChangedClasses(name, Map.of(StartUpWork.LANGUAGES, changed)).loadClass(name);

    assertThat(Calls.in(changed).get(StartUpWork.LANGUAGES_SEARCH))
        .containsExactly("of()Ljava/util/List;");
    assertThat(languages.getMethod("getAdditionalJvmLanguages").invoke(null)).isEqualTo(List.of());
  }

  @Test
  void the_partitions_are_the_same_with_and_without_a_file(@TempDir Path directory)
      throws Exception {
    byte[] changed = StartUpWork.withoutPartitionsFile(of(StartUpWork.PARTITIONS));
    ClassLoader loader =
        new ChangedClasses(
            StartUpWork.PARTITIONS.replace('/', '.'), Map.of(StartUpWork.PARTITIONS, changed));

    assertThat(Calls.in(changed).get(StartUpWork.PARTITIONS_SEARCH))
        .containsExactly("empty()Ljava/util/Optional;");
    assertThat(partitions(loader)).contains("aws-us-gov").isEqualTo(partitions(null));

    Path file =
        Files.writeString(
            directory.resolve("partitions.json"),
            "{\"version\": \"1.1\", \"partitions\": [{\"id\": \"elsewhere\", \"regions\": {},"
                + " \"regionRegex\": \"x\", \"outputs\": {}}]}");
    System.setProperty("aws.partitionsFile", file.toString());
    try {
      assertThat(partitions(loader)).contains("elsewhere").isEqualTo(partitions(null));
    } finally {
      System.clearProperty("aws.partitionsFile");
    }
  }

  /** The ids, by a provider of this loader, or of the SDK's own. */
  private static List<Object> partitions(@Nullable ClassLoader loader) throws Exception {
    Class<?> provider =
        Class.forName(
            StartUpWork.PARTITIONS.replace('/', '.'),
            true,
            loader == null ? StartUpWorkTest.class.getClassLoader() : loader);
    Object partitions =
        provider.getMethod("loadPartitions").invoke(provider.getConstructor().newInstance());
    List<Object> ids = new ArrayList<>();
    for (Object partition :
        (List<?>) partitions.getClass().getMethod("partitions").invoke(partitions)) {
      ids.add(partition.getClass().getMethod("id").invoke(partition));
    }
    return ids;
  }

  /** Jackson's own classes, with and without the change. */
  private static Object number(ClassLoader loader, String json, String as) throws Exception {
    Class<?> factory = loader.loadClass("tools.jackson.core.json.JsonFactory");
    Class<?> context = loader.loadClass("tools.jackson.core.ObjectReadContext");
    Object parser =
        factory
            .getMethod("createParser", context, java.io.InputStream.class)
            .invoke(
                factory.getConstructor().newInstance(),
                context.getMethod("empty").invoke(null),
                new ByteArrayInputStream(json.getBytes(UTF_8)));
    Class<?> type = loader.loadClass("tools.jackson.core.JsonParser");
    type.getMethod("nextToken").invoke(parser);
    type.getMethod("getDecimalValue").invoke(parser);
    return type.getMethod(as).invoke(parser);
  }

  private static ClassLoader lazy() throws IOException {
    return new ChangedClasses(
        "tools.jackson.core.",
        Map.of(
            StartUpWork.PARSER_LIMITS,
            StartUpWork.withLazyDecimals(of(StartUpWork.PARSER_LIMITS)),
            StartUpWork.PARSER,
            StartUpWork.withLazyDecimals(of(StartUpWork.PARSER))));
  }

  @Test
  void decimals_keep_their_limits() throws Exception {
    assertThat(number(lazy(), "2147483647.0", "getIntValue")).isEqualTo(Integer.MAX_VALUE);
    assertThat(number(lazy(), "-2147483648.0", "getIntValue")).isEqualTo(Integer.MIN_VALUE);
    assertThat(number(lazy(), "9223372036854775807.0", "getLongValue")).isEqualTo(Long.MAX_VALUE);
    assertThat(number(lazy(), "-9223372036854775808.0", "getLongValue")).isEqualTo(Long.MIN_VALUE);
    for (ClassLoader loader : new ClassLoader[] {lazy(), StartUpWorkTest.class.getClassLoader()}) {
      assertThatThrownBy(() -> number(loader, "2147483648.0", "getIntValue"))
          .hasStackTraceContaining("out of range of `int`");
      assertThatThrownBy(() -> number(loader, "-9223372036854775809.0", "getLongValue"))
          .hasStackTraceContaining("out of range of `long`");
    }
  }

  @Test
  void no_decimal_is_made_before_one_is_read() throws Exception {
    assertThat(Calls.in(StartUpWork.withLazyDecimals(of(StartUpWork.PARSER_LIMITS))))
        .hasEntrySatisfying(
            "<clinit>()V",
            calls -> assertThat(calls).doesNotContain("<init>(Ljava/math/BigInteger;)V"));
    assertThat(Calls.in(of(StartUpWork.PARSER_LIMITS)).get("<clinit>()V"))
        .as("Jackson's own")
        .contains("<init>(Ljava/math/BigInteger;)V");
  }

  @Test
  void a_second_time_changes_nothing() throws Exception {
    byte[] factory = StartUpWork.withoutInterceptorFiles(of(StartUpWork.INTERCEPTOR_FILES));
    byte[] parser = StartUpWork.withLazyDecimals(of(StartUpWork.PARSER_LIMITS));

    assertThat(StartUpWork.withoutInterceptorFiles(factory)).isEqualTo(factory);
    assertThat(StartUpWork.withLazyDecimals(parser)).isEqualTo(parser);
  }
}
