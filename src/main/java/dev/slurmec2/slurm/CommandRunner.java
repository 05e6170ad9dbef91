package dev.slurmec2.slurm;

import java.time.Duration;
import java.util.List;

/** Runs programs. Injected, so that tests need none. */
public interface CommandRunner {

  /**
   * Runs one program and waits for its end.
   *
   * @param command the program's path and its arguments, as they are: no shell reads them
   * @param limit after which the program is killed
   * @return how it ended; never an exception
   */
  CommandResult run(List<String> command, Duration limit);
}
