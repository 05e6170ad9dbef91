package dev.slurmec2.ec2;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SystemPropertyTlsKeyManagersProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * Opens the connections of all HTTP clients. TLS is set up when a connection first needs it, and
 * once: so a connection that one client opened serves the others, too. The SDK's own way sets it up
 * for each client when that is made, also for an endpoint without TLS.
 */
final class Connections {
  private final Function<URI, Optional<HttpProxy>> proxies;
  private @Nullable SSLSocketFactory tls;

  /**
   * Connections by proxies.
   *
   * @param proxies the one for a URI, if it is reached by one
   */
  Connections(Function<URI, Optional<HttpProxy>> proxies) {
    this.proxies = proxies;
  }

  /**
   * A client.
   *
   * @param connectLimit the longest wait for a connection
   * @param readLimit the longest silence in an answer
   */
  SdkHttpClient client(Duration connectLimit, Duration readLimit) {
    return UrlConnectionHttpClient.create(
        uri -> {
          HttpURLConnection connection = open(uri);
          connection.setConnectTimeout(Math.toIntExact(connectLimit.toMillis()));
          connection.setReadTimeout(Math.toIntExact(readLimit.toMillis()));
          return connection;
        });
  }

  private HttpURLConnection open(URI uri) {
    try {
      Optional<HttpProxy> proxy = proxies.apply(uri);
      HttpURLConnection connection =
          (HttpURLConnection)
              (proxy.isPresent()
                  ? uri.toURL().openConnection(proxy.get().address())
                  : uri.toURL().openConnection());
      proxy
          .flatMap(HttpProxy::authorization)
          .ifPresent(keys -> connection.addRequestProperty("proxy-authorization", keys));
      if (connection instanceof HttpsURLConnection secure) {
        secure.setSSLSocketFactory(tls());
      }
      return connection;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sets TLS up unless it is; who needs it meanwhile waits.
   *
   * @throws IllegalStateException when this Java has no TLS
   */
  synchronized SSLSocketFactory tls() {
    if (tls == null) {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
            SystemPropertyTlsKeyManagersProvider.create().keyManagers(),
            new TrustManager[] {new LazyTrustManager()},
            null);
        tls = context.getSocketFactory();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("TLS cannot be set up: " + e.getMessage(), e);
      }
    }
    return tls;
  }
}
