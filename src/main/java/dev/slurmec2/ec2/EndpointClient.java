package dev.slurmec2.ec2;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Puts an {@link Endpoint} in the place of the network, below everything that the SDK does. */
final class EndpointClient implements SdkHttpClient {
  private final Endpoint endpoint;

  EndpointClient(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return response(endpoint.answer(headers(request), body(request)));
      }

      @Override
      public void abort() {
        // The answer comes at once or the endpoint decides itself when to give up.
      }
    };
  }

  private static Map<String, String> headers(HttpExecuteRequest request) {
    Map<String, String> headers = new LinkedHashMap<>();
    request
        .httpRequest()
        .forEachHeader((name, values) -> headers.put(name, String.join(",", values)));
    return headers;
  }

  private static String body(HttpExecuteRequest request) throws IOException {
    ContentStreamProvider content = request.contentStreamProvider().orElse(null);
    if (content == null) {
      return "";
    }
    try (InputStream in = content.newStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static HttpExecuteResponse response(Endpoint.Answer answer) {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    return HttpExecuteResponse.builder()
        .response(
            SdkHttpResponse.builder()
                .statusCode(answer.status())
                .putHeader("Content-Type", answer.contentType())
                .putHeader("Content-Length", Integer.toString(body.length))
                .build())
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
        .build();
  }

  @Override
  public void close() {
    // Nothing is held open.
  }
}
