package dev.slurmec2.cli;

import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.power.PowerOutcome;
import dev.slurmec2.power.PowerSite;
import dev.slurmec2.power.Resume;
import dev.slurmec2.slurm.ResumeFile;
import dev.slurmec2.slurm.ResumeFileReader;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
  private static final Logger log = LoggerFactory.getLogger(ResumeCommand.class);

  private Optional<ResumeFile> resumeFile = Optional.empty();
  private List<String> troubles = List.of();

  /** The file is slurmctld's memory and gone when that ends: it is read before all else. */
  @Override
  void first() {
    Optional<String> path = Optional.ofNullable(System.getenv("SLURM_RESUME_FILE"));
    ResumeFile.Result result = ResumeFileReader.read(path);
    if (result instanceof ResumeFile.Result.Read read) {
      resumeFile = Optional.of(read.file());
    }
    troubles = troubles(path, result);
  }

  /**
   * What to say of a file that does not say all: its nodes are launched, but not job by job.
   *
   * @param path SLURM_RESUME_FILE; Slurm before 22.05 and people set none, and miss nothing
   */
  static List<String> troubles(Optional<String> path, ResumeFile.Result result) {
    if (result instanceof ResumeFile.Result.Read read) {
      return read.problems().stream().map(problem -> "SLURM_RESUME_FILE: " + problem).toList();
    }
    return path.isEmpty()
        ? List.of()
        : List.of(
            "SLURM_RESUME_FILE says nothing of the jobs that wait ("
                + ((ResumeFile.Result.None) result).reason()
                + "): the nodes are launched without regard to which of them belong together.");
  }

  @Override
  PowerOutcome run(PowerSite site, List<String> nodes) {
    troubles.forEach(trouble -> log.warn("{}", trouble));
    resumeFile.ifPresent(
        file ->
            file.jobs()
                .forEach(
                    job ->
                        log.info(
                            "Job {} waits for {}", job.jobId(), Hostlist.fold(job.nodesResume()))));
    return new Resume(site).run(nodes, resumeFile.map(ResumeFile::jobs).orElse(List.of()));
  }
}
