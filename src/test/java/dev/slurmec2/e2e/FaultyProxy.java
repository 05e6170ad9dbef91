package dev.slurmec2.e2e;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
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
final class FaultyProxy extends Ec2Proxy {

  /** How long a new instance is in no answer. */
  private static final Duration HIDDEN = Duration.ofSeconds(4);

  private static final Pattern INSTANCE_ID = Pattern.compile("i-[0-9a-f]+");
  private static final Pattern CAPACITY =
      Pattern.compile("TargetCapacitySpecification\\.TotalTargetCapacity=(\\d+)");

  private final Random random;
  private final Map<String, Instant> born = new ConcurrentHashMap<>();
  private final Deque<String> sure =
      new ArrayDeque<>(
          List.of("throttled CreateFleet", "partial fleet", "lost answer of CreateFleet"));
  private final Map<String, Integer> done = new TreeMap<>();

  private FaultyProxy(URI upstream, long seed) throws IOException {
    super(upstream);
    this.random = new Random(seed);
  }

  static FaultyProxy start(URI upstream, long seed) throws IOException {
    FaultyProxy proxy = new FaultyProxy(upstream, seed);
    proxy.serve();
    return proxy;
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

  @Override
  void handle(HttpExchange exchange, String body) throws IOException, InterruptedException {
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
    return withErrors(
        answer,
        "<item><errorCode>InsufficientInstanceCapacity</errorCode>"
            + "<errorMessage>We currently do not have sufficient capacity.</errorMessage>"
            + "<lifecycle>on-demand</lifecycle></item>");
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
}
