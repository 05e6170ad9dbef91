package dev.slurmec2.sandbox;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Reading and answering HTTP exchanges. */
final class Http {

  /** No request to the sandbox comes near this; CreateTags of 1000 ids has some 40 KiB. */
  private static final int MAX_BODY = 8 * 1024 * 1024;

  private Http() {}

  /**
   * The whole body.
   *
   * @throws IOException when it is longer than any request has reason to be
   */
  static String body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (bytes.length > MAX_BODY) {
      throw new IOException("A request has more than " + MAX_BODY + " bytes.");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static void send(HttpExchange exchange, int status, String contentType, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", contentType);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
