package dev.slurmec2.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All processes that a launch command has started. Descendants are not enough: a slurmstepd is
 * nobody's child. Where there is a /proc, whoever carries the instance's marks in its environment
 * belongs to it too, with its descendants.
 */
final class ProcessTree {

  private final String runMark;
  private final String instanceMark;
  private final ProcessHandle root;

  /**
   * @param root the command's process
   * @param runId told the processes of other sandboxes apart
   */
  ProcessTree(ProcessHandle root, String runId, String instanceId) {
    this.root = root;
    this.runMark = LaunchCommand.RUN_ID + "=" + runId + "\0";
    this.instanceMark = LaunchCommand.INSTANCE_ID + "=" + instanceId + "\0";
  }

  /** Those that live now. */
  Set<ProcessHandle> living() {
    Set<ProcessHandle> found = new LinkedHashSet<>();
    addWithDescendants(found, root);
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      all.filter(this::isMarked).forEach(each -> addWithDescendants(found, each));
    }
    found.remove(ProcessHandle.current());
    found.removeIf(each -> !each.isAlive());
    return found;
  }

  private static void addWithDescendants(Set<ProcessHandle> found, ProcessHandle process) {
    if (found.add(process)) {
      try (Stream<ProcessHandle> children = process.descendants()) {
        children.forEach(found::add);
      }
    }
  }

  private boolean isMarked(ProcessHandle process) {
    try {
      Path environ = Path.of("/proc", Long.toString(process.pid()), "environ");
      String text = Files.readString(environ, StandardCharsets.ISO_8859_1);
      return text.contains(runMark) && text.contains(instanceMark);
    } catch (IOException e) {
      return false; // gone, another user's, or a system without /proc
    }
  }
}
