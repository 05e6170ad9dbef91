package dev.slurmec2.ec2;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * Gets the SDK ready in two threads of its own while the configuration is read. What takes the time
 * of a first request are the SDK's own classes: some thousands are set up before it is sent and
 * when it is answered. So a request is made and answered inside the process, with no network and no
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
    inBackground("sdk-preparation", preparation::run);
    inBackground("java-preparation", SdkPreparation::signAndRead);
    return preparation;
  }

  private static void inBackground(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
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

  /**
   * Makes ready what the SDK needs of Java towards the end of its own preparation, a third of that:
   * keys, and XML.
   */
  private static void signAndRead() {
    try {
      MessageDigest.getInstance("SHA-256").digest();
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(new byte[] {0}, "HmacSHA256"));
      mac.doFinal();
      InstanceReader.read(new ByteArrayInputStream(INSTANCES.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException | XMLStreamException e) {
      // The first request says better what is wrong.
      log.debug("Signing and reading could not be prepared", e);
    }
  }

  private void run() {
    try {
      tryOut();
      Connections connections = new Connections(HttpProxy.ofMachine());
      clients.complete(new SdkClients(Optional.empty(), Optional.empty(), connections));
      if (!isPlain(System.getenv())) {
        connections.tls();
      }
    } catch (RuntimeException | Error e) {
      // Whoever waits has to know.
      clients.completeExceptionally(e);
    }
  }

  /** Whether EC2 is somewhere without TLS, as far as the environment says. */
  static boolean isPlain(Map<String, String> environment) {
    String anywhere = environment.getOrDefault("AWS_ENDPOINT_URL", "");
    return environment
        .getOrDefault("AWS_ENDPOINT_URL_EC2", anywhere)
        .toLowerCase(Locale.ROOT)
        .startsWith("http:");
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
