package dev.slurmec2.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.slurmec2.sandbox.AwsApi.Incoming;
import dev.slurmec2.sandbox.Fault.Lost;
import dev.slurmec2.time.Sleeper;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The AWS endpoint: all services on one path, with their latency and the faults asked for. */
final class AwsHandler implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(AwsHandler.class);

  private final AwsApi api;
  private final FaultPlan faults;
  private final CallCounts counts;
  private final Duration latency;
  private final Sleeper sleeper;

  AwsHandler(AwsApi api, FaultPlan faults, CallCounts counts, Duration latency, Sleeper sleeper) {
    this.api = api;
    this.faults = faults;
    this.counts = counts;
    this.latency = latency;
    this.sleeper = sleeper;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Incoming incoming = incoming(exchange);
      counts.called(incoming.action());
      exchange.getResponseHeaders().set("x-amzn-RequestId", incoming.requestId());
      Optional<Fault> fault = faults.next(incoming.action(), incoming.region());
      sleeper.sleep(latency.plus(fault.map(Fault::delay).orElse(Duration.ZERO)));
      Lost lost = fault.map(Fault::lost).orElse(Lost.NOTHING);
      if (lost == Lost.BEFORE) {
        LOG.info("{}: lost before it was executed, as asked.", incoming.action());
        return;
      }
      Optional<String> page = fault.flatMap(Fault::page);
      if (page.isPresent()) {
        LOG.info("{}: not executed, a page that is not AWS's sent, as asked.", incoming.action());
        Http.send(exchange, 200, "text/html", page.get());
        return;
      }
      Reply reply = api.answer(incoming, fault);
      if (lost == Lost.AFTER) {
        LOG.info("{}: executed, answer lost, as asked.", incoming.action());
        return;
      }
      Http.send(exchange, reply.status(), reply.contentType(), reply.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Incoming incoming(HttpExchange exchange) throws IOException {
    String body = Http.body(exchange);
    String inUrl = exchange.getRequestURI().getRawQuery();
    return Incoming.of(
        header(exchange, "X-Amz-Target"),
        header(exchange, "Authorization"),
        body.isEmpty() && inUrl != null ? inUrl : body);
  }

  private static Optional<String> header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }
}
