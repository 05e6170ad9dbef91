package dev.slurmec2.cli;

import dev.slurmec2.power.PowerOutcome;
import dev.slurmec2.power.PowerSite;
import dev.slurmec2.power.ResumeFail;
import java.util.List;
import picocli.CommandLine.Command;

/** Slurm's ResumeFailProgram. */
@Command(
    name = "resume-fail",
    description = {
      "Cleans up after nodes that did not register in time: slurm.conf's ResumeFailProgram.",
      "Keeps the end of each instance's console in the log, ends the instance, resets the node's"
          + " address."
    })
final class ResumeFailCommand extends PowerCommand {
  @Override
  PowerOutcome run(PowerSite site, List<String> nodes) {
    return new ResumeFail(site).run(nodes);
  }
}
