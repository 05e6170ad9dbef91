package dev.slurmec2.cli;

import dev.slurmec2.config.FileTrust;
import dev.slurmec2.config.LocalFileInspector;
import dev.slurmec2.slurm.SlurmUser;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Whose files are trusted on this machine: root's, those of the user who runs, SlurmUser's. */
final class Trust {
  private Trust() {}

  static FileTrust onThisMachine(Map<String, String> environment) {
    Set<String> owners = new HashSet<>();
    try {
      owners.add(LocalFileInspector.effectiveUser());
    } catch (IOException e) {
      // No /proc: then only root's files and SlurmUser's are taken.
    }
    SlurmUser.find(environment).ifPresent(owners::add);
    return new FileTrust(new LocalFileInspector(), owners);
  }
}
