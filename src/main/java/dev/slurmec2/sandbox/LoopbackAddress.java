package dev.slurmec2.sandbox;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** The only kind of address that the sandbox listens on. */
final class LoopbackAddress {

  private LoopbackAddress() {}

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException with a sentence when it is not one of this machine alone
   */
  static InetAddress of(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      if (address.isLoopbackAddress()) {
        return address;
      }
    } catch (UnknownHostException e) {
      throw refused(host, e);
    }
    throw refused(host, null);
  }

  private static IllegalArgumentException refused(String host, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "The sandbox listens on loopback only and not on "
            + host
            + ": it checks no signature and runs programs. Use 127.0.0.1 or ::1.",
        cause);
  }
}
