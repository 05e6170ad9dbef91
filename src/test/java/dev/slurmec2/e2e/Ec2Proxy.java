package dev.slurmec2.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** Stands between the suite and an EC2, on loopback. */
abstract class Ec2Proxy implements AutoCloseable {
  private static final Pattern ERRORS =
      Pattern.compile("(?s)<errorSet\\s*/>|<errorSet>.*?</errorSet>");

  private final URI upstream;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client = HttpClient.newHttpClient();

  Ec2Proxy(URI upstream) throws IOException {
    this.upstream = upstream;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  /** Serves from now on. */
  final void serve() {
    server.setExecutor(threads);
    server.createContext("/", this::read);
    server.start();
  }

  final URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void read(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    try {
      handle(exchange, body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.close();
    }
  }

  /** Answers a request, or closes it without an answer. */
  abstract void handle(HttpExchange exchange, String body) throws IOException, InterruptedException;

  /** What EC2 answers to the request with this body. */
  final HttpResponse<String> forward(HttpExchange exchange, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(upstream.resolve(exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofString(body));
    for (String header : List.of("Content-Type", "Authorization", "X-Amz-Date")) {
      String value = exchange.getRequestHeaders().getFirst(header);
      if (value != null) {
        request.header(header, value);
      }
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/xml;charset=UTF-8");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** EC2's document for a call that failed. */
  static String error(String code, String message) {
    return "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors><RequestID>1</RequestID></Response>"
        .formatted(code, message);
  }

  /** CreateFleet's answer with these items of errorSet, as EC2 puts them beside instances. */
  static String withErrors(String answer, String items) {
    return ERRORS
        .matcher(answer)
        .replaceAll("")
        .replace(
            "</CreateFleetResponse>", "<errorSet>" + items + "</errorSet></CreateFleetResponse>");
  }

  @Override
  public final void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
