package dev.slurmec2.ec2;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * Gets the SDK ready in a thread of its own while the configuration is read. What takes the time of
 * a first request are the SDK's own classes: some thousands are set up before it is sent and when
 * it is answered. So a request is made and answered inside the process, with no network and no
 * credentials of anybody.
 */
public final class SdkPreparation {
  private static final Logger log = LoggerFactory.getLogger(SdkPreparation.class);

  /** An answer with one of everything that is read later, as EC2 writes it. */
  private static final String INSTANCES =
      "<DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
          + "<requestId>0</requestId><reservationSet><item><reservationId>r-0</reservationId>"
          + "<instancesSet><item><instanceId>i-0</instanceId><instanceType>m5.large</instanceType>"
          + "<instanceState><code>16</code><name>running</name></instanceState>"
          + "<launchTime>2026-01-01T00:00:00.000Z</launchTime>"
          + "<placement><availabilityZone>a</availabilityZone></placement>"
          + "<tagSet><item><key>Name</key><value>a</value></item></tagSet>"
          + "</item></instancesSet></item></reservationSet></DescribeInstancesResponse>";

  private static final Endpoint.Answer ANSWER = new Endpoint.Answer(200, "text/xml", INSTANCES);

  private final CompletableFuture<SdkClients> clients = new CompletableFuture<>();

  private SdkPreparation() {}

  /** Starts it; returns at once. */
  public static SdkPreparation start() {
    SdkPreparation preparation = new SdkPreparation();
    Thread thread = new Thread(preparation::run, "sdk-preparation");
    thread.setDaemon(true);
    thread.start();
    return preparation;
  }

  /** For those who hardly ever ask EC2: no thread, and their first request takes longer. */
  public static SdkPreparation none() {
    SdkPreparation preparation = new SdkPreparation();
    preparation.clients.complete(new SdkClients(Optional.empty(), Optional.empty()));
    return preparation;
  }

  /** One whose clients nobody gets. */
  static SdkPreparation thatNeverEnds() {
    return new SdkPreparation();
  }

  /**
   * The clients, as soon as they are ready.
   *
   * @throws java.util.concurrent.CompletionException when the SDK cannot be used at all
   */
  SdkClients clients() {
    return clients.join();
  }

  private void run() {
    try {
      tryOut();
      clients.complete(new SdkClients(Optional.empty(), Optional.empty()));
    } catch (RuntimeException | Error e) {
      // Whoever waits has to know.
      clients.completeExceptionally(e);
    }
  }

  private static void tryOut() {
    try {
      describe();
    } catch (RuntimeException e) {
      // The first request takes longer then, or says better what is wrong.
      log.debug("The SDK could not be prepared", e);
    }
  }

  /**
   * Asks nobody, and reads the answer. Not by {@link Calls}, which would log a request that nobody
   * made.
   */
  static List<Instance> describe() {
    List<Filter> filters = InstanceFilters.common(InstanceQuery.liveNamed(List.of("a")));
    AtomicReference<InstanceReader.@Nullable Page> page = new AtomicReference<>();
    SdkClients nowhere =
        new SdkClients(
            SdkRegions.NOWHERE,
            StaticCredentialsProvider.create(AwsBasicCredentials.create("none", "none")),
            new EndpointClient((headers, body) -> ANSWER));
    try (nowhere;
        Ec2Client client = nowhere.ec2("us-east-1", Optional.empty(), new InstanceAnswers())) {
      client.describeInstances(InstanceAnswers.into(page, request -> request.filters(filters)));
    }
    return Objects.requireNonNull(page.get()).instances();
  }
}
