package dev.slurmec2.slurmconf;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What advice needs to know of files on this machine. */
public interface FileInspector {

  /** Looks at the machine's own file system. */
  FileInspector LOCAL = new LocalFiles();

  /** Knows no file: for advice about a controller that is not this machine. */
  FileInspector NONE =
      new FileInspector() {
        @Override
        public Optional<Program> program(Path path) {
          return Optional.empty();
        }

        @Override
        public List<String> lines(Path path) {
          return List.of();
        }
      };

  /** What is at the path; empty if nothing is, or if it cannot be seen. */
  Optional<Program> program(Path path);

  /** The lines of a text; none if there is no such file, or if it cannot be read. */
  List<String> lines(Path path);

  /**
   * A file that Slurm is to run.
   *
   * @param executable whether anybody may execute it
   * @param writableByOthers whether group or others may write it
   */
  record Program(boolean executable, boolean writableByOthers) {}
}
