package dev.slurmec2.config;

import java.util.List;
import java.util.Set;

/** The keys of both files, apart from those that belong to slurm.conf and to CreateFleet. */
final class KnownKeys {

  /** Names the file's JSON Schema for editors; allowed at the top of both files, not read. */
  static final String SCHEMA = "$schema";

  static final Set<String> CONFIG =
      Set.of(
          SCHEMA,
          "LogLevel",
          "LogFileName",
          "SlurmBinPath",
          "SlurmConf",
          "ClusterName",
          "StateDir",
          "GraceSeconds",
          "AdoptUntagged",
          "ParameterCacheSeconds",
          "BootFailureLimit",
          "CapacityCoolDownSeconds",
          "JobMessages",
          "ApiLimits",
          "MaxInstances",
          "MaxHourlyCost",
          "PriceFile");

  static final Set<String> JOB_MESSAGES =
      Set.of(
          "AdminComment",
          "Notify",
          "DelayRequeue",
          "FirstDelaySeconds",
          "MaxDelaySeconds",
          "HoldOnConfigurationErrors");

  static final Set<String> API_LIMIT = Set.of("Requests", "Resources");

  static final Set<String> TOKEN_BUCKET = Set.of("Bucket", "PerSecond");

  /** The keys of a price in the file that PriceFile names. */
  static final Set<String> PRICE =
      Set.of(PurchasingOption.ON_DEMAND.word(), PurchasingOption.SPOT.word());

  /** Keys that config.json, partitions and node groups have alike. */
  static final List<String> BUDGET = List.of("MaxInstances", "MaxHourlyCost");

  /**
   * Keys that SlurmConf must have: without them Slurm saves no power. The Python plugin also asked
   * for PrivateData and TreeWidth, which newer versions of Slurm do not need; generate-conf judges
   * by the version whether they are missed.
   */
  static final List<String> SLURM_CONF_REQUIRED =
      List.of(
          "ResumeProgram",
          "SuspendProgram",
          "ResumeRate",
          "SuspendRate",
          "ResumeTimeout",
          "SuspendTime");

  static final Set<String> PARTITIONS = Set.of(SCHEMA, "Partitions");

  static final Set<String> PARTITION =
      Set.of("PartitionName", "NodeGroups", "PartitionOptions", "MaxInstances", "MaxHourlyCost");

  static final Set<String> NODE_GROUP =
      Set.of(
          "NodeGroupName",
          "MaxNodes",
          "Region",
          "ProfileName",
          "SlurmSpecifications",
          "PurchasingOption",
          "OnDemandOptions",
          "SpotOptions",
          "LaunchTemplateSpecification",
          "LaunchTemplateOverrides",
          "SubnetIds",
          "Tags",
          "ScalingStrategy",
          "Placement",
          "CapacityReservationIds",
          "MaxInstances",
          "MaxHourlyCost",
          "Fallback",
          "FleetOverrides",
          "NodeAddr",
          "NodeHostName",
          "NodeNamePattern",
          "NodeNameTags");

  static final Set<String> PLACEMENT = Set.of("SingleZone", "PlacementGroup");

  static final Set<String> FALLBACK =
      Set.of(
          "NodeGroup",
          "Region",
          "ProfileName",
          "PurchasingOption",
          "OnDemandOptions",
          "SpotOptions",
          "LaunchTemplateSpecification",
          "LaunchTemplateOverrides",
          "SubnetIds",
          "CapacityReservationIds",
          "FleetOverrides");

  static final Set<String> LAUNCH_TEMPLATE =
      Set.of("LaunchTemplateName", "LaunchTemplateId", "Version");

  static final Set<String> TAG = Set.of("Key", "Value");

  private KnownKeys() {}
}
