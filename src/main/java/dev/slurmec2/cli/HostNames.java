package dev.slurmec2.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.Set;

/** What this host is called. */
final class HostNames {
  private HostNames() {}

  /** Its name, and its full name where that can be resolved without a name server's answer. */
  static Set<String> ofThisHost() {
    Set<String> names = new LinkedHashSet<>();
    try {
      names.add(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      // The message is "name: reason": the host knows its name and cannot resolve it.
      String message = String.valueOf(e.getMessage());
      names.add(message.contains(":") ? message.substring(0, message.indexOf(':')) : message);
    }
    return names;
  }
}
