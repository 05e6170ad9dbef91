package dev.slurmec2.rehearsal;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NearMiss;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.hostlist.HostlistException;
import dev.slurmec2.slurm.ResumeFile;
import dev.slurmec2.slurm.ResumeFile.Job;
import dev.slurmec2.slurm.ResumeFileReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Puts a burst together from what a person says, and says everything that is wrong at once. */
public final class BurstReader {

  private static final Pattern OF_GROUP = Pattern.compile("([^:]*/[^:]*):([0-9]{1,9})");
  private static final Pattern OF_JOB = Pattern.compile("([1-9][0-9]{0,9}):(.+)");

  private final Configuration configuration;
  private final Set<String> nodes = new LinkedHashSet<>();
  private final List<Job> jobs = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * @param configuration with the number of each group's nodes known
   */
  public BurstReader(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * Nodes of which Slurm does not tell who waits for them.
   *
   * @param text {@code PARTITION/GROUP:COUNT}, which are the first ones of the group that nothing
   *     before has taken, or a hostlist expression
   */
  public void nodes(String text) {
    nodes.addAll(named("--nodes " + text, text));
  }

  /**
   * A job.
   *
   * @param text {@code ID:} and nodes as for {@link #nodes}
   */
  public void job(String text) {
    String where = "--job " + text;
    Matcher matcher = OF_JOB.matcher(text);
    if (!matcher.matches()) {
      problems.add(where + ": is not of the form ID:NODES, as 7:aws/node:16 or 7:aws-node-[0-15].");
      return;
    }
    List<String> own = named(where, matcher.group(2));
    if (!own.isEmpty()) {
      add(
          where,
          new Job(
              matcher.group(1),
              own,
              own,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));
    }
  }

  /** A file as slurmctld writes it, in either of its forms. */
  public void resumeFile(String path) {
    String where = "--resume-file " + path;
    ResumeFile.Result result = ResumeFileReader.read(Optional.of(path));
    if (result instanceof ResumeFile.Result.None none) {
      problems.add(none.reason());
      return;
    }
    ResumeFile.Result.Read read = (ResumeFile.Result.Read) result;
    read.problems().forEach(problem -> problems.add(where + ": " + problem));
    List<String> all = known(where, read.file().allNodes());
    if (all.isEmpty() && !read.file().allNodes().isEmpty()) {
      return;
    }
    nodes.addAll(all);
    read.file().jobs().forEach(job -> add(where, job));
  }

  private void add(String where, Job job) {
    if (jobs.stream().anyMatch(other -> other.jobId().equals(job.jobId()))) {
      problems.add(where + ": there is a job " + job.jobId() + " already.");
      return;
    }
    jobs.add(job);
    nodes.addAll(job.nodesResume());
  }

  /** What was wrong, sentences that say where; to be asked last. */
  public List<String> problems() {
    List<String> all = new ArrayList<>(problems);
    if (all.isEmpty() && nodes.isEmpty()) {
      all.add(
          "There is nothing to rehearse: say what Slurm would ask for, with --nodes, --job or"
              + " --resume-file.");
    }
    return all;
  }

  /** What was read. */
  public Burst burst() {
    return new Burst(List.copyOf(nodes), jobs);
  }

  private List<String> named(String where, String text) {
    Matcher ofGroup = OF_GROUP.matcher(text);
    if (ofGroup.matches()) {
      return ofGroup(where, ofGroup.group(1), Integer.parseInt(ofGroup.group(2)));
    }
    if (text.contains("/")) {
      problems.add(where + ": say how many nodes, as " + text.replaceAll(":.*", "") + ":16.");
      return List.of();
    }
    try {
      List<String> names = known(where, Hostlist.expand(text));
      if (names.isEmpty() && Hostlist.expand(text).isEmpty()) {
        problems.add(where + ": names no node.");
      }
      return names;
    } catch (HostlistException e) {
      problems.add(where + ": " + e.getMessage());
      return List.of();
    }
  }

  private List<String> ofGroup(String where, String id, int count) {
    Optional<NodeGroup> group =
        configuration.nodeGroups().stream().filter(g -> g.id().equals(id)).findFirst();
    if (group.isEmpty()) {
      List<String> ids = configuration.nodeGroups().stream().map(NodeGroup::id).toList();
      problems.add(
          where
              + ": partitions.json has no node group "
              + id
              + NearMiss.of(id, ids)
                  .map(near -> "; did you mean " + near + "?")
                  .orElse("; it has " + String.join(", ", ids) + "."));
      return List.of();
    }
    List<String> free =
        IntStream.range(0, group.get().maxNodes())
            .mapToObj(group.get()::nodeName)
            .filter(name -> !nodes.contains(name))
            .limit(count)
            .toList();
    if (count == 0) {
      problems.add(where + ": asks for no node.");
    } else if (free.size() < count) {
      problems.add(
          "%s: the node group %s has %d nodes (MaxNodes)%s."
              .formatted(
                  where,
                  id,
                  group.get().maxNodes(),
                  free.size() < group.get().maxNodes()
                      ? ", of which " + free.size() + " are not asked for yet"
                      : ""));
      return List.of();
    }
    return free;
  }

  /** The names, if partitions.json has all of them. */
  private List<String> known(String where, List<String> names) {
    List<String> foreign =
        names.stream().filter(name -> configuration.groupOf(name).isEmpty()).toList();
    if (foreign.isEmpty()) {
      return names.stream().distinct().toList();
    }
    problems.add(
        where
            + ": partitions.json has no "
            + Hostlist.fold(foreign)
            + "; its nodes are "
            + String.join(", ", configuration.nodeGroups().stream().map(NodeGroup::range).toList())
            + ".");
    return List.of();
  }
}
