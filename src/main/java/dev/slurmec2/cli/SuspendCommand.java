package dev.slurmec2.cli;

import dev.slurmec2.power.PowerOutcome;
import dev.slurmec2.power.PowerSite;
import dev.slurmec2.power.Suspend;
import java.util.List;
import picocli.CommandLine.Command;

/** Slurm's SuspendProgram. */
@Command(
    name = "suspend",
    description = {
      "Ends the instances of nodes: slurm.conf's SuspendProgram.",
      "Only instances of this cluster are touched; names that are not in partitions.json are left"
          + " alone."
    })
final class SuspendCommand extends PowerCommand {
  @Override
  PowerOutcome run(PowerSite site, List<String> nodes) {
    return new Suspend(site).run(nodes);
  }
}
