package dev.slurmec2.sandbox;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Consumer;

/** Writes the answers of EC2's Query protocol. */
final class Xml {

  private static final String NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";

  private final StringBuilder out =
      new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

  /** The answer of an action: its name with Response, the request's id, then the content. */
  static String response(String action, String requestId, Consumer<Xml> content) {
    Xml xml = new Xml();
    xml.out.append('<').append(action).append("Response xmlns=\"").append(NAMESPACE).append("\">");
    xml.text("requestId", requestId);
    content.accept(xml);
    xml.out.append("</").append(action).append("Response>");
    return xml.out.toString();
  }

  /** EC2's error document. */
  static String error(String code, String message, String requestId) {
    Xml xml = new Xml();
    xml.element(
        "Response",
        () -> {
          xml.element(
              "Errors",
              () -> xml.element("Error", () -> xml.text("Code", code).text("Message", message)));
          xml.text("RequestID", requestId);
        });
    return xml.out.toString();
  }

  Xml element(String name, Runnable content) {
    out.append('<').append(name).append('>');
    content.run();
    out.append("</").append(name).append('>');
    return this;
  }

  <T> Xml list(String name, Iterable<T> items, Consumer<T> each) {
    return element(name, () -> items.forEach(item -> element("item", () -> each.accept(item))));
  }

  Xml text(String name, Object value) {
    out.append('<').append(name).append('>');
    escape(String.valueOf(value));
    out.append("</").append(name).append('>');
    return this;
  }

  /** The content of an element that has no elements in it. */
  void value(Object value) {
    escape(String.valueOf(value));
  }

  /** A moment with EC2's precision of a second. */
  Xml time(String name, Instant moment) {
    String text = moment.truncatedTo(ChronoUnit.SECONDS).toString();
    return text(name, text.substring(0, text.length() - 1) + ".000Z");
  }

  Xml tags(Map<String, String> tags) {
    return tags.isEmpty()
        ? this
        : list(
            "tagSet",
            tags.entrySet(),
            tag -> text("key", tag.getKey()).text("value", tag.getValue()));
  }

  private void escape(String value) {
    for (int i = 0; i < value.length(); ) {
      int c = value.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\r' -> out.append("&#13;");
        default -> out.appendCodePoint(isAllowed(c) ? c : '\uFFFD');
      }
    }
  }

  /** Production Char of XML 1.0: no other character can be in a document, escaped or not. */
  private static boolean isAllowed(int c) {
    return c == '\t'
        || c == '\n'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}
