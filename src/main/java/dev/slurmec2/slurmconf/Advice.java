package dev.slurmec2.slurmconf;

/**
 * Something about a configuration that can be printed but will not work, or will hurt.
 *
 * @param severity how bad
 * @param id a stable name, lower case with dashes, explained in docs/generate-conf.md
 * @param message sentences: what will happen, and what to do
 */
public record Advice(Severity severity, String id, String message) {

  /** How bad it is. */
  public enum Severity {
    /** Nodes will not start or not stop, jobs will wait or fail, or slurmctld will not start. */
    WARNING,
    /** It works, but it could be better, or a line can go. */
    HINT
  }

  /** {@code warning: message [id]}. */
  @Override
  public String toString() {
    return (severity == Severity.WARNING ? "warning: " : "hint: ") + message + " [" + id + "]";
  }
}
