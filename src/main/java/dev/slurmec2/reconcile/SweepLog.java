package dev.slurmec2.reconcile;

import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a sweep says: one line an action, each trouble, and everything else to those who debug. */
final class SweepLog {
  private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

  private SweepLog() {}

  /** Logs findings and returns the lines of those that matter: what is done, and drift. */
  static List<String> say(List<Finding> findings) {
    List<String> said = new ArrayList<>();
    for (List<Finding> alike : Plan.alike(findings)) {
      String line = Lines.of(alike);
      if (alike.get(0).acts()) {
        said.add(line);
        LOG.info("{}", line);
      } else if (alike.get(0).rule() == Rule.DRIFT) {
        said.add(line);
        LOG.warn("{}", line);
      } else {
        LOG.debug("{}", line);
      }
    }
    return said;
  }

  /** Logs what the snapshot lacks, and returns it. */
  static List<String> warnings(Snapshot snapshot) {
    List<String> warnings = new ArrayList<>();
    snapshot
        .regions()
        .forEach(
            (where, view) -> {
              if (view instanceof RegionView.Unanswered unanswered) {
                warnings.add(
                    "EC2 in "
                        + where
                        + " did not answer, and nothing is decided from the absence of its"
                        + " instances: "
                        + unanswered.error());
              } else if (view instanceof RegionView.Seen seen && seen.noStatuses().isPresent()) {
                warnings.add(
                    "EC2 in "
                        + where
                        + " did not say which instances are impaired: "
                        + seen.noStatuses().get());
              }
              if (view instanceof RegionView.Seen seen) {
                seen.noInterruptions().ifPresent(error -> unasked(where, error, warnings));
              }
            });
    for (String line : snapshot.nodes().unreadable()) {
      warnings.add("A node's record could not be read, and the node is left alone. " + line);
    }
    warnings.forEach(SweepLog::warn);
    return warnings;
  }

  /** Where only the permission lacks, every sweep would fail for what it can do without. */
  private static void unasked(RegionProfile where, Ec2Error error, List<String> warnings) {
    String warning =
        "EC2 in "
            + where
            + " did not say which spot instances it takes back; their nodes are told when they have"
            + " ended: "
            + error;
    if (error.errorClass() == ErrorClass.PERMISSION) {
      warn(warning + ". Allow ec2:DescribeSpotInstanceRequests, as docs/iam.md says.");
    } else {
      warnings.add(warning);
    }
  }

  static void line(String line) {
    LOG.info("{}", line);
  }

  static void warn(String warning) {
    LOG.warn("{}", warning);
  }

  /** Logs what was not done. */
  static void trouble(Outcome outcome) {
    Finding finding = outcome.finding();
    if (outcome.status() == Outcome.Status.FAILED) {
      String why = outcome.why().orElse("no reason was given");
      LOG.error("{}: {}: {} failed: {}", finding.rule(), finding.subject(), finding.action(), why);
    } else if (outcome.status() == Outcome.Status.CHANGED_MEANWHILE) {
      LOG.info(
          "{}: {}: left to the next sweep, Slurm has changed {} meanwhile",
          finding.rule(),
          finding.subject(),
          finding.node().orElse("the node"));
    }
  }
}
