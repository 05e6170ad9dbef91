package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Settings;
import dev.slurmec2.ec2.CapacityReservation;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.Slurm;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.slurm.SlurmVersion;
import dev.slurmec2.state.ClosedGroups;
import dev.slurmec2.state.WaitingNodes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks Slurm once and each region once (seldom twice), all at the same time.
 *
 * <p>Which of the two answers first does not matter. What EC2 shows and Slurm does not yet want is
 * younger than nothing at the moment when Slurm was asked, and so inside the grace period; what
 * Slurm wants and EC2 does not yet show has to be missed again by a later sweep.
 */
public final class SnapshotTaker {

  /**
   * How long a region is waited for: the retries inside of {@link Ec2} take less, and the next
   * sweep is a minute away.
   */
  private static final Duration REGION_LIMIT = Duration.ofSeconds(50);

  /** Its key in {@code scontrol show config} (src/api/config_info.c). */
  private static final String CONTROLLERS_VERSION = "SLURM_VERSION";

  private final Duration regionLimit;
  private final Configuration configuration;
  private final Slurm slurm;
  private final Ec2Regions regions;
  private final Clock clock;

  /**
   * @param clock the head node's clock, in the zone in which slurmctld prints times
   */
  public SnapshotTaker(Configuration configuration, Slurm slurm, Ec2Regions regions, Clock clock) {
    this(configuration, slurm, regions, clock, REGION_LIMIT);
  }

  /**
   * @param regionLimit how long a region is waited for
   */
  SnapshotTaker(
      Configuration configuration,
      Slurm slurm,
      Ec2Regions regions,
      Clock clock,
      Duration regionLimit) {
    this.regionLimit = regionLimit;
    this.configuration = configuration;
    this.slurm = slurm;
    this.regions = regions;
    this.clock = clock;
  }

  /**
   * Takes a whole snapshot.
   *
   * @param cluster the value of the cluster tag
   * @param pool runs the calls of EC2; its size bounds how many regions are asked at a time
   * @return the snapshot, or why Slurm gave none; a region that fails is in the snapshot as such
   */
  public SlurmResult<Snapshot> take(String cluster, ExecutorService pool) {
    return takeNodes(cluster, pool).map(this::complete);
  }

  /** The snapshot with Slurm's version and slurm.conf's exclusions, which are asked for now. */
  Snapshot complete(Snapshot snapshot) {
    SlurmResult<Map<String, String>> configured = slurm.configuration();
    return snapshot.with(version(configured), Exclusions.of(configured));
  }

  /**
   * Takes what nearly every sweep needs no more than: nodes and instances, with one question to
   * Slurm. No node is excluded, and Slurm's version is not known.
   *
   * @param cluster the value of the cluster tag
   * @param pool as in {@link #take}
   */
  SlurmResult<Snapshot> takeNodes(String cluster, ExecutorService pool) {
    Instant askedAt = clock.instant();
    LocalDateTime slurmNow = LocalDateTime.ofInstant(askedAt, clock.getZone());
    CompletableFuture<NodeRecords> shown = new CompletableFuture<>();
    Map<RegionProfile, Future<RegionView>> asked = new LinkedHashMap<>();
    groupsByRegion()
        .forEach(
            (where, groups) -> {
              asked.put(where, pool.submit(() -> look(where, groups, cluster).at(shown, askedAt)));
            });
    Map<RegionProfile, Future<Ec2Result<List<CapacityReservation>>>> windows =
        new LinkedHashMap<>();
    ReservationWindows.ids(configuration.nodeGroups())
        .forEach(
            (where, ids) -> {
              Ec2 ec2 = regions.in(where.region(), where.profile());
              windows.put(where, pool.submit(() -> ec2.capacityReservations(ids)));
            });
    try {
      return slurm
          .nodes()
          .map(
              records -> {
                shown.complete(records);
                Map<RegionProfile, RegionView> views = answers(asked, askedAt);
                Set<String> waiting =
                    new WaitingNodes(configuration.settings().stateDir(), clock).now();
                Map<RegionProfile, List<CapacityReservation>> reservations =
                    answersOf(windows, askedAt);
                return new Snapshot(
                    askedAt,
                    slurmNow,
                    cluster,
                    Optional.empty(),
                    records,
                    Exclusions.NONE,
                    waiting,
                    views,
                    closed(reservations, askedAt),
                    ReservationWindows.open(configuration.nodeGroups(), reservations));
              });
    } finally {
      // Without Slurm's answer the regions' looks have nothing more to wait for.
      shown.cancel(false);
    }
  }

