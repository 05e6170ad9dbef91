package dev.slurmec2.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Logback for SLF4J, with nothing that has to be looked for at start: its own provider searches the
 * jar three times and joins texts on what it finds, which takes longer than to read the
 * configuration. Silent until {@link LogSetup} says where to.
 */
public final class LogProvider implements SLF4JServiceProvider {

  /** SLF4J's names of settings (LoggerFactory and Reporter of SLF4J 2.0). */
  private static final String PROVIDER = "slf4j.provider";

  private static final String VERBOSITY = "slf4j.internal.verbosity";

  private final LoggerContext context = new LoggerContext();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();

  /** Public for SLF4J, which makes it by its name. */
  public LogProvider() {}

  /** Makes SLF4J take it; has no effect once a logger was made. */
  public static void choose() {
    System.setProperty(PROVIDER, LogProvider.class.getName());
    // It would say on stderr that it was told so.
    System.setProperty(VERBOSITY, "WARN");
  }

  @Override
  public void initialize() {
    context.setName("default");
    context.setMDCAdapter(mdc);
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    context.start();
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return context;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return mdc;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0";
  }
}
