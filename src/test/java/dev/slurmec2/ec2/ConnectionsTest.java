package dev.slurmec2.ec2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;

final class ConnectionsTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable HttpServer server;

  @AfterEach
  void stop() {
    System.clearProperty("javax.net.ssl.trustStore");
    System.clearProperty("javax.net.ssl.trustStorePassword");
    stopped.countDown();
    if (server != null) {
      server.stop(0);
    }
  }

  private static InetSocketAddress free() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /**
   * Notes the port that each request comes from, and what the proxy is told.
   *
   * @return its own port
   */
  private int serve(HttpServer made) {
    server = made;
    made.createContext(
        "/",
        exchange -> {
          seen.add(
              exchange.getRemoteAddress().getPort()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
          if (exchange.getRequestURI().getPath().equals("/slow")) {
            awaitStop();
          }
          byte[] answer = "answer".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    made.start();
    return made.getAddress().getPort();
  }

  private void awaitStop() {
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static SSLContext withNewKey(Path directory) throws Exception {
    Path keys = directory.resolve("keys");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                "password")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).as(() -> "keytool: " + directory.resolve("keytool.log")).isZero();
    System.setProperty("javax.net.ssl.trustStore", keys.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", "password");
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, "password".toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, "password".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  private static String get(SdkHttpClient client, String url) throws IOException {
    HttpExecuteResponse response =
        client
            .prepareRequest(
                HttpExecuteRequest.builder()
                    .request(
                        SdkHttpFullRequest.builder()
                            .method(SdkHttpMethod.GET)
                            .uri(URI.create(url))
                            .build())
                    .build())
            .call();
    try (InputStream body = response.responseBody().orElseThrow()) {
      return new String(body.readAllBytes(), UTF_8);
    }
  }

  /** The handshake of the first one is all that EC2 and we need. */
  @Test
  void a_connection_with_tls_serves_all_clients(@TempDir Path directory) throws Exception {
    HttpsServer https = HttpsServer.create(free(), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(withNewKey(directory)));
    String url = "https://127.0.0.1:" + serve(https) + "/";
    Connections connections = new Connections(uri -> Optional.empty());
    try (SdkHttpClient one = connections.client(LONG, LONG);
        SdkHttpClient other = connections.client(LONG, LONG.multipliedBy(2))) {
      assertThat(get(one, url)).isEqualTo("answer");
      assertThat(get(other, url)).isEqualTo("answer");
    }

    assertThat(seen).hasSize(2);
    assertThat(seen.get(1)).isEqualTo(seen.get(0));
  }

  @Test
  void a_proxy_gets_the_whole_address_and_who_asks() throws Exception {
    InetSocketAddress address =
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), serve(HttpServer.create(free(), 0)));
    HttpProxy proxy = new HttpProxy(new Proxy(Proxy.Type.HTTP, address), Optional.of("Basic keys"));
    Connections connections = new Connections(uri -> Optional.of(proxy));
    try (SdkHttpClient client = connections.client(LONG, LONG)) {
      assertThat(get(client, "http://ec2.invalid/page")).isEqualTo("answer");
    }

    assertThat(seen).singleElement().asString().endsWith(" http://ec2.invalid/page Basic keys");
  }

  @Test
  void silence_ends_at_the_limit_of_the_client() throws Exception {
    String url = "http://127.0.0.1:" + serve(HttpServer.create(free(), 0)) + "/slow";
    try (SdkHttpClient client =
        new Connections(uri -> Optional.empty()).client(LONG, Duration.ofMillis(100))) {
      assertThatThrownBy(() -> get(client, url)).isInstanceOf(SocketTimeoutException.class);
    }
  }
}
