package dev.slurmec2.slurm;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jobs through {@code squeue} and {@code scontrol}, for Slurm 20.11 and later. */
final class JobCommands implements SlurmJobs {
  private static final Logger log = LoggerFactory.getLogger(JobCommands.class);

  /** Jobs in one command: slurmctld looks each up under its locks. */
  static final int MAX_JOBS = 200;

  /** One process each: with more terminals than this open, the log has to do. */
  static final int MAX_NOTIFIED = 50;

  /** Slurm stores comments of any length; a terminal shows a line. */
  private static final int MAX_TEXT = 500;

  private static final String FORMAT =
      "JobID:24,JobArrayID:32,StateCompact:8,RestartCnt:12,BatchFlag:4,EligibleTime:24";

  /** In the place of EligibleTime. */
  private static final String NO_TIME = "N/A";

  private final SlurmCommand squeue;
  private final SlurmCommand scontrol;

  JobCommands(Path binDirectory, CommandRunner runner) {
    this.squeue = new SlurmCommand(binDirectory, "squeue", runner);
    this.scontrol = new SlurmCommand(binDirectory, "scontrol", runner);
  }

  @Override
  public SlurmResult<List<Job>> find(Collection<String> ids) {
    List<String> valid = ids.stream().filter(JobCommands::isId).distinct().toList();
    List<Job> jobs = new ArrayList<>();
    for (List<String> batch : batches(valid)) {
      List<String> arguments =
          List.of(
              "--noheader",
              "--all",
              "--states=all",
              "--jobs=" + String.join(",", batch),
              "--Format=" + FORMAT);
      SlurmResult<CommandResult.Exited> result = squeue.run(arguments);
      if (!(result instanceof SlurmResult.Ok<CommandResult.Exited> ok)) {
        return result.map(exited -> List.of());
      }
      // Slurm prints those that it knows and ends with 1 for a single unknown one.
      if (ok.value().status() != 0 && SlurmCommand.isUnreachable(SlurmCommand.words(ok.value()))) {
        return squeue.failure(arguments, ok.value());
      }
      ok.value().stdout().lines().forEach(line -> read(line).ifPresent(jobs::add));
    }
    return new SlurmResult.Ok<>(List.copyOf(jobs));
  }

  @Override
  public Map<String, String> change(Collection<String> names, Change change) {
    Map<String, String> failed = new LinkedHashMap<>();
    List<String> valid = names.stream().filter(JobCommands::isName).distinct().toList();
    if (change instanceof Change.Notify notify) {
      valid.stream()
          .limit(MAX_NOTIFIED)
          .forEach(
              id -> failed.putAll(run(List.of("notify", id, text(notify.text())), List.of(id))));
      return failed;
    }
    for (List<String> batch : batches(valid)) {
      failed.putAll(run(arguments(String.join(",", batch), change), batch));
    }
    return failed;
  }

  private static List<String> arguments(String ids, Change change) {
    if (change instanceof Change.Hold) {
      return List.of("hold", ids);
    }
    return List.of(
        "update",
        "jobid=" + ids,
        change instanceof Change.StartAfter start
            ? "starttime=now" + (start.delay().isZero() ? "" : "+" + start.delay().toSeconds())
            : "admincomment=" + text(((Change.AdminComment) change).text()));
  }

  private Map<String, String> run(List<String> arguments, List<String> ids) {
    SlurmResult<CommandResult.Exited> result = scontrol.run(arguments);
    String why;
    if (result instanceof SlurmResult.Ok<CommandResult.Exited> ok) {
      if (ok.value().status() == 0) {
        log.info("scontrol {}: done", String.join(" ", arguments));
        return Map.of();
      }
      why = SlurmCommand.words(ok.value());
    } else {
      why = ((SlurmResult.Failed<CommandResult.Exited>) result).message();
    }
    log.warn("scontrol {}: {}", String.join(" ", arguments), why);
    Map<String, String> failed = new LinkedHashMap<>();
    ids.forEach(id -> failed.put(id, why));
    return failed;
  }

  private static Optional<Job> read(String line) {
    String[] words = line.strip().split("\\s+", -1);
    String time = words.length == 6 ? words[5] : NO_TIME;
    Optional<LocalDateTime> eligible = Times.parse(time);
    if ((words.length != 5 && words.length != 6)
        || (eligible.isEmpty() && !time.equals(NO_TIME))
        || !isId(words[0])
        || !isName(words[1])
        || !words[3].matches("\\d{1,9}")) {
      return Optional.empty();
    }
    return Optional.of(
        new Job(
            words[0],
            words[1],
            words[2],
            Integer.parseInt(words[3]),
            words[4].equals("1"),
            eligible));
  }

  private static boolean isId(String id) {
    return id.matches("\\d{1,10}");
  }

  private static boolean isName(String name) {
    return name.matches("\\d{1,10}([_+]\\d{1,10})?");
  }

  private static String text(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\"]+", " ").strip();
    return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT);
  }

  private static List<List<String>> batches(List<String> ids) {
    List<List<String>> batches = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += MAX_JOBS) {
      batches.add(ids.subList(from, Math.min(from + MAX_JOBS, ids.size())));
    }
    return batches;
  }
}
