package dev.slurmec2.ec2;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * An endpoint on loopback that answers what a test wrote down. For each action the replies are
 * given in order, the last one again and again.
 */
final class ScriptedAws implements AutoCloseable {

  /** A request's action and parameters, or the whole body under "body" for JSON. */
  record Request(String action, Map<String, String> parameters, String userAgent) {
    /** Values of a list parameter, {@code InstanceId} for {@code InstanceId.1} and so on. */
    List<String> list(String name) {
      return parameters.entrySet().stream()
          .filter(entry -> entry.getKey().matches(name + "\\.[0-9]+"))
          .sorted(Comparator.comparingInt(entry -> lastNumber(entry.getKey())))
          .map(Map.Entry::getValue)
          .toList();
    }

    private static int lastNumber(String key) {
      return Integer.parseInt(key.substring(key.lastIndexOf('.') + 1));
    }
  }

  /** An answer; status 0 closes the connection without one. */
  record Reply(int status, String body) {}

  static final Reply DROP = new Reply(0, "");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Deque<Function<Request, Reply>>> script = new HashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  ScriptedAws() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  SdkRegions regions(FakeTime time) {
    return SdkRegions.at(uri(), "AKIDEXAMPLE", "very-secret-key", time.waiting(), Optional.empty());
  }

  SdkRegions regions(FakeTime time, ApiBuckets buckets) {
    return SdkRegions.at(
        uri(), "AKIDEXAMPLE", "very-secret-key", time.waiting(), Optional.of(buckets));
  }

  /** Adds replies to an action's script. */
  ScriptedAws on(String action, Reply... replies) {
    for (Reply reply : replies) {
      on(action, request -> reply);
    }
    return this;
  }

  synchronized ScriptedAws on(String action, Function<Request, Reply> reply) {
    script.computeIfAbsent(action, none -> new ArrayDeque<>()).add(reply);
    return this;
  }

  List<Request> requests(String action) {
    return requests.stream().filter(request -> request.action().equals(action)).toList();
  }

  static Reply ok(String action, String xml) {
    return new Reply(
        200,
        "<"
            + action
            + "Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>r-1</requestId>"
            + xml
            + "</"
            + action
            + "Response>");
  }

  static Reply error(int status, String code, String message) {
    return new Reply(
        status,
        "<Response><Errors><Error><Code>"
            + code
            + "</Code><Message>"
            + message
            + "</Message></Error></Errors><RequestID>r-2</RequestID></Response>");
  }

  private synchronized Reply next(Request request) {
    Deque<Function<Request, Reply>> replies = script.get(request.action());
    if (replies == null || replies.isEmpty()) {
      return error(400, "InvalidAction", "The script has nothing for " + request.action());
    }
    Function<Request, Reply> reply = replies.size() > 1 ? replies.remove() : replies.element();
    return reply.apply(request);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Request request = request(exchange, body);
    requests.add(request);
    Reply reply = next(request);
    try (exchange) {
      if (reply.status() != 0) {
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  private static Request request(HttpExchange exchange, String body) {
    String agent = exchange.getRequestHeaders().getFirst("User-Agent");
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (target != null) {
      return new Request(
          target.substring(target.indexOf('.') + 1), Map.of("body", body), String.valueOf(agent));
    }
    Map<String, String> parameters = new TreeMap<>();
    for (String pair : body.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return new Request(parameters.getOrDefault("Action", "?"), parameters, String.valueOf(agent));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
