package dev.slurmec2;

import dev.slurmec2.cli.LogProvider;
import dev.slurmec2.cli.Start;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The process's entry: the only place that ends the JVM. */
public final class Main {
  private Main() {}

  /** Runs the command line and exits with its code. */
  public static void main(String... arguments) {
    LogProvider.choose();
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int exitCode = Start.run(out, err, arguments);
    out.flush();
    err.flush();
    System.exit(exitCode);
  }
}
