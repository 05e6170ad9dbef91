package dev.slurmec2.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** SLURM_RESUME_FILE as src/slurmctld/power_save.c writes it, and what can become of it. */
final class ModelResumeFile {
  private final SlurmModel slurm;
  private final Path path;
  private String earlier = "{}";

  ModelResumeFile(SlurmModel slurm, Path path) {
    this.slurm = slurm;
    this.path = path;
  }

  /** Writes what is true. */
  Path write(List<String> nodes) {
    String text = text(nodes);
    write(text);
    earlier = text;
    return path;
  }

  /** Writes something else, or nothing. */
  Path writeDamaged(List<String> nodes, SplittableRandom chance) {
    String text = text(nodes);
    switch (chance.nextInt(5)) {
      case 0 -> write(earlier);
      case 1 -> write(text.substring(0, chance.nextInt(text.length())));
      case 2 -> write("");
      case 3 -> write(text.replace('[', '{').replace('"', '\u0000'));
      default -> delete();
    }
    return path;
  }

  private void write(String text) {
    try {
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text(List<String> nodes) {
    boolean isNew = slurm.version.isAtLeast(23, 2);
    String all = String.join(",", nodes);
    String jobs =
        slurm.jobs.stream()
            .filter(job -> job.nodes.stream().anyMatch(node -> nodes.contains(node.name)))
            .map(job -> job(job, nodes, isNew))
            .collect(Collectors.joining(","));
    return "{\"jobs\":["
        + jobs
        + "],\""
        + (isNew ? "all_nodes_resume" : "all_nodes")
        + "\":\""
        + all
        + "\"}";
  }

  private static String job(ModelJob job, List<String> nodes, boolean isNew) {
    String allocated = job.nodes.stream().map(node -> node.name).collect(Collectors.joining(","));
    String resumed =
        job.nodes.stream()
            .map(node -> node.name)
            .filter(nodes::contains)
            .collect(Collectors.joining(","));
    return isNew
        ? "{\"extra\":null,\"job_id\":%d,\"features\":null,\"nodes_alloc\":\"%s\",\"nodes_resume\":\"%s\",\"oversubscribe\":\"OK\",\"partition\":\"p\",\"reservation\":null}"
            .formatted(job.id, allocated, resumed)
        : "{\"job_id\":%d,\"nodes\":\"%s\"}".formatted(job.id, resumed);
  }
}
