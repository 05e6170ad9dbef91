package dev.slurmec2.ec2;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;

/**
 * A proxy for HTTP.
 *
 * @param address where it is
 * @param authorization what it is told of who asks, if it has to be told
 */
record HttpProxy(Proxy address, Optional<String> authorization) {

  /**
   * Those that the environment names, as other programs understand it: HTTPS_PROXY for TLS,
   * HTTP_PROXY for all else, NO_PROXY for hosts and domains that are reached without, each also in
   * small letters; else the JVM's own properties of these. The SDK's HTTP client would take
   * HTTP_PROXY for TLS, too.
   */
  static Function<URI, Optional<HttpProxy>> ofMachine() {
    Map<String, ProxyConfiguration> byScheme = new ConcurrentHashMap<>();
    return uri ->
        of(
            byScheme.computeIfAbsent(
                uri.getScheme(), scheme -> ProxyConfiguration.builder().scheme(scheme).build()),
            uri.getHost());
  }

  /** The configured one, if the host is reached by it. */
  static Optional<HttpProxy> of(ProxyConfiguration configured, String host) {
    if (isEmpty(configured.host()) || isExcepted(configured, host.toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    Proxy address =
        new Proxy(
            Proxy.Type.HTTP,
            InetSocketAddress.createUnresolved(configured.host(), configured.port()));
    return Optional.of(new HttpProxy(address, authorization(configured)));
  }

  /** Patterns come with * made into what a regular expression calls it. */
  private static boolean isExcepted(ProxyConfiguration configured, String host) {
    return configured.nonProxyHosts().stream()
        .anyMatch(
            pattern ->
                host.matches(pattern)
                    || host.endsWith(pattern.startsWith(".") ? pattern : "." + pattern));
  }

  private static Optional<String> authorization(ProxyConfiguration configured) {
    if (isEmpty(configured.username()) || isEmpty(configured.password())) {
      return Optional.empty();
    }
    String keys = configured.username() + ":" + configured.password();
    return Optional.of(
        "Basic " + Base64.getEncoder().encodeToString(keys.getBytes(StandardCharsets.UTF_8)));
  }

  private static boolean isEmpty(String text) {
    return text == null || text.isEmpty();
  }
}
