package dev.slurmec2.sandbox.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * EC2 for one account, all regions. Every call reads the clock once and sees the state of that
 * moment; nothing happens between calls. The same seed, clock and calls give the same answers. Safe
 * for use by several threads, one call at a time. Calls refuse with {@link ApiError}, and what is
 * refused has changed nothing.
 */
public final class Engine {

  /** The account that everything belongs to; it is the one of AWS's own documentation. */
  public static final String ACCOUNT = "123456789012";

  private final InstantSource clock;
  private final World world;
  private final Map<String, Region> regions = new TreeMap<>();
  private final Stock stock;
  private final PlacementGroups placementGroups;

  /**
   * @param inventory what exists
   * @param times how long things take
   * @param clock what time it is
   * @param seed of all ids
   */
  public Engine(Inventory inventory, Times times, InstantSource clock, long seed) {
    this.world = new World(inventory, times, seed);
    this.clock = clock;
    this.stock = new Stock(this, world);
    this.placementGroups = new PlacementGroups(this);
  }

  /** What EC2 has to give: capacity, prices, quotas, reservations, and how they change. */
  public Stock stock() {
    return stock;
  }

  /** The placement groups. */
  public PlacementGroups placementGroups() {
    return placementGroups;
  }

  /**
   * The next moment at which anything changes without a call: an instance runs, ends, is shown or
   * is interrupted, capacity changes as planned, a reservation begins or ends. A program on a clock
   * of its own can set it to that moment; nothing is missed if it does not.
   *
   * @return empty when nothing more is to come
   */
  public synchronized Optional<Instant> nextChange() {
    Instant now = now();
    return Stream.concat(
            regions.values().stream()
                .flatMap(region -> region.machines.values().stream())
                .flatMap(machine -> machine.nextChange(now, world.times).stream()),
            stock.nextChange(now).stream())
        .min(Comparator.naturalOrder());
  }

  /** The time, after everything that was planned until then has happened. */
  Instant now() {
    Instant now = clock.instant();
    stock.catchUp(now);
    return now;
  }

  List<Region> regions() {
    return List.copyOf(regions.values());
  }

  String nextId(String prefix) {
    return world.ids.next(prefix);
  }

  Region region(String name) {
    return regions.computeIfAbsent(
        name, key -> new Region(key, world.inventory, world.ids, clock.instant()));
  }

  private Instances instances(String region, Instant now) {
    Instances instances = new Instances(region(region), world);
    instances.forget(now);
    return instances;
  }

  /** CreateFleet. */
  public synchronized FleetAnswer createFleet(String region, FleetSpec spec) {
    Instant now = now();
    instances(region, now);
    return new Fleets(region(region), world).create(spec, now);
  }

  /** DescribeInstances: those of the ids, or all, that all filters let through. */
  public synchronized Page<InstanceView> describeInstances(
      String region, List<String> ids, List<Filter> filters, Paging paging) {
    Instant now = now();
    return instances(region, now).describe(ids, filters, paging, false, now);
  }

  /** DescribeInstanceStatus: of running instances only, unless all are asked for. */
  public synchronized Page<InstanceView> describeInstanceStatus(
      String region, List<String> ids, List<Filter> filters, Paging paging, boolean includeAll) {
    Instant now = now();
    return instances(region, now).describe(ids, filters, paging, !includeAll, now);
  }

  /** TerminateInstances: all of them or none. */
  public synchronized List<StateChange> terminateInstances(String region, List<String> ids) {
    Instant now = now();
    return instances(region, now).terminate(ids, now);
  }

  /** DescribeSpotInstanceRequests: the spot instances of fleets, each with its request. */
  public synchronized Page<InstanceView> describeSpotRequests(
      String region, List<String> requestIds, List<Filter> filters, Paging paging) {
    Instant now = now();
    return SpotRequests.describe(
        instances(region, now).describe(List.of(), List.of(), Paging.NONE, false, now).items(),
        requestIds,
        filters,
        paging);
  }

  /** CreateTags: on all resources or none. */
  public synchronized void createTags(
      String region, List<String> resources, Map<String, String> tags) {
    Instant now = now();
    Instances instances = instances(region, now);
    region(region).tags.create(resources, tags, id -> instances.isInvisible(id, now));
  }

