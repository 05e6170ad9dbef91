package dev.slurmec2.config;

/**
 * Where a job's instances are to lie to each other.
 *
 * @param singleZone whether the instances of a job of several nodes must be in one zone
 * @param placementGroup who shares a cluster placement group
 */
public record Placement(boolean singleZone, PlacementGroup placementGroup) {

  /** One zone for each job, no placement group. */
  public static final Placement DEFAULT = new Placement(true, PlacementGroup.NONE);

  /** Who shares a cluster placement group (EC2 User Guide, "Placement strategies"). */
  public enum PlacementGroup {
    /** Nobody: there is none. */
    NONE("none"),
    /** The nodes of a job; removed when its instances are gone. */
    JOB("job"),
    /** The nodes of the node group. */
    NODE_GROUP("node-group");

    private final String word;

    PlacementGroup(String word) {
      this.word = word;
    }

    /** The word in partitions.json. */
    public String word() {
      return word;
    }
  }
}
