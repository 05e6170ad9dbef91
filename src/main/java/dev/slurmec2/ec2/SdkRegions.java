package dev.slurmec2.ec2;

import dev.slurmec2.config.ApiLimits;
import dev.slurmec2.time.Sleeper;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * EC2 of all regions by the AWS SDK. Clients are made when first asked for, and closed with this.
 * The endpoint is the region's own, or that of {@code AWS_ENDPOINT_URL} or {@code
 * AWS_ENDPOINT_URL_EC2}.
 */
public final class SdkRegions implements Ec2Regions, AutoCloseable {
  /** A host that does not exist (RFC 6761, section 6.4), for requests that are never sent. */
  static final URI NOWHERE = URI.create("http://ec2.invalid");

  private final Supplier<SdkClients> maker;
  private final Waiting waiting;
  private final Optional<ApiBuckets> buckets;
  private final IntFunction<ExecutorService> pools;
  private final Map<Place, Ec2> ec2ByPlace = new HashMap<>();
  private final Map<Place, SsmClient> ssmByPlace = new HashMap<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private @Nullable SdkClients made;

  private record Place(String region, Optional<String> profile) {
    @Override
    public String toString() {
      return region + profile.map(name -> " (" + name + ")").orElse("");
    }
  }

  /**
   * EC2 with the machine's credentials, its calls paced.
   *
   * @param stateDir where concurrent runs share what they know of EC2's token buckets; created when
   *     it is not there
   * @param limits the buckets of the accounts
   * @param preparation waited for when EC2 is first asked
   */
  public SdkRegions(Path stateDir, ApiLimits limits, SdkPreparation preparation) {
    this(
        preparation::clients,
        Waiting.real(),
        Optional.of(new ApiBuckets(stateDir, limits, InstantSource.system())),
        Parallel::threads);
  }

  SdkRegions(SdkClients clients, Waiting waiting) {
    this(clients, waiting, Optional.empty(), Parallel::threads);
  }

  private SdkRegions(
      SdkClients clients,
      Waiting waiting,
      Optional<ApiBuckets> buckets,
      IntFunction<ExecutorService> pools) {
    this(() -> clients, waiting, buckets, pools);
  }

  private SdkRegions(
      Supplier<SdkClients> maker,
      Waiting waiting,
      Optional<ApiBuckets> buckets,
      IntFunction<ExecutorService> pools) {
    this.maker = maker;
    this.waiting = waiting;
    this.buckets = buckets;
    this.pools = pools;
  }

  /** An endpoint that takes these keys for every region: an EC2 that is not Amazon's. */
  public static SdkRegions at(URI endpoint, String accessKeyId, String secretAccessKey) {
    return at(endpoint, accessKeyId, secretAccessKey, Waiting.real(), Optional.empty());
  }

  /**
   * The same, its calls paced.
   *
   * @param stateDir where concurrent runs share what they know of EC2's token buckets
   * @param limits the buckets of the accounts
   */
  public static SdkRegions at(
      URI endpoint, String accessKeyId, String secretAccessKey, Path stateDir, ApiLimits limits) {
    return at(
        endpoint,
        accessKeyId,
        secretAccessKey,
        Waiting.real(),
        Optional.of(new ApiBuckets(stateDir, limits, InstantSource.system())));
  }

  static SdkRegions at(
      URI endpoint,
      String accessKeyId,
      String secretAccessKey,
      Waiting waiting,
      Optional<ApiBuckets> buckets) {
    return new SdkRegions(
        new SdkClients(
            Optional.of(endpoint), Optional.of(credentials(accessKeyId, secretAccessKey))),
        waiting,
        buckets,
        Parallel::threads);
  }

  /**
   * An EC2 without a network, in a time of its own: all that is decided between the suite and the
   * wire is as ever.
   *
   * @param endpoint answers all calls of all regions and profiles
   * @param nanoTime a clock that only goes forward, in nanoseconds
   * @param sleeper what waits between two attempts
   * @param random from 0 to less than 1, for those waits
   * @param pools makes a pool of so many threads, whose futures wait in the same time
   * @param stateDir where what is known of EC2's token buckets is kept
   * @param limits the buckets of the accounts; empty paces nothing
   * @param clock the time of day in that time
   */
  public static SdkRegions through(
      Endpoint endpoint,
      LongSupplier nanoTime,
      Sleeper sleeper,
      DoubleSupplier random,
      IntFunction<ExecutorService> pools,
      Path stateDir,
      Optional<ApiLimits> limits,
      InstantSource clock) {
    Optional<ApiBuckets> buckets = limits.map(given -> new ApiBuckets(stateDir, given, clock));
    return new SdkRegions(
        new SdkClients(NOWHERE, credentials("any", "any"), new EndpointClient(endpoint)),
        new Waiting(nanoTime, sleeper, random),
        buckets,
        pools);
  }

  private static AwsCredentialsProvider credentials(String accessKeyId, String secretAccessKey) {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(accessKeyId, secretAccessKey));
  }

  @Override
  public synchronized Ec2 in(String region, Optional<String> profile) {
    return ec2ByPlace.computeIfAbsent(new Place(region, profile), this::make);
  }

  private Ec2 make(Place place) {
    ServerClock serverClock = new ServerClock(InstantSource.system());
    Ec2Client client =
        clients().ec2(place.region(), place.profile(), serverClock, new InstanceAnswers());
    open.push(client);
    Ec2Client fleetClient = clients().ec2Fleets(place.region(), place.profile());
    open.push(fleetClient);
    return new SdkEc2(
        client,
        fleetClient,
        new Calls(place.toString(), waiting, pace(place)),
        parallel(),
        serverClock);
  }

  /** Threads that only one region's silence can take. */
  private Parallel parallel() {
    Parallel parallel = new Parallel(pools);
    open.push(parallel);
    return parallel;
  }

  private Pace pace(Place place) {
    return buckets.map(all -> all.in(place.region(), place.profile())).orElse(Pace.NONE);
  }

  /**
   * The Parameter Store with the same credentials; ends with this.
   *
   * @param stateDir where values are kept; created when it is not there
   * @param keep how long a value serves without being asked for again
   * @param clock the clock for that
   */
  public synchronized SsmParameters parameters(Path stateDir, Duration keep, InstantSource clock) {
    return new SsmParameters(this::ssm, waiting, parallel(), stateDir, keep, clock);
  }

  private synchronized SsmClient ssm(String region, Optional<String> profile) {
    return ssmByPlace.computeIfAbsent(
        new Place(region, profile),
        place -> {
          SsmClient client = clients().ssm(place.region(), place.profile());
          open.push(client);
          return client;
        });
  }

  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("A client of the AWS SDK cannot be closed.", e);
      }
    }
    // Where nothing was asked nobody waits for the preparation.
    if (made != null) {
      made.close();
    }
  }

  private synchronized SdkClients clients() {
    if (made == null) {
      made = maker.get();
    }
    return made;
  }
}