  /** DeleteTags; a key without a value deletes the tag whatever its value. */
  public synchronized void deleteTags(
      String region, List<String> resources, Map<String, Optional<String>> tags) {
    Instant now = now();
    Instances instances = instances(region, now);
    region(region).tags.delete(resources, tags, id -> instances.isInvisible(id, now));
  }

  /** DescribeTags. */
  public synchronized Page<Tagged> describeTags(
      String region, List<Filter> filters, Paging paging) {
    Instant now = now();
    instances(region, now);
    return paging.page(
        region(region).tags.list(filters), tag -> tag.resourceId() + "\u0000" + tag.key());
  }

  /** GetConsoleOutput: what the instance has written so far, as text. */
  public synchronized String consoleOutput(String region, String id) {
    Instant now = now();
    return instances(region, now).find(List.of(id), now).get(0).console();
  }

  /** DescribeSubnets: these, or all that are known so far. */
  public synchronized List<Subnet> subnets(String region, List<String> ids) {
    Region where = region(region);
    return ids.isEmpty() ? where.subnets() : ids.stream().map(where::subnet).toList();
  }

  /** The zones of a region, by name. */
  public synchronized List<String> zones(String region) {
    return region(region).zones();
  }

  /** A zone's id, as {@code use1-az1}. */
  public static String zoneId(String zone) {
    return Region.zoneId(zone);
  }

  /** All launch templates that are known so far. */
  public synchronized List<Template> templates(String region) {
    return region(region).templates.all();
  }

  /** The template of a reference. */
  public synchronized Template template(String region, FleetSpec.TemplateRef ref) {
    return region(region).templates.find(ref, clock.instant());
  }

  /** CreateLaunchTemplate. */
  public synchronized Template createTemplate(String region, String name, TemplateData data) {
    return region(region).templates.create(name, data, clock.instant());
  }

  /** CreateLaunchTemplateVersion. */
  public synchronized Template createTemplateVersion(
      String region, FleetSpec.TemplateRef ref, TemplateData data) {
    return region(region).templates.createVersion(ref, data, clock.instant());
  }

  /** The types of the built-in table. */
  public List<TypeInfo> instanceTypes() {
    return world.types.all();
  }

  /** Checks an AMI id, or what stands for one, and gives the id. */
  public synchronized String image(String region, String requested) {
    return region(region).image(requested);
  }

  /** A parameter of the Parameter Store. */
  public synchronized Optional<Parameter> parameter(String region, String name) {
    return Optional.ofNullable(region(region).parameters.get(name));
  }

  /** Sets a parameter; its version goes up by one. */
  public synchronized Parameter putParameter(
      String region, String name, String type, String value) {
    Map<String, Parameter> parameters = region(region).parameters;
    Parameter before = parameters.get(name);
    Parameter after =
        new Parameter(
            name, type, value, before == null ? 1 : before.version() + 1, clock.instant());
    parameters.put(name, after);
    return after;
  }

  /**
   * Takes the tokens of one call, if throttling is on.
   *
   * @param small whether it is a describe call without filter and page size, which has a smaller
   *     bucket
   * @throws ApiError when there is none left
   */
  public synchronized void draw(String region, String action, boolean small) {
    boolean hasSmall =
        action.equals("DescribeInstances") || action.equals("DescribeInstanceStatus");
    String bucket = small && hasSmall ? action + TokenBuckets.UNFILTERED : action;
    if (!world.buckets.take(region, bucket, 1, clock.instant())) {
      throw ApiError.throttled();
    }
  }

  /** Switches throttling on with full buckets, or off. */
  public synchronized void throttle(boolean on) {
    world.buckets.enable(on);
  }

  /** Whether throttling is on. */
  public synchronized boolean isThrottling() {
    return world.buckets.isEnabled();
  }

  /**
   * Gives a bucket another size and fills it.
   *
   * @param bucket an action's name, or {@code RunInstances-resources}, {@code
   *     TerminateInstances-resources}, {@code DescribeInstances-unfiltered}, {@code
   *     DescribeInstanceStatus-unfiltered}
   */
  public synchronized void limit(String bucket, BucketLimit limit) {
    world.buckets.limit(bucket, limit);
  }

