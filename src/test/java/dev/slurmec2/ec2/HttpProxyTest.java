package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;

final class HttpProxyTest {
  @AfterEach
  void forget() {
    System.clearProperty("https.proxyHost");
    System.clearProperty("https.proxyPort");
    System.clearProperty("http.proxyHost");
    System.clearProperty("http.proxyPort");
  }

  private static ProxyConfiguration.Builder at(String endpoint) {
    return ProxyConfiguration.builder()
        .endpoint(URI.create(endpoint))
        .useSystemPropertyValues(false)
        .useEnvironmentVariablesValues(false);
  }

  private static final Proxy PROXY =
      new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.example", 3128));

  /** Whatever the environment of this test names beside it. */
  @ParameterizedTest
  @CsvSource({"https, http", "http, https"})
  void that_of_one_scheme_is_not_for_the_other(String scheme, String other) {
    System.setProperty(scheme + ".proxyHost", "proxy.example");
    System.setProperty(scheme + ".proxyPort", "3128");

    assertThat(addressFor(scheme)).contains(PROXY);
    assertThat(addressFor(other)).isNotEqualTo(Optional.of(PROXY));
  }

  private static Optional<Proxy> addressFor(String scheme) {
    return HttpProxy.ofMachine()
        .apply(URI.create(scheme + "://ec2.us-east-1.amazonaws.com"))
        .map(HttpProxy::address);
  }

  @ParameterizedTest
  @CsvSource({
    "ec2.us-east-1.amazonaws.com, true",
    "EC2.us-east-1.AMAZONAWS.com, true",
    "amazonaws.com, true",
    ".amazonaws.com, true",
    ".*?.amazonaws.com, true",
    "aws.com, false",
    "ssm.us-east-1.amazonaws.com, false",
  })
  void hosts_and_domains_are_reached_without(String excepted, boolean without) {
    ProxyConfiguration configured =
        at("http://proxy.example:3128")
            .nonProxyHosts(Set.of(excepted.toLowerCase(Locale.ROOT)))
            .build();

    assertThat(HttpProxy.of(configured, "ec2.us-east-1.amazonaws.com").isEmpty())
        .isEqualTo(without);
  }

  @Test
  void it_is_told_who_asks_where_a_name_and_a_password_are_given() {
    ProxyConfiguration configured =
        at("http://proxy.example:3128").username("someone").password("secret").build();

    assertThat(HttpProxy.of(configured, "host").flatMap(HttpProxy::authorization))
        .contains("Basic c29tZW9uZTpzZWNyZXQ=");
    assertThat(
            HttpProxy.of(at("http://proxy.example:3128").username("someone").build(), "host")
                .flatMap(HttpProxy::authorization))
        .isEmpty();
  }
}
