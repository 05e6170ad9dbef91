package dev.slurmec2.ec2;

/** The keys of the suite's own tags. */
public final class Tags {
  /** The cluster's name: whose the instance is. */
  public static final String CLUSTER = "slurm-ec2:cluster";

  /** PartitionName. */
  public static final String PARTITION = "slurm-ec2:partition";

  /** NodeGroupName. */
  public static final String NODE_GROUP = "slurm-ec2:node-group";

  /** The id of the request that launched it. */
  public static final String LAUNCH = "slurm-ec2:launch";

  /**
   * The nodes of the request that launched it, as {@code aws-node-[0-999]}: see {@link NodeTags}.
   */
  public static final String NODES = "slurm-ec2:nodes";

  /** With a number behind it, a bit of which node of {@link #NODES} it is: see {@link NodeTags}. */
  public static final String BIT = "slurm-ec2:b";

  /** The value of {@link #BIT}, which says nothing. */
  public static final String BIT_VALUE = "1";

  /** The node's name: what EC2's console shows and compute nodes read. */
  public static final String NAME = "Name";

  /** On instances: the placement group that they were launched into. */
  public static final String PLACEMENT_GROUP = "slurm-ec2:placement-group";

  /** On placement groups: when the suite made them, in ISO 8601. */
  public static final String CREATED_AT = "slurm-ec2:created-at";

  private Tags() {}
}
