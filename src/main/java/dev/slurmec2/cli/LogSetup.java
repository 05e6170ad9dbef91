package dev.slurmec2.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.slurmec2.config.Settings;
import dev.slurmec2.text.Printable;
import dev.slurmec2.text.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import org.slf4j.LoggerFactory;

/**
 * Logging, set up by code: no XML is looked for or read at start. As Logback's service it starts
 * with nothing but errors on stderr; {@link #toFile} and {@link #toStderr} add what a program
 * needs.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {

  /** Readable by the administrators' group, by nobody else. */
  private static final String LOG_MODE = "rw-r-----";

  /** Public for Logback's service loader. */
  public LogSetup() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /**
   * Logs to a file; when that cannot be opened, to stderr with a sentence that says why.
   *
   * @param program the subcommand, as it stands in each line
   */
  static void toFile(Path file, Settings.LogLevel level, String program) {
    try {
      createPrivately(file);
      LogRotation.rotateIfLarge(file);
      createPrivately(file);
      FileAppender<ILoggingEvent> appender = new FileAppender<>();
      appender.setFile(file.toString());
      appender.setAppend(true);
      attach(appender, program);
      if (!appender.isStarted()) {
        throw new IOException("it cannot be opened");
      }
      setLevel(level(level));
    } catch (IOException e) {
      System.err.println(
          "slurm-ec2: cannot write the log file "
              + Printable.line(Secrets.masked(file + " (" + e))
              + "); logging to stderr. Check LogFileName in config.json and the directory's"
              + " owner.");
      toStderr(level, program);
    }
  }

  /** Logs to stderr, besides what is there already. */
  static void toStderr(Settings.LogLevel level, String program) {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setTarget("System.err");
    attach(appender, program);
    setLevel(level(level));
  }

  private static void createPrivately(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(LOG_MODE)));
      Ownership.asItsDirectory(file);
    } catch (FileAlreadyExistsException thereAlready) {
      if (Files.isDirectory(file)) {
        throw new IOException("it is a directory");
      }
      if (!Files.isWritable(file)) {
        throw new IOException("it is not writable");
      }
    }
  }

  private static void attach(OutputStreamAppender<ILoggingEvent> appender, String program) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    LogLayout layout = new LogLayout(program, ZoneId.systemDefault());
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }

  private static void setLevel(Level level) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(level);
    // The SDK logs headers and bodies below WARN; they may hold credentials.
    context.getLogger("software.amazon").setLevel(Level.ERROR);
  }

  private static Level level(Settings.LogLevel level) {
    return switch (level) {
      case DEBUG -> Level.DEBUG;
      case INFO -> Level.INFO;
      case WARNING -> Level.WARN;
      case ERROR, CRITICAL -> Level.ERROR;
    };
  }
}
