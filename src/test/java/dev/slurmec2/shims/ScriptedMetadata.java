package dev.slurmec2.shims;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An instance metadata service whose answers are scripted; the last answer of a kind is repeated.
 */
final class ScriptedMetadata implements AutoCloseable {
  private static final String TAGS = "/latest/meta-data/tags/instance/";
  private static final String TOKEN = "AQAEAF-token==";

  /** One answer. No status: the answer never comes. */
  record Answer(int status, String body) {
    static final int NEVER = 0;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Answer> tokenAnswers = new ArrayDeque<>();
  private final Queue<Answer> nameAnswers = new ArrayDeque<>();
  private final Queue<Answer> nodesAnswers = new ArrayDeque<>();
  private final Queue<Answer> keysAnswers = new ArrayDeque<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  ScriptedMetadata(String prefix) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::refuse);
    server.createContext(prefix + "/latest/api/token", this::token);
    server.createContext(prefix + TAGS + "Name", exchange -> tag(exchange, nameAnswers));
    server.createContext(
        prefix + TAGS + "slurm-ec2:nodes", exchange -> tag(exchange, nodesAnswers));
    server.createContext(prefix + TAGS, exchange -> tag(exchange, keysAnswers));
    server.setExecutor(threads);
    server.start();
  }

  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  ScriptedMetadata token(int status, String body) {
    tokenAnswers.add(new Answer(status, body));
    return this;
  }

  ScriptedMetadata name(int status, String body) {
    nameAnswers.add(new Answer(status, body));
    return this;
  }

  /** What the tag slurm-ec2:nodes is; without it there is none. */
  ScriptedMetadata nodes(int status, String body) {
    nodesAnswers.add(new Answer(status, body));
    return this;
  }

  /** The list of the tags' keys, a line each. */
  ScriptedMetadata keys(int status, String body) {
    keysAnswers.add(new Answer(status, body));
    return this;
  }

  /** Methods and paths, as they came. */
  List<String> requests() {
    return requests;
  }

  private void token(HttpExchange exchange) throws IOException {
    log(exchange);
    String seconds = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token-ttl-seconds");
    if (!"PUT".equals(exchange.getRequestMethod()) || seconds == null) {
      answer(exchange, new Answer(400, "bad request"));
    } else {
      answer(exchange, tokenAnswers.isEmpty() ? new Answer(200, TOKEN) : next(tokenAnswers));
    }
  }

  private void tag(HttpExchange exchange, Queue<Answer> answers) throws IOException {
    log(exchange);
    String token = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token");
    if (!TOKEN.equals(token)) {
      answer(exchange, new Answer(401, "Unauthorized"));
    } else {
      answer(exchange, answers.isEmpty() ? new Answer(404, "not found") : next(answers));
    }
  }

  private void refuse(HttpExchange exchange) throws IOException {
    log(exchange);
    answer(exchange, new Answer(404, "not found"));
  }

  private void log(HttpExchange exchange) {
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
  }

  private static synchronized Answer next(Queue<Answer> answers) {
    Answer first = Objects.requireNonNull(answers.peek(), "no answer was scripted");
    return answers.size() > 1 ? answers.remove() : first;
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    if (answer.status() == Answer.NEVER) {
      return;
    }
    byte[] body = answer.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    try (OutputStream stream = exchange.getResponseBody()) {
      stream.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
