package dev.slurmec2.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Stands between the suite and an EC2 and does what EC2 does on a bad day: loses answers after the
 * effect, throttles, hides young instances, gives fewer instances than asked for. Each kind strikes
 * launches at least once, in this order: throttled, partial, lost.
 */
final class FaultyProxy implements AutoCloseable {

  /** How long a new instance is in no answer. */
  private static final Duration HIDDEN = Duration.ofSeconds(4);

  private static final Pattern INSTANCE_ID = Pattern.compile("i-[0-9a-f]+");
  private static final Pattern CAPACITY =
      Pattern.compile("TargetCapacitySpecification\\.TotalTargetCapacity=(\\d+)");

  private final URI upstream;
  private final Random random;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, Instant> born = new ConcurrentHashMap<>();
  private final Deque<String> sure =
      new ArrayDeque<>(
          List.of("throttled CreateFleet", "partial fleet", "lost answer of CreateFleet"));
  private final Map<String, Integer> done = new TreeMap<>();

  private FaultyProxy(URI upstream, long seed) throws IOException {
    this.upstream = upstream;
    this.random = new Random(seed);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  static FaultyProxy start(URI upstream, long seed) throws IOException {
    FaultyProxy proxy = new FaultyProxy(upstream, seed);
    proxy.server.start();
    return proxy;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** How often it did what. */
  synchronized Map<String, Integer> done() {
    return new TreeMap<>(done);
  }

  private synchronized boolean strikes(String fault, double probability) {
    boolean next = fault.equals(sure.peek());
    boolean strikes = random.nextDouble() < probability || next;
    if (next) {
      sure.remove();
    }
    if (strikes) {
      done.merge(fault, 1, Integer::sum);
    }
    return strikes;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String action = body.replaceAll("(?s).*\\bAction=(\\w+).*", "$1");
    boolean launch = action.equals("CreateFleet");
    if (strikes("throttled " + action, 0.15)) {
      answer(exchange, 503, error("RequestLimitExceeded", "Request limit exceeded."));
      return;
    }
    String forwarded = body;
    boolean partial = launch && capacity(body) > 1 && strikes("partial fleet", 0.4);
    if (partial) {
      forwarded =
          CAPACITY
              .matcher(body)
              .replaceFirst(
                  "TargetCapacitySpecification.TotalTargetCapacity=" + (capacity(body) - 1));
    }
    if (action.equals("DescribeInstances") && namesHidden(body)) {
      answer(exchange, 400, error("InvalidInstanceID.NotFound", hiddenMessage(body)));
      return;
    }
    try {
      HttpResponse<String> response = forward(exchange, forwarded);
      String text = response.body();
      if (launch) {
        remember(text);
      }
      if (partial) {
        text = withError(text);
      }
      if (action.equals("DescribeInstances")) {
        text = withoutYoung(text);
      }
      if (strikes("lost answer of " + action, 0.15)) {
        exchange.close();
        return;
      }
      answer(exchange, response.statusCode(), text);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.close();
    }
  }

  private HttpResponse<String> forward(HttpExchange exchange, String body)
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

  private static int capacity(String body) {
    Matcher matcher = CAPACITY.matcher(body);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private void remember(String answer) {
    Matcher ids = INSTANCE_ID.matcher(answer);
    while (ids.find()) {
      born.putIfAbsent(ids.group(), Instant.now());
    }
  }

  private boolean isHidden(String id) {
    Instant birth = born.get(id);
    return birth != null && birth.plus(HIDDEN).isAfter(Instant.now());
  }

  private List<String> hiddenIn(String body) {
    List<String> hidden = new ArrayList<>();
    Matcher ids =
        Pattern.compile("InstanceId\\.\\d+=(i-[0-9a-f]+)")
            .matcher(URLDecoder.decode(body, StandardCharsets.UTF_8));
    while (ids.find()) {
      if (isHidden(ids.group(1))) {
        hidden.add(ids.group(1));
      }
    }
    return hidden;
  }

  private boolean namesHidden(String body) {
    return !hiddenIn(body).isEmpty();
  }

  private String hiddenMessage(String body) {
    List<String> hidden = hiddenIn(body);
    return hidden.size() == 1
        ? "The instance ID '" + hidden.get(0) + "' does not exist"
        : "The instance IDs '" + String.join(", ", hidden) + "' do not exist";
  }

  /** The answer with one override's error in it, as EC2 puts them beside instances. */
  private static String withError(String answer) {
    String error =
        "<errorSet><item><errorCode>InsufficientInstanceCapacity</errorCode>"
            + "<errorMessage>We currently do not have sufficient capacity.</errorMessage>"
            + "<lifecycle>on-demand</lifecycle></item></errorSet>";
    return answer
        .replaceAll("(?s)<errorSet\\s*/>|<errorSet>.*?</errorSet>", "")
        .replace("</CreateFleetResponse>", error + "</CreateFleetResponse>");
  }

  private String withoutYoung(String answer) {
    if (born.keySet().stream().noneMatch(id -> isHidden(id) && answer.contains(id))) {
      return answer;
    }
    try {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
      NodeList ids = document.getElementsByTagName("instanceId");
      List<Node> young = new ArrayList<>();
      for (int i = 0; i < ids.getLength(); i++) {
        Element id = (Element) ids.item(i);
        if (isHidden(id.getTextContent().strip())) {
          young.add(id.getParentNode());
        }
      }
      young.forEach(item -> item.getParentNode().removeChild(item));
      StringWriter text = new StringWriter();
      TransformerFactory.newInstance()
          .newTransformer()
          .transform(new DOMSource(document), new StreamResult(text));
      return text.toString();
    } catch (SAXException | ParserConfigurationException | TransformerException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String error(String code, String message) {
    return "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors><RequestID>1</RequestID></Response>"
        .formatted(code, message);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/xml;charset=UTF-8");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
