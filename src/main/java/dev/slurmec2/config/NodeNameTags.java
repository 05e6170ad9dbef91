package dev.slurmec2.config;

/** By which of its tags an instance of a launch of several nodes knows which node it is. */
public enum NodeNameTags {
  /** The tag Name, with a call for each instance: what compute nodes of plugin v2 read. */
  NAME("name"),
  /**
   * Tags that together say the node's number, set with one call for many instances. Needs the
   * suite's own script on the compute nodes.
   */
  INDEX("index");

  private final String word;

  NodeNameTags(String word) {
    this.word = word;
  }

  /** The word in partitions.json. */
  public String word() {
    return word;
  }
}
