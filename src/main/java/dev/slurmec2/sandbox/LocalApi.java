package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.AwsApi.Incoming;
import dev.slurmec2.sandbox.engine.Engine;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The sandbox's API without a socket, for those who bring a clock of their own. It has no latency
 * and no faults. Safe for use by several threads.
 */
public final class LocalApi {
  private final Engine engine;
  private final AwsApi api;

  /**
   * @param options what is said in them of listening, latencies and programs does not apply
   * @throws IOException when a file that they name cannot be read
   * @throws IllegalArgumentException with a sentence when an option cannot be
   */
  public LocalApi(SandboxOptions options, InstantSource clock) throws IOException {
    engine = Sandbox.engine(options, clock);
    api = new AwsApi(engine, Sandbox.allowed(options), new CallCounts(), clock);
  }

  /** The state machine behind it. */
  public Engine engine() {
    return engine;
  }

  /**
   * A request that is understood so far that it can be counted.
   *
   * @param action EC2's name of the call, {@code unknown} if the request has none
   * @param body as it came
   */
  public record Request(String action, Map<String, String> headers, String body) {

    /** Reads headers, whatever the case of their names, and a body. */
    public static Request of(Map<String, String> headers, String body) {
      Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      anyCase.putAll(headers);
      return new Request(incoming(anyCase, body).action(), anyCase, body);
    }

    private static Incoming incoming(Map<String, String> headers, String body) {
      return Incoming.of(
          Optional.ofNullable(headers.get("X-Amz-Target")),
          Optional.ofNullable(headers.get("Authorization")),
          body);
    }
  }

  /**
   * An answer.
   *
   * @param status HTTP's
   * @param errorCode the code if it is an error
   */
  public record Answer(int status, String contentType, String body, Optional<String> errorCode) {}

  /** Executes a call. */
  public Answer answer(Request request) {
    Reply reply = api.answer(Request.incoming(request.headers(), request.body()), Optional.empty());
    return new Answer(
        reply.status(),
        reply.contentType(),
        reply.body(),
        reply.status() == 200 ? Optional.empty() : Optional.of(reply.summary()));
  }
}
