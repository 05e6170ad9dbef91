package dev.slurmec2.training;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * The part of instance metadata that gives an instance its role's credentials (EC2 user guide,
 * "Retrieve security credentials from instance metadata"), on loopback.
 */
final class InstanceRole implements AutoCloseable {
  private static final String ROLE = "training";

  private final HttpServer server;

  private InstanceRole(HttpServer server) {
    this.server = server;
  }

  static InstanceRole start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", InstanceRole::answer);
    server.start();
    return new InstanceRole(server);
  }

  URI url() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String text =
        path.endsWith("/token") ? "token" : path.endsWith("/" + ROLE) ? credentials() : ROLE;
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("X-aws-ec2-metadata-token-ttl-seconds", "21600");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String credentials() {
    return """
    {"Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": "training-key", "AccountId": "000000000000",
     "SecretAccessKey": "training-secret", "Token": "training-token", "LastUpdated": "%s",
     "Expiration": "%s"}
    """
        .formatted(Instant.now(), Instant.now().plus(Duration.ofHours(6)));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
