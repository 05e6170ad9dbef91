package dev.slurmec2.e2e;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** Prints the logs of a test that failed before its cluster is deleted. */
final class LogsOfFailures implements AfterTestExecutionCallback {

  /** A test that has logs. */
  interface Source {
    /** All that may tell why something failed. */
    String logs();
  }

  /** A test that an assumption skips has thrown, too. */
  static boolean hasFailed(ExtensionContext context) {
    return context
        .getExecutionException()
        .filter(thrown -> !(thrown instanceof TestAbortedException))
        .isPresent();
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (hasFailed(context) && context.getRequiredTestInstance() instanceof Source source) {
      System.err.println(context.getDisplayName() + " failed. Its logs:\n" + source.logs());
    }
  }
}