  /** Sets what pools can hold; the rule of the same pattern is replaced. */
  public synchronized void capacity(PoolRule rule) {
    world.capacity.set(rule);
  }

  /** Makes all pools unlimited again. */
  public synchronized void unlimited() {
    stock.clear();
  }

  /** The rules that hold. */
  public synchronized List<PoolRule> capacity() {
    return world.capacity.rules();
  }

  /** How long things take. */
  public synchronized Times times() {
    return world.times;
  }

  /**
   * Changes how long things take. What is under way keeps its boot and shutdown time; visibility
   * changes at once.
   */
  public synchronized void times(Times times) {
    world.times = times;
  }

  /** All instances of all regions, also those that no API call shows yet. */
  public synchronized List<InstanceView> everyInstance() {
    Instant now = now();
    List<InstanceView> all = new ArrayList<>();
    regions.keySet().forEach(name -> all.addAll(instances(name, now).all(now)));
    return all;
  }

  /** Those of {@link #everyInstance} that have not begun to end. */
  public synchronized List<InstanceView> liveInstances() {
    Instant now = now();
    List<InstanceView> live = new ArrayList<>();
    regions.keySet().forEach(name -> live.addAll(instances(name, now).live(now)));
    return live;
  }

  /** An instance wherever it is. */
  public synchronized Optional<InstanceView> instance(String id) {
    Instant now = now();
    // Forgetting goes through all instances: for each of many ids it would take their square.
    return regionOf(id).flatMap(region -> new Instances(region, world).remembered(id, now));
  }

  private Optional<Region> regionOf(String id) {
    return regions.values().stream().filter(region -> region.machines.containsKey(id)).findFirst();
  }

  /** Ends an instance as something else than the API would. */
  public synchronized void end(String id, EndCause cause) {
    with(id, (machine, now) -> machine.end(now, world.times, cause));
  }

  /**
   * Interrupts a spot instance: it is told now and ended later.
   *
   * @param notice how much later; EC2 gives {@link Stock#NOTICE}
   */
  public synchronized void interrupt(String id, Duration notice) {
    with(
        id,
        (machine, now) ->
            machine.announceEnd(now, now.plus(notice), world.times, EndCause.SPOT_INTERRUPTION));
  }

  /** Recommends to leave a spot instance, which says so in its metadata. */
  public synchronized void recommendRebalance(String id) {
    with(id, Machine::recommendRebalance);
  }

  /** Makes a status check fail, since so long ago. */
  public synchronized void impair(String id, boolean system, Duration ago) {
    with(id, (machine, now) -> machine.impair(system, now.minus(ago)));
  }

  /** Makes all status checks pass, and takes scheduled events back. */
  public synchronized void recover(String id) {
    with(id, (machine, now) -> machine.recover());
  }

  /** Schedules an event. */
  public synchronized void schedule(String id, String code, String description, Duration in) {
    with(
        id,
        (machine, now) ->
            machine.schedule(
                new StatusEvent(
                    world.ids.next("instance-event-"), code, description, now.plus(in))));
  }

  /** Sets what GetConsoleOutput answers. */
  public synchronized void console(String id, String text) {
    with(id, (machine, now) -> machine.console(text));
  }

  private void with(String id, BiConsumer<Machine, Instant> change) {
    Instant now = now();
    Machine machine =
        regionOf(id)
            .map(region -> region.machines.get(id))
            .orElseThrow(
                () -> new NoSuchElementException("The sandbox has no instance " + id + "."));
    change.accept(machine, now);
  }

  /** What happened since this was last asked; each instance starts once and ends once. */
  public synchronized Transitions transitions() {
    Instant now = now();
    List<InstanceView> started = new ArrayList<>();
    List<InstanceView> ended = new ArrayList<>();
    for (String name : regions.keySet()) {
      Instances instances = new Instances(region(name), world);
      for (Machine machine : region(name).machines.values()) {
        if (!machine.startReported && machine.stateAt(now) == InstanceState.RUNNING) {
          machine.startReported = true;
          started.add(instances.view(machine, now));
        }
        if (machine.hasEnded(now) && machine.startReported && !machine.endReported) {
          machine.endReported = true;
          ended.add(instances.view(machine, now));
        }
      }
      instances.forget(now);
    }
    return new Transitions(started, ended);
  }
}
