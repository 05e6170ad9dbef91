package dev.slurmec2.slurmconf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** slurm.conf.aws and gres.conf.aws in a directory: compared with new texts, and replaced. */
public final class GeneratedFiles {
  private final Path directory;

  /**
   * @param directory where the files are, or will be; it is not created
   */
  public GeneratedFiles(Path directory) {
    this.directory = directory;
  }

  /** What {@link #write} would do, without doing it. One outcome a file. */
  public List<FileOutcome> check(GeneratedTexts texts) {
    return texts.byFileName().entrySet().stream()
        .map(entry -> compare(directory.resolve(entry.getKey()), entry.getValue()))
        .toList();
  }

  /**
   * Writes the files whose text differs. Both are staged before the first one is replaced: if one
   * cannot be read or staged, neither is touched. One outcome a file.
   */
  public List<FileOutcome> write(GeneratedTexts texts) {
    List<FileOutcome> plan = check(texts);
    if (plan.stream().anyMatch(FileOutcome.Failed.class::isInstance)) {
      return plan.stream().map(GeneratedFiles::heldBack).toList();
    }
    Map<FileOutcome, StagedFile> staged = new LinkedHashMap<>();
    try {
      List<FileOutcome> outcomes = stage(plan, texts, staged);
      return outcomes.isEmpty() ? commit(plan, staged) : outcomes;
    } finally {
      staged.values().forEach(GeneratedFiles::discard);
    }
  }

  /** Stages every changed file; the outcomes if one could not be, else none. */
  private List<FileOutcome> stage(
      List<FileOutcome> plan, GeneratedTexts texts, Map<FileOutcome, StagedFile> staged) {
    for (FileOutcome outcome : plan) {
      if (outcome instanceof FileOutcome.Changed changed) {
        String name = String.valueOf(changed.file().getFileName());
        try {
          String text = texts.byFileName().getOrDefault(name, "");
          staged.put(changed, StagedFile.stage(changed.file(), text));
        } catch (IOException | RuntimeException e) {
          FileOutcome failed = failed(changed.file(), "written", e);
          return plan.stream()
              .map(other -> other.equals(changed) ? failed : heldBack(other))
              .toList();
        }
      }
    }
    return List.of();
  }

  private static List<FileOutcome> commit(
      List<FileOutcome> plan, Map<FileOutcome, StagedFile> staged) {
    List<FileOutcome> outcomes = new ArrayList<>();
    for (FileOutcome outcome : plan) {
      StagedFile file = staged.get(outcome);
      try {
        if (file != null) {
          file.commit();
        }
        outcomes.add(outcome);
      } catch (IOException e) {
        outcomes.add(failed(outcome.file(), "replaced", e));
      }
    }
    return outcomes;
  }

  private static FileOutcome heldBack(FileOutcome outcome) {
    return outcome instanceof FileOutcome.Changed changed
        ? new FileOutcome.Failed(
            changed.file(),
            changed.file() + " was left as it is, because the other file could not be written.")
        : outcome;
  }

  private static FileOutcome compare(Path file, String text) {
    try {
      String old = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return old.equals(text)
          ? new FileOutcome.Unchanged(file)
          : new FileOutcome.Changed(file, false, LineDiff.between(old, text));
    } catch (NoSuchFileException e) {
      return new FileOutcome.Changed(file, true, LineDiff.between("", text));
    } catch (IOException e) {
      return failed(file, "read", e);
    }
  }

  private static FileOutcome failed(Path file, String verb, Exception cause) {
    String reason;
    if (cause instanceof AccessDeniedException) {
      reason = "permission denied; run generate-conf as the owner, or choose another directory";
    } else if (cause instanceof NoSuchFileException) {
      reason = "its directory does not exist; create it first";
    } else if (cause instanceof FileSystemException e && e.getReason() != null) {
      reason = e.getReason();
    } else {
      reason = String.valueOf(cause.getMessage());
    }
    return new FileOutcome.Failed(
        file, "%s cannot be %s: %s. It is as it was.".formatted(file, verb, reason));
  }

  private static void discard(StagedFile file) {
    try {
      file.close();
    } catch (IOException e) {
      // A temporary file stays behind; the outcome for the user is the same.
    }
  }
}
