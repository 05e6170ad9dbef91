package dev.slurmec2.ec2;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Refuses documents of status 200 that are not the service's, such as a proxy's login page. The SDK
 * takes what it does not know in an answer for nothing, and nothing would read as "no instances".
 *
 * <p>EC2 answers with an element that is named after the action (EC2 API reference, "Query
 * responses"), SSM with a JSON object.
 */
final class ForeignAnswers implements ExecutionInterceptor {

  /** What must stand in the head of an answer stands in far less than this. */
  private static final int HEAD = 16 * 1024;

  private static final int LONGEST_SHOWN = 40;

  /** An answer that does not come from whom it was asked of. */
  static final class NotFromAws extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotFromAws(String message) {
      super(message);
    }
  }

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    Optional<InputStream> body = context.responseBody();
    if (!context.httpResponse().isSuccessful()) {
      return body;
    }
    String action = String.valueOf(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
    PushbackInputStream checked =
        new PushbackInputStream(body.orElseGet(InputStream::nullInputStream), HEAD);
    try {
      byte[] head = checked.readNBytes(HEAD);
      Optional<String> wrong = wrong(action, new String(head, StandardCharsets.UTF_8));
      if (wrong.isPresent()) {
        checked.close();
        throw new NotFromAws(
            "What came is no answer to "
                + action
                + " but "
                + wrong.get()
                + ": a proxy or another server may stand in between. Check the network, the proxy"
                + " and AWS_ENDPOINT_URL.");
      }
      checked.unread(head);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(checked);
  }

  /**
   * What the document is, if it is not that action's.
   *
   * @param action the API's name of the call
   * @param head how the document begins
   */
  static Optional<String> wrong(String action, String head) {
    String text = head.startsWith("\uFEFF") ? head.substring(1) : head;
    if (text.isBlank()) {
      return Optional.of("an empty document");
    }
    if (action.equals("GetParameters")) {
      boolean answers = text.stripLeading().startsWith("{") && text.contains("Parameters\"");
      return answers ? Optional.empty() : Optional.of("a document without Parameters");
    }
    String root = root(text);
    if (!root.equals(action + "Response")) {
      return Optional.of(
          root.isEmpty() ? "a document that is not XML" : "a document of <" + root + ">");
    }
    // Alone of all answers, this one takes nodes out of service by what it does not show.
    return action.equals("DescribeInstances") && !text.contains("<reservationSet")
        ? Optional.of("a document without reservationSet")
        : Optional.empty();
  }

  /** The name of the outermost element, shortened; empty where there is none. */
  private static String root(String text) {
    int at = 0;
    while (true) {
      at = afterBlanks(text, at);
      if (text.startsWith("<?", at)) {
        at = after(text, "?>", at);
      } else if (text.startsWith("<!--", at)) {
        at = after(text, "-->", at);
      } else {
        break;
      }
    }
    if (!text.startsWith("<", at)) {
      return "";
    }
    int end = at + 1;
    while (end < text.length() && isNamePart(text.charAt(end))) {
      end++;
    }
    return text.substring(at + 1, Math.min(end, at + 1 + LONGEST_SHOWN));
  }

  private static boolean isNamePart(char c) {
    return c < 128 && (Character.isLetterOrDigit(c) || "_.:-!".indexOf(c) >= 0);
  }

  private static int afterBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int after(String text, String mark, int from) {
    int at = text.indexOf(mark, from);
    return at < 0 ? text.length() : at + mark.length();
  }
}
