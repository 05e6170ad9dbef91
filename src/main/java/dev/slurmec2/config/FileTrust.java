package dev.slurmec2.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which files may be read as configuration or run as a program: those that nobody can change but
 * root, the user who runs, and SlurmUser. Whoever else could change them would choose what those
 * users run and which account pays.
 *
 * <p>The directory that a file is in counts too, as who can write there can replace the file.
 * Directories further up do not: a directory that was put in the place of the right one belongs to
 * whoever did it, and is refused for that.
 */
public final class FileTrust {

  /** Looks at files. Injected, so that tests need no second user. */
  @FunctionalInterface
  public interface Inspector {

    /**
     * Who can change a file or directory, symbolic links followed.
     *
     * @return empty if there is no such file
     * @throws IOException when it cannot be told
     */
    Optional<FileAccess> look(Path file) throws IOException;
  }

  private final Inspector inspector;
  private final Set<String> owners;

  /**
   * @param inspector looks at the files
   * @param owners names of the users who may own them, besides root
   */
  public FileTrust(Inspector inspector, Set<String> owners) {
    this.inspector = inspector;
    this.owners = new TreeSet<>(owners);
    this.owners.add("root");
  }

  /**
   * What is wrong with a file or directory, each with what to do; nothing for one that does not
   * exist.
   */
  List<String> objections(Path file) {
    Optional<FileAccess> access;
    try {
      access = inspector.look(file);
    } catch (IOException e) {
      return List.of("it cannot be told who may change it (" + e.getMessage() + ").");
    }
    return access.map(found -> objections(file, found)).orElse(List.of());
  }

  private List<String> objections(Path file, FileAccess access) {
    if (!owners.contains(access.owner())) {
      return List.of(
          "it belongs to %s (mode %s), who could change it; only %s may. Do: chown root '%s'"
              .formatted(access.owner(), access.modeText(), String.join(" and ", owners), file));
    }
    if (access.groupWrites() || access.othersWrite()) {
      return List.of(
          "it can be changed by %s (owner %s, mode %s). Do: chmod go-w '%s'"
              .formatted(
                  access.othersWrite() ? "every user" : "the group " + access.group(),
                  access.owner(),
                  access.modeText(),
                  file));
    }
    return List.of();
  }
}
