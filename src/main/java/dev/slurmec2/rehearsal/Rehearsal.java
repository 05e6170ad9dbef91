package dev.slurmec2.rehearsal;

import dev.slurmec2.config.ApiLimits;
import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.SdkRegions;
import dev.slurmec2.power.GroupParameters;
import dev.slurmec2.power.LaunchLedger;
import dev.slurmec2.power.PowerOutcome;
import dev.slurmec2.power.PowerSite;
import dev.slurmec2.power.Resume;
import dev.slurmec2.power.Steps;
import dev.slurmec2.power.Suspend;
import dev.slurmec2.sandbox.CapacityJson;
import dev.slurmec2.sandbox.LocalApi;
import dev.slurmec2.sandbox.SandboxOptions;
import dev.slurmec2.sandbox.engine.BucketLimit;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Runs resume and suspend as they are, with the SDK and all that decides about calls, on the
 * sandbox's API and a clock that jumps. No Slurm, no AWS and no file of the cluster is touched. The
 * same burst gives the same report.
 */
public final class Rehearsal {

  /**
   * How long the nodes stay up: their buckets are full again, as they are in a cluster that does
   * nothing else in between.
   */
  private static final Duration IN_USE = Duration.ofMinutes(10);

  /** Any time will do where a capacity file gives none. */
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** The cluster's name when config.json says none. */
  public static final String CLUSTER = "rehearsal";

  private static final long SEED = 1;

  private final Configuration configuration;
  private final Optional<Path> capacityFile;
  private final Map<String, String> zoneBySubnet;
  private final Map<String, String> madeUp;
  private final Assumptions assumptions;
  private final Instant start;

  /**
   * @param configuration without parameter references in the groups that a burst is about
   * @param capacityFile what EC2 has to give, in the sandbox's form; without it there is no limit
   * @param zoneBySubnet zones of subnets, where they are known; others are assigned in turn
   * @param madeUp values by the names of parameters that nobody has given, for the report
   * @param start when the burst is
   */
  public Rehearsal(
      Configuration configuration,
      Optional<Path> capacityFile,
      Map<String, String> zoneBySubnet,
      Map<String, String> madeUp,
      Assumptions assumptions,
      Instant start) {
    this.configuration = configuration;
    this.capacityFile = capacityFile;
    this.zoneBySubnet = Map.copyOf(zoneBySubnet);
    this.madeUp = Map.copyOf(madeUp);
    this.assumptions = assumptions;
    this.start = start;
  }

  /**
   * When a burst is if nobody says so: now where the capacity file has dates, as those of a
   * capacity block, else at a time that is always the same.
   *
   * @throws IOException when the file cannot be read
   * @throws IllegalArgumentException with a sentence when the capacity file is wrong
   */
  public static Instant usualStart(Optional<Path> capacityFile, InstantSource clock)
      throws IOException {
    return capacityFile.isPresent() && CapacityJson.hasDates(capacityFile.get())
        ? clock.instant().truncatedTo(ChronoUnit.SECONDS)
        : START;
  }

  /**
   * Rehearses a burst on a cluster without instances, and the end of those nodes that come.
   *
   * @throws IOException when a file cannot be read, or no temporary one written
   * @throws IllegalArgumentException with a sentence when the capacity file is wrong, or lacks a
   *     reservation that a group of the burst names
   */
  public Report run(Burst burst) throws IOException {
    checkReservations(burst);
    Path stateDir = Files.createTempDirectory("slurm-ec2-rehearsal");
    try {
      return run(burst, stateDir);
    } finally {
      delete(stateDir);
    }
  }

  /** What a reservation holds is not in partitions.json, and AWS is not asked. */
  private void checkReservations(Burst burst) throws IOException {
    Set<String> known =
        capacityFile.isPresent()
            ? CapacityJson.read(capacityFile.get(), start).reservationIds()
            : Set.of();
    List<String> missing = new ArrayList<>();
    for (Optional<NodeGroup> group : configuration.byGroup(burst.nodes()).keySet()) {
      for (NodeGroup way : group.map(NodeGroup::ways).orElse(List.of())) {
        for (String id : way.policy().capacityReservationIds()) {
          if (!known.contains(id) && !missing.contains(id)) {
            missing.add(id);
          }
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "AWS is not asked what "
              + String.join(" and ", missing)
              + (missing.size() == 1 ? " holds" : " hold")
              + ": say it in a --capacity-file, as {\"reservations\": [{\"id\": \""
              + missing.get(0)
              + "\", \"instanceType\": \"…\", \"zone\": \"…\", \"count\": …}]}.");
    }
  }

  private Report run(Burst burst, Path stateDir) throws IOException {
    VirtualTime time = new VirtualTime(start);
    LocalApi api = new LocalApi(options(), time);
    limits(api.engine());
    Wire wire = new Wire(api, time, assumptions);
    Random random = new Random(SEED);
    RehearsalSlurm slurm = new RehearsalSlurm(time, configuration.settings().slurmConf());
    AtomicInteger launches = new AtomicInteger();
    try (SdkRegions ec2 =
        SdkRegions.through(
            wire,
            time::nanoTime,
            time,
            random::nextDouble,
            time::pool,
            stateDir,
            Optional.of(configuration.settings().launch().apiLimits())
                .filter(limits -> assumptions.throttled()),
            time)) {
      PowerSite site =
          new PowerSite(
              configuration.withStateDir(stateDir),
              configuration.settings().clusterName().orElse(CLUSTER),
              slurm,
              ec2,
              GroupParameters.NONE,
              new LaunchLedger(stateDir, time),
              time,
              time,
              () -> "rehearsal-" + launches.incrementAndGet(),
              Steps.on(time::pool));
      ReportWriter writer = new ReportWriter(configuration, assumptions, burst, madeUp);
      PowerOutcome resumed = new Resume(site).run(burst.nodes(), burst.jobs());
      writer.resumed(time.elapsed(), resumed, wire.take(), slurm, api.engine());
      List<String> up =
          burst.nodes().stream().filter(node -> !resumed.failed().containsKey(node)).toList();
      if (!up.isEmpty()) {
        time.sleep(assumptions.boot().plus(IN_USE));
        slurm.suspend();
        Duration start = time.elapsed();
        PowerOutcome suspended = new Suspend(site).run(up);
        writer.suspended(
            up.size(), time.elapsed().minus(start), suspended, wire.take(), api.engine());
      }
      return writer.report();
    }
  }

  private SandboxOptions options() {
    SandboxOptions.Builder options =
        SandboxOptions.builder()
            .configDir(configuration.directory())
            .subnets(zoneBySubnet)
            .seed(SEED)
            .throttle(assumptions.throttled())
            .times(
                new Times(
                    assumptions.boot(),
                    Times.DEFAULT.shutdown(),
                    assumptions.visibleAfter(),
                    assumptions.addressAfter(),
                    Times.DEFAULT.remembered()));
    capacityFile.ifPresent(options::capacityFile);
    return options.build();
  }

  /** The limits of config.json's ApiLimits in the place of the documented ones. */
  private void limits(Engine engine) {
    configuration
        .settings()
        .launch()
        .apiLimits()
        .byAction()
        .forEach(
            (action, limit) -> {
              engine.limit(action, bucket(limit.requests()));
              String resources =
                  (action.equals("CreateFleet") ? "RunInstances" : action) + "-resources";
              limit.resources().ifPresent(own -> engine.limit(resources, bucket(own)));
            });
  }

  private static BucketLimit bucket(ApiLimits.TokenBucket limit) {
    return new BucketLimit(limit.capacity(), limit.perSecond());
  }

  private static void delete(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
