package dev.slurmec2.slurmconf;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * ResumeProgram, SuspendProgram and ResumeFailProgram. Slurm wants an absolute path of a file that
 * it may execute and that neither group nor others may write (power_save.c, _valid_prog); otherwise
 * it switches power saving off, or, for ResumeFailProgram, does without it.
 */
final class ProgramAdvice {
  private ProgramAdvice() {}

  static void check(AdviceContext context) {
    check(context, "ResumeProgram", "resume", "no node is ever launched");
    check(context, "SuspendProgram", "suspend", "power saving is off");
    check(
        context,
        "ResumeFailProgram",
        "resume-fail",
        "the instances of nodes that did not come up in time run on until a sweep of change-state"
            + " ends them");
  }

  private static void check(AdviceContext context, String key, String ours, String otherwise) {
    Optional<String> program = context.settings().value(key);
    if (program.isEmpty()) {
      context.warn(
          ours + "-program",
          "%s is not set%s: %s. Set it to the path of the suite's %s."
              .formatted(key, context.settings().unlessElsewhere(), otherwise, ours));
    } else if (program.get().endsWith(".py")) {
      context.warn(
          "program-of-the-predecessor",
          "%s=%s is the Python plugin's. Set it to the path of the suite's %s."
              .formatted(key, program.get(), ours));
    } else if (!program.get().startsWith("/") || program.get().matches(".*\\s.*")) {
      context.warn(
          "program-path",
          "%s=%s is not an absolute path without arguments: %s. Slurm takes the whole value for a file's path."
              .formatted(key, program.get(), otherwise));
    } else {
      checkFile(context, key, program.get(), otherwise);
    }
  }

  private static void checkFile(
      AdviceContext context, String key, String program, String otherwise) {
    Path path;
    try {
      path = Path.of(program);
    } catch (InvalidPathException e) {
      context.warn("program-path", "%s=%s is not a path.".formatted(key, program));
      return;
    }
    if (context.files().equals(FileInspector.NONE)) {
      return;
    }
    Optional<FileInspector.Program> file = context.files().program(path);
    if (file.isEmpty()) {
      context.hint(
          "program-missing",
          "%s=%s is not on this machine. On the controller it must be.".formatted(key, program));
      return;
    }
    if (!file.get().executable()) {
      context.warn(
          "program-not-executable",
          "%s=%s is not an executable file: %s. Run: chmod 755 %s"
              .formatted(key, program, otherwise, program));
    }
    if (file.get().writableByOthers()) {
      context.warn(
          "program-writable",
          "%s=%s may be written by its group or by others, and Slurm refuses to run such a file: %s. Run: chmod go-w %s"
              .formatted(key, program, otherwise, program));
    }
  }
}
