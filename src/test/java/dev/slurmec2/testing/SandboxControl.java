package dev.slurmec2.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** A sandbox's control, over HTTP (docs/sandbox.md). */
public final class SandboxControl {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private SandboxControl() {}

  /**
   * Sends a command.
   *
   * @param sandbox the sandbox's endpoint
   * @return the answer's body
   * @throws AssertionError when the sandbox does not take it
   */
  public static String call(URI sandbox, String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(sandbox.resolve(path))
            .method(method, BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .build();
    try {
      HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new AssertionError(method + " " + path + ": " + response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("The call was interrupted.", e);
    }
  }
}
