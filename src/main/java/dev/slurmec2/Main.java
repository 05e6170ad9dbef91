package dev.slurmec2;

/** The process's entry: the only place that ends the JVM. */
public final class Main {
  private Main() {}

  /** Runs the command line and exits with its code. */
  public static void main(String... arguments) {
    System.exit(0);
  }
}