  /** By what resume found out, and by the windows of capacity blocks. */
  private Map<String, ClosedGroup> closed(
      Map<RegionProfile, List<CapacityReservation>> shown, Instant askedAt) {
    Settings settings = configuration.settings();
    Map<String, ClosedGroup> closed = new LinkedHashMap<>();
    new ClosedGroups(settings.stateDir(), settings.launch().capacityCoolDown(), clock)
        .now()
        .forEach(
            (group, row) ->
                closed.put(
                    group, new ClosedGroup(ClosedNodes.reason(row, clock.getZone()), row.until())));
    closed.putAll(
        ReservationWindows.closed(configuration.nodeGroups(), shown, askedAt, clock.getZone()));
    return closed;
  }

  private Map<RegionProfile, List<CapacityReservation>> answersOf(
      Map<RegionProfile, Future<Ec2Result<List<CapacityReservation>>>> windows, Instant askedAt) {
    Map<RegionProfile, List<CapacityReservation>> shown = new LinkedHashMap<>();
    Instant deadline = askedAt.plus(regionLimit);
    windows.forEach(
        (where, answer) -> shown(where, answer, deadline).ifPresent(s -> shown.put(where, s)));
    return shown;
  }

  /** Without an answer nothing is known of windows, and no node goes down for them. */
  private Optional<List<CapacityReservation>> shown(
      RegionProfile where, Future<Ec2Result<List<CapacityReservation>>> answer, Instant deadline) {
    String why;
    try {
      long left = Math.max(0, Duration.between(clock.instant(), deadline).toMillis());
      Ec2Result<List<CapacityReservation>> result = answer.get(left, TimeUnit.MILLISECONDS);
      if (result instanceof Ec2Result.Ok<List<CapacityReservation>> ok) {
        return Optional.of(ok.value());
      }
      why = ((Ec2Result.Failed<List<CapacityReservation>>) result).error().toString();
    } catch (TimeoutException e) {
      answer.cancel(true);
      why = "there was no answer within " + regionLimit.toSeconds() + " s";
    } catch (ExecutionException e) {
      why = String.valueOf(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      why = "the sweep was interrupted";
    }
    SweepLog.warn(where + ": the windows of capacity blocks are not known: " + why);
    return Optional.empty();
  }

  /** The controller's own, which its configuration holds; asked for only where it does not. */
  private Optional<SlurmVersion> version(SlurmResult<Map<String, String>> configured) {
    if (configured instanceof SlurmResult.Ok<Map<String, String>> ok) {
      Optional<SlurmVersion> said =
          SlurmVersion.find(ok.value().getOrDefault(CONTROLLERS_VERSION, ""));
      if (said.isPresent()) {
        return said;
      }
    }
    return slurm.version() instanceof SlurmResult.Ok<SlurmVersion> ok
        ? Optional.of(ok.value())
        : Optional.empty();
  }

  private RegionLook look(RegionProfile where, List<NodeGroup> groups, String cluster) {
    return new RegionLook(
        regions.in(where.region(), where.profile()),
        groups,
        cluster,
        configuration.settings().adoptUntagged());
  }

  private Map<RegionProfile, List<NodeGroup>> groupsByRegion() {
    Map<RegionProfile, List<NodeGroup>> groups = new LinkedHashMap<>();
    for (NodeGroup group : configuration.nodeGroups()) {
      RegionProfile.allOf(group)
          .forEach(where -> groups.computeIfAbsent(where, key -> new ArrayList<>()).add(group));
    }
    new FormerRegions(configuration).all().forEach(where -> groups.put(where, List.of()));
    return groups;
  }

  private Map<RegionProfile, RegionView> answers(
      Map<RegionProfile, Future<RegionView>> asked, Instant askedAt) {
    Map<RegionProfile, RegionView> views = new LinkedHashMap<>();
    Instant deadline = askedAt.plus(regionLimit);
    asked.forEach((where, answer) -> views.put(where, answer(answer, deadline)));
    return views;
  }

  private RegionView answer(Future<RegionView> answer, Instant deadline) {
    try {
      long left = Math.max(0, Duration.between(clock.instant(), deadline).toMillis());
      return answer.get(left, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      return unanswered("there was no answer within " + regionLimit.toSeconds() + " s");
    } catch (ExecutionException e) {
      return unanswered(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unanswered("the sweep was interrupted");
    }
  }

  private static RegionView unanswered(String message) {
    return new RegionView.Unanswered(new Ec2Error(ErrorClass.SERVER, "NoAnswer", message));
  }
}
