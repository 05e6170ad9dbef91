package dev.slurmec2.ec2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** What is asked of instance metadata before EC2 is: by a run, not by a call. */
@Isolated
class CredentialsRequestsTest {
  private static final String TOKEN = "PUT /latest/api/token";
  private static final String ROLES = "GET /latest/meta-data/iam/security-credentials/";

  @TempDir private Path home;

  private final Map<String, Optional<String>> before = new HashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(System.getenv("AWS_ACCESS_KEY_ID") == null, "the environment's keys would be taken");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    set("aws.ec2MetadataServiceEndpoint", url().toString());
    set("aws.sharedCredentialsFile", home.resolve("credentials").toString());
    set("aws.configFile", home.resolve("config").toString());
  }

  @AfterEach
  void stop() {
    server.stop(0);
    before.forEach(
        (key, value) ->
            value.ifPresentOrElse(
                text -> System.setProperty(key, text), () -> System.clearProperty(key)));
  }

  private void set(String key, String value) {
    before.putIfAbsent(key, Optional.ofNullable(System.getProperty(key)));
    System.setProperty(key, value);
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean ofEc2 = path.equals("/");
    if (!ofEc2) {
      asked.add(exchange.getRequestMethod() + " " + path);
    }
    String text = "role";
    if (ofEc2) {
      text = "<DescribeSubnetsResponse><subnetSet/></DescribeSubnetsResponse>";
    } else if (path.endsWith("/role")) {
      text =
          """
          {"Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": "some-key",
           "SecretAccessKey": "some-secret", "Token": "some-token", "Expiration": "%s"}
          """
              .formatted(Instant.now().plus(Duration.ofHours(6)));
    }
    byte[] body = text.getBytes(UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().add("X-aws-ec2-metadata-token-ttl-seconds", "21600");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Two regions, two calls each. */
  private void askEc2() {
    try (SdkClients clients = new SdkClients(Optional.of(url()), Optional.empty())) {
      for (String region : List.of("us-east-1", "eu-west-1")) {
        try (Ec2Client client = clients.ec2(region, Optional.empty())) {
          client.describeSubnets();
          client.describeSubnets();
        }
      }
    }
  }

  @Test
  void a_role_is_asked_for_its_keys_once_and_for_nothing_else() {
    askEc2();

    assertThat(asked).containsExactly(TOKEN, ROLES, ROLES + "role");
  }

  @Test
  void with_keys_of_its_own_nothing_is_asked() {
    set("aws.accessKeyId", "some-key");
    set("aws.secretAccessKey", "some-secret");

    askEc2();

    assertThat(asked).isEmpty();
  }
}
