package dev.slurmec2.slurm;

import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.hostlist.HostlistException;
import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Reads both forms of SLURM_RESUME_FILE: {@code nodes} and {@code all_nodes} (21.08 to 22.05),
 * {@code nodes_resume}, {@code nodes_alloc} and {@code all_nodes_resume} (23.02 and later), as
 * src/slurmctld/power_save.c writes them. Keys that are new or null do no harm.
 */
public final class ResumeFileReader {

  /** A job takes some 200 bytes and its nodes' names; this is many thousands of large jobs. */
  static final int MAX_BYTES = 64 * 1024 * 1024;

  private final List<String> problems = new ArrayList<>();

  private ResumeFileReader() {}

  /**
   * Reads the file. It lives in slurmctld's memory and goes away with the program that slurmctld
   * started, so this comes first.
   *
   * @param path the value of SLURM_RESUME_FILE, or a copy's path; empty when the variable is not
   *     set
   * @return the file, or why there is none; never an exception
   */
  public static ResumeFile.Result read(Optional<String> path) {
    if (path.isEmpty() || path.get().isEmpty()) {
      return new ResumeFile.Result.None(
          "SLURM_RESUME_FILE is not set: Slurm before 21.08, a Slurm without JSON-C, or a call by"
              + " hand.");
    }
    try (InputStream in = Files.newInputStream(Path.of(path.get()))) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES
          ? none(path.get(), "is larger than %d bytes".formatted(MAX_BYTES))
          : parse(path.get(), new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException | InvalidPathException e) {
      return none(path.get(), "cannot be read: " + e);
    }
  }

  private static ResumeFile.Result parse(String path, String text) {
    try {
      Json root = JsonReader.read(text);
      return root instanceof Json.ObjectNode object
          ? new ResumeFileReader().file(object)
          : none(path, "is not a JSON object but " + root.kind());
    } catch (JsonSyntaxException e) {
      return none(
          path,
          "is not JSON: line %d, column %d: %s"
              .formatted(e.at().line(), e.at().column(), e.getMessage()));
    }
  }

  private ResumeFile.Result file(Json.ObjectNode root) {
    List<ResumeFile.Job> jobs = new ArrayList<>();
    if (root.get("jobs").orElse(null) instanceof Json.ArrayNode array) {
      for (int i = 0; i < array.items().size(); i++) {
        job("/jobs/" + i, array.items().get(i)).ifPresent(jobs::add);
      }
    } else if (root.get("jobs").isPresent()) {
      problems.add("/jobs is left out: it is not an array.");
    }
    LinkedHashSet<String> all = new LinkedHashSet<>();
    nodes("", root, "all_nodes_resume", "all_nodes").ifPresent(all::addAll);
    // A list that is missing or cannot be read is made of the jobs' own.
    jobs.forEach(job -> all.addAll(job.nodesResume()));
    return new ResumeFile.Result.Read(new ResumeFile(jobs, List.copyOf(all)), problems);
  }

  private Optional<ResumeFile.Job> job(String pointer, Json item) {
    if (!(item instanceof Json.ObjectNode object)) {
      problems.add("%s is not an object but %s.".formatted(pointer, item.kind()));
      return Optional.empty();
    }
    Optional<String> id = text(object, "job_id");
    Optional<List<String>> resume = nodes(pointer, object, "nodes_resume", "nodes");
    if (id.isEmpty() || resume.isEmpty()) {
      problems.add("%s is left out: it has no usable job_id or nodes.".formatted(pointer));
      return Optional.empty();
    }
    return Optional.of(
        new ResumeFile.Job(
            id.get(),
            resume.get(),
            nodes(pointer, object, "nodes_alloc", "nodes").orElse(resume.get()),
            text(object, "features"),
            text(object, "extra"),
            text(object, "partition"),
            text(object, "reservation"),
            text(object, "oversubscribe")));
  }

  /** The names under the first of the keys that is there; empty when none is a hostlist. */
  private Optional<List<String>> nodes(
      String pointer, Json.ObjectNode object, String newKey, String oldKey) {
    String key = object.get(newKey).isPresent() ? newKey : oldKey;
    Optional<String> expression = text(object, key);
    try {
      return expression.map(Hostlist::expand);
    } catch (HostlistException e) {
      problems.add("%s/%s: %s".formatted(pointer, key, e.getMessage()));
      return Optional.empty();
    }
  }

  /** A string or a number as text; empty when it is missing, null or something else. */
  private static Optional<String> text(Json.ObjectNode object, String key) {
    Json value = object.get(key).orElse(null);
    if (value instanceof Json.Text text) {
      return Optional.of(text.value());
    }
    return value instanceof Json.Numeral number ? Optional.of(number.literal()) : Optional.empty();
  }

  private static ResumeFile.Result none(String path, String problem) {
    return new ResumeFile.Result.None("The resume file %s %s.".formatted(path, problem));
  }
}
