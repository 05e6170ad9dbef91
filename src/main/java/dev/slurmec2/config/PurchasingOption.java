package dev.slurmec2.config;

/** How a node group's instances are bought; the words of partitions.json and of CreateFleet. */
public enum PurchasingOption {
  /** On-demand instances. */
  ON_DEMAND("on-demand"),
  /** Spot instances. */
  SPOT("spot");

  private final String word;

  PurchasingOption(String word) {
    this.word = word;
  }

  /** The word in partitions.json, and CreateFleet's DefaultTargetCapacityType. */
  public String word() {
    return word;
  }
}
