package dev.slurmec2.power;

import dev.slurmec2.capacity.PoolCoolDowns;
import dev.slurmec2.capacity.SubnetZones;
import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.LaunchSettings;
import dev.slurmec2.config.Settings;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.slurm.Slurm;
import dev.slurmec2.state.BootFailures;
import dev.slurmec2.state.ClosedGroups;
import dev.slurmec2.state.DelayedJobs;
import dev.slurmec2.state.WaitingNodes;
import dev.slurmec2.time.Sleeper;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What the use cases work on and with.
 *
 * @param configuration both files; its strings may still hold parameter references
 * @param cluster the cluster's name, as instances are tagged with it
 * @param slurm the controller
 * @param ec2 EC2 by region and profile
 * @param parameters fills in parameter references before a launch
 * @param ledger launches of the last minutes that EC2 may not show yet
 * @param clock this host's clock
 * @param sleeper how to wait
 * @param launchIds a new unique launch id at each call, at most 64 ASCII characters
 * @param steps how steps that do not depend on each other are run
 */
public record PowerSite(
    Configuration configuration,
    String cluster,
    Slurm slurm,
    Ec2Regions ec2,
    GroupParameters parameters,
    LaunchLedger ledger,
    InstantSource clock,
    Sleeper sleeper,
    Supplier<String> launchIds,
    Steps steps) {

  /** A site whose independent steps run side by side. */
  public PowerSite(
      Configuration configuration,
      String cluster,
      Slurm slurm,
      Ec2Regions ec2,
      GroupParameters parameters,
      LaunchLedger ledger,
      InstantSource clock,
      Sleeper sleeper,
      Supplier<String> launchIds) {
    this(
        configuration,
        cluster,
        slurm,
        ec2,
        parameters,
        ledger,
        clock,
        sleeper,
        launchIds,
        Steps.SIDE_BY_SIDE);
  }

  Instant now() {
    return clock.instant();
  }

  /** What config.json says of launching. */
  LaunchSettings launchSettings() {
    return configuration.settings().launch();
  }

  /** Pools that had no capacity a while ago; concurrent runs share them. */
  PoolCoolDowns coolDowns() {
    return new PoolCoolDowns(
        configuration.settings().stateDir(), launchSettings().capacityCoolDown(), clock);
  }

  /** Node groups that launch nothing for a while; change-state shows their nodes down. */
  ClosedGroups closedGroups() {
    return new ClosedGroups(
        configuration.settings().stateDir(), launchSettings().capacityCoolDown(), clock);
  }

  /** Jobs whose start was put off; change-state and later runs let them start. */
  DelayedJobs delayedJobs() {
    return new DelayedJobs(configuration.settings().stateDir(), clock);
  }

  /** Zones of subnets. */
  SubnetZones subnetZones() {
    return new SubnetZones(configuration.settings().stateDir());
  }

  /** Nodes that wait for EC2's launch limit; change-state leaves them alone. */
  WaitingNodes waitingNodes() {
    return new WaitingNodes(configuration.settings().stateDir(), clock);
  }

  /** Boots that failed, by node group; change-state counts in the same file. */
  BootFailures bootFailures() {
    Settings settings = configuration.settings();
    return new BootFailures(settings.stateDir(), settings.bootFailureLimit(), clock);
  }
}
