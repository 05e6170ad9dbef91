package dev.slurmec2.cli;

import dev.slurmec2.power.PowerOutcome;
import dev.slurmec2.power.PowerSite;
import dev.slurmec2.power.Resume;
import java.util.List;
import picocli.CommandLine.Command;

/** Slurm's ResumeProgram. */
@Command(
    name = "resume",
    description = {
      "Launches instances for nodes and tells Slurm their addresses: slurm.conf's ResumeProgram.",
      "A node that has an instance is not launched again. What cannot be had goes down at once with"
          + " EC2's code in the reason, and its job is requeued."
    })
final class ResumeCommand extends PowerCommand {
  @Override
  PowerOutcome run(PowerSite site, List<String> nodes) {
    return new Resume(site).run(nodes);
  }
}
