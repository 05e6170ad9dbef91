package dev.slurmec2.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Map;
import java.util.NoSuchElementException;

/** The sandbox's own interface: JSON under {@code /sandbox}, for tests and for people with curl. */
final class ControlHandler implements HttpHandler {

  static final String PREFIX = "/sandbox";

  private final Control control;

  ControlHandler(Control control) {
    this.control = control;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status = 200;
      Object answer;
      try {
        String path = exchange.getRequestURI().getPath().substring(PREFIX.length());
        String body = Http.body(exchange);
        answer = control.answer(exchange.getRequestMethod() + " " + path, Fields.read(body));
      } catch (NoSuchElementException e) {
        status = 404;
        answer = Map.of("error", String.valueOf(e.getMessage()));
      } catch (IllegalArgumentException e) {
        status = 400;
        answer = Map.of("error", String.valueOf(e.getMessage()));
      }
      Http.send(exchange, status, "application/json", JsonText.of(answer) + "\n");
    }
  }
}
