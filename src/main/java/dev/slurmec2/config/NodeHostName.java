package dev.slurmec2.config;

/** What Slurm holds for the host name of a node. */
public enum NodeHostName {
  /**
   * The name that EC2 gives an instance by its IPv4 address, {@code ip-a-b-c-d} (EC2 User Guide,
   * "Amazon EC2 instance hostname types"). An instance without one has no such name, and the node's
   * own is taken.
   */
  INSTANCE("instance"),
  /** The node's own name. */
  NODE("node");

  private final String word;

  NodeHostName(String word) {
    this.word = word;
  }

  /** The word in partitions.json. */
  public String word() {
    return word;
  }
}
