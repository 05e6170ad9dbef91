package dev.slurmec2.slurm;

/** How a program ended. */
public sealed interface CommandResult {

  /**
   * By itself.
   *
   * @param status its exit status; 128 and a signal's number when it died of one
   * @param stdout what it printed
   * @param stderr what it complained of
   */
  record Exited(int status, String stdout, String stderr) implements CommandResult {}

  /**
   * It never ran.
   *
   * @param why the operating system's words
   */
  record NotStarted(String why) implements CommandResult {}

  /**
   * It was killed, because its time was over or because the thread that waited was interrupted.
   *
   * @param why the end of a sentence that starts with the program: {@code did not end within 60 s}
   */
  record Killed(String why) implements CommandResult {}
}
