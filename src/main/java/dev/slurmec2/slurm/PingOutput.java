package dev.slurmec2.slurm;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Reads {@code scontrol ping}: one line for each SlurmctldHost, as {@code Slurmctld(primary) at
 * head1 is UP} (20.11 to 26.05; roles are primary, backup, or backup1, backup2 …). Root also gets a
 * banner when one is down, which is passed over.
 */
final class PingOutput {

  private static final Pattern LINE =
      Pattern.compile("(?m)^Slurmctld\\((\\S+)\\) at (\\S+) is (UP|DOWN)\\s*$");

  private PingOutput() {}

  /** The controllers in order; none when the output has no such line. */
  static List<Slurm.Controller> parse(String output) {
    return LINE.matcher(output).results().map(PingOutput::controller).toList();
  }

  private static Slurm.Controller controller(MatchResult line) {
    return new Slurm.Controller(line.group(2), line.group(1), line.group(3).equals("UP"));
  }
}
