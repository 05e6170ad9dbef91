package dev.slurmec2.shims;

import java.nio.charset.Charset;

/** Stands in for the suite in a real JVM: prints what the launcher's flags decide. */
public final class PrintingMain {
  private PrintingMain() {}

  /** Prints one line and exits with a code that nothing else here has. */
  public static void main(String... arguments) {
    System.out.println(
        String.join(" ", arguments)
            + "|"
            + Charset.defaultCharset()
            + "|"
            + System.getProperty("sun.jnu.encoding"));
    System.exit(7);
  }
}
