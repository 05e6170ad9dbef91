package dev.slurmec2.ec2;

import dev.slurmec2.text.Secrets;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.xml.stream.XMLInputFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.utils.IoUtils;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Makes the SDK's clients: HTTP, time limits, retries and credentials are decided here. */
final class SdkClients implements AutoCloseable {

  /** Shown in CloudTrail and in EC2's logs beside the SDK's own words. */
  static final String APP_ID = "slurm-ec2";

  /** A region's endpoint that does not take a connection in this time does not take it later. */
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  /** The longest silence in an answer. A page of a thousand instances takes a few seconds. */
  private static final Duration READ_LIMIT = Duration.ofSeconds(30);

  /**
   * CreateFleet answers once EC2 has tried every pool for every instance. Hundreds take tens of
   * seconds, and giving up too soon makes a launch whose outcome is unknown.
   */
  private static final Duration FLEET_READ_LIMIT = Duration.ofMinutes(1);

  /** GetParameters answers at once or is not worth waiting for: earlier values can serve. */
  private static final Duration PARAMETERS_READ_LIMIT = Duration.ofSeconds(10);

  static {
    // The JDK's HTTP client sends a POST a second time, unseen, when a connection closes without an
    // answer. Asking again is decided in Calls, where it is counted, logged and limited.
    System.setProperty("sun.net.http.retryPost", "false");
    // Java would look for another reader of XML in all of the jar, which has none.
    System.setProperty(
        "javax.xml.stream.XMLInputFactory",
        XMLInputFactory.newDefaultFactory().getClass().getName());
  }

  private final Optional<URI> endpoint;
  private final Optional<AwsCredentialsProvider> fixedCredentials;
  private final Map<Optional<String>, AwsCredentialsProvider> credentials =
      new ConcurrentHashMap<>();
  private final SdkHttpClient http;
  private final SdkHttpClient fleetHttp;
  private final SdkHttpClient parametersHttp;

  /**
   * A maker of clients.
   *
   * @param endpoint instead of the region's own and of AWS_ENDPOINT_URL
   * @param fixedCredentials instead of profiles and the default chain
   */
  SdkClients(Optional<URI> endpoint, Optional<AwsCredentialsProvider> fixedCredentials) {
    this(endpoint, fixedCredentials, new Connections(HttpProxy.ofMachine()));
  }

  /** The same, by connections that somebody else also knows. */
  SdkClients(
      Optional<URI> endpoint,
      Optional<AwsCredentialsProvider> fixedCredentials,
      Connections connections) {
    this(
        endpoint,
        fixedCredentials,
        connections.client(CONNECT_LIMIT, READ_LIMIT),
        connections.client(CONNECT_LIMIT, FLEET_READ_LIMIT),
        connections.client(CONNECT_LIMIT, PARAMETERS_READ_LIMIT));
  }

  /** Clients that send everything by one HTTP client, with its time limits. */
  SdkClients(URI endpoint, AwsCredentialsProvider credentials, SdkHttpClient http) {
    this(Optional.of(endpoint), Optional.of(credentials), http, http, http);
  }

  private SdkClients(
      Optional<URI> endpoint,
      Optional<AwsCredentialsProvider> fixedCredentials,
      SdkHttpClient http,
      SdkHttpClient fleetHttp,
      SdkHttpClient parametersHttp) {
    this.endpoint = endpoint;
    this.fixedCredentials = fixedCredentials;
    this.http = http;
    this.fleetHttp = fleetHttp;
    this.parametersHttp = parametersHttp;
  }

  Ec2Client ec2(String region, Optional<String> profile, ExecutionInterceptor... interceptors) {
    return configure(Ec2Client.builder(), region, profile, http, interceptors).build();
  }

  Ec2Client ec2Fleets(String region, Optional<String> profile) {
    return configure(Ec2Client.builder(), region, profile, fleetHttp).build();
  }

  SsmClient ssm(String region, Optional<String> profile) {
    return configure(SsmClient.builder(), region, profile, parametersHttp).build();
  }

  private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configure(
      B builder,
      String region,
      Optional<String> profile,
      SdkHttpClient httpClient,
      ExecutionInterceptor... interceptors) {
    endpoint.ifPresent(builder::endpointOverride);
    return builder
        .region(Region.of(region))
        .credentialsProvider(credentials(profile))
        .httpClient(httpClient)
        .overrideConfiguration(
            override ->
                override
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .appId(APP_ID)
                    .executionInterceptors(List.of(interceptors))
                    .addExecutionInterceptor(new ForeignAnswers()));
  }

  /** One provider per profile, in all regions: an assumed role is assumed once. */
  private AwsCredentialsProvider credentials(Optional<String> profile) {
    return fixedCredentials.orElseGet(
        () ->
            hiding(
                credentials.computeIfAbsent(
                    profile,
                    key ->
                        key.isPresent()
                            ? ProfileCredentialsProvider.create(key.get())
                            : DefaultCredentialsProvider.builder().build())));
  }

  /** Wherever the keys come from, no message may repeat them. */
  private static AwsCredentialsProvider hiding(AwsCredentialsProvider provider) {
    return () -> {
      AwsCredentials keys = provider.resolveCredentials();
      Secrets.add("AWS access key id", keys.accessKeyId());
      Secrets.add("AWS secret access key", keys.secretAccessKey());
      if (keys instanceof AwsSessionCredentials session) {
        Secrets.add("AWS session token", session.sessionToken());
      }
      return keys;
    };
  }

  @Override
  public void close() {
    credentials
        .values()
        .forEach(
            provider -> {
              if (provider instanceof SdkAutoCloseable closeable) {
                IoUtils.closeQuietlyV2(closeable, null);
              }
            });
    http.close();
    fleetHttp.close();
    parametersHttp.close();
  }
}
