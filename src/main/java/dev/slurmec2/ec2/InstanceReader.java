package dev.slurmec2.ec2;

import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utils.DateUtils;

/**
 * Reads an answer of DescribeInstances (EC2's API reference) while it comes, and of each instance
 * only what the suite uses. The SDK's own reader makes a tree of a page of a thousand instances
 * first, 100,000 elements, and that takes most of the time of a sweep.
 */
final class InstanceReader {

  private static final String ROOT = "DescribeInstancesResponse";

  private final XMLStreamReader in;
  private final List<Instance> instances = new ArrayList<>();
  private final Map<String, Instant> times = new HashMap<>();
  private String requestId = "";
  private String nextToken = "";

  private InstanceReader(XMLStreamReader in) {
    this.in = in;
  }

  /**
   * A page.
   *
   * @param requestId EC2's name for the request
   * @param nextToken what the next page is asked for with; empty when this is the last
   */
  record Page(List<Instance> instances, String requestId, String nextToken) {}

  /**
   * Reads a page to its end.
   *
   * @throws XMLStreamException when it is no such answer, is cut off, or has an instance without an
   *     id: whatever runs must be known, so nothing of it counts
   */
  static Page read(InputStream answer) throws XMLStreamException {
    XMLInputFactory factory = XmlTree.factory();
    InstanceReader reader = new InstanceReader(factory.createXMLStreamReader(answer));
    reader.response();
    return new Page(List.copyOf(reader.instances), reader.requestId, reader.nextToken);
  }

  private void response() throws XMLStreamException {
    in.nextTag();
    if (!in.getLocalName().equals(ROOT)) {
      throw new XMLStreamException("The answer is no " + ROOT + ", but " + in.getLocalName());
    }
    XmlTree.children(
        in,
        name -> {
          switch (name) {
            case "requestId" -> requestId = in.getElementText();
            case "nextToken" -> nextToken = in.getElementText();
            case "reservationSet" -> XmlTree.children(in, item -> reservation());
            default -> {}
          }
        });
  }

  private void reservation() throws XMLStreamException {
    XmlTree.children(
        in,
        name -> {
          if (name.equals("instancesSet")) {
            XmlTree.children(in, item -> instances.add(new Item().read()));
          }
        });
  }

  private Optional<String> child(String wanted) throws XMLStreamException {
    List<String> found = new ArrayList<>();
    XmlTree.children(
        in,
        name -> {
          if (name.equals(wanted)) {
            found.add(in.getElementText());
          }
        });
    return found.stream().findFirst();
  }

  /** EC2 shows an address that is not there yet as an empty element. */
  private static Optional<String> present(@Nullable String value) {
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }

  /** One instance. */
  private final class Item {
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private Optional<String> state = Optional.empty();
    private Optional<String> zone = Optional.empty();
    private Optional<String> stateReason = Optional.empty();
    private Optional<String> ipv6OfInterface = Optional.empty();

    Instance read() throws XMLStreamException {
      XmlTree.children(in, this::field);
      String id = texts.getOrDefault("instanceId", "");
      if (id.isBlank()) {
        throw new XMLStreamException("The answer has an instance without an id");
      }
      Optional<String> ipv6 = present(texts.get("ipv6Address"));
      return new Instance(
          id,
          Instances.state(state.orElse(null)),
          present(texts.get("privateIpAddress")),
          ipv6.isPresent() ? ipv6 : ipv6OfInterface,
          texts.getOrDefault("instanceType", ""),
          zone.orElse(""),
          time(texts.getOrDefault("launchTime", "")),
          texts.getOrDefault("instanceLifecycle", "").equals("spot"),
          tags,
          stateReason);
    }

    private void field(String name) throws XMLStreamException {
      switch (name) {
        case "instanceId",
            "privateIpAddress",
            "ipv6Address",
            "instanceType",
            "launchTime",
            "instanceLifecycle" ->
            texts.put(name, in.getElementText());
        case "instanceState" -> state = child("name");
        case "placement" -> zone = child("availabilityZone");
        case "stateReason" -> stateReason = child("code");
        case "tagSet" -> XmlTree.children(in, item -> tag());
        case "networkInterfaceSet" -> XmlTree.children(in, item -> networkInterface());
        default -> {}
      }
    }

    private void tag() throws XMLStreamException {
      Map<String, String> tag = new LinkedHashMap<>();
      XmlTree.children(in, name -> tag.put(name, in.getElementText()));
      String key = tag.get("key");
      if (key != null) {
        tags.put(key, tag.getOrDefault("value", ""));
      }
    }

    private void networkInterface() throws XMLStreamException {
      XmlTree.children(
          in,
          name -> {
            if (name.equals("ipv6AddressesSet")) {
              XmlTree.children(in, item -> ipv6(child("ipv6Address")));
            }
          });
    }

    private void ipv6(Optional<String> address) {
      if (ipv6OfInterface.isEmpty()) {
        ipv6OfInterface = address.flatMap(InstanceReader::present);
      }
    }

    private Instant time(String text) throws XMLStreamException {
      try {
        // Those of a launch have the same.
        return text.isBlank()
            ? Instant.EPOCH
            : times.computeIfAbsent(text, DateUtils::parseIso8601Date);
      } catch (RuntimeException notATime) {
        throw new XMLStreamException("\"" + text + "\" is no time", notATime);
      }
    }
  }
}
