package dev.slurmec2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** Logback without a search for its configuration. */
final class LogProviderTest {

  @Test
  void itIsSilentUntilItIsToldWhereToLog() {
    LogProvider provider = new LogProvider();
    provider.initialize();

    LoggerContext context = (LoggerContext) provider.getLoggerFactory();
    assertThat(context.isStarted()).isTrue();
    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getLevel()).isEqualTo(Level.OFF);
    assertThat(context.getLogger("dev.slurmec2").isErrorEnabled()).isFalse();
    assertThat(provider.getMDCAdapter()).isSameAs(context.getMDCAdapter());
  }

  @Test
  void slf4jFindsItByTheNameThatMainGives() throws ReflectiveOperationException {
    String before = System.getProperty("slf4j.provider");
    String verbosity = System.getProperty("slf4j.internal.verbosity");
    try {
      LogProvider.choose();

      assertThat(Class.forName(System.getProperty("slf4j.provider")).getConstructor().newInstance())
          .isInstanceOf(LogProvider.class);
    } finally {
      restore("slf4j.provider", before);
      restore("slf4j.internal.verbosity", verbosity);
    }
  }

  private static void restore(String name, @Nullable String value) {
    if (value == null) {
      System.clearProperty(name);
    } else {
      System.setProperty(name, value);
    }
  }
}
