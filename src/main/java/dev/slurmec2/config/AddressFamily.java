package dev.slurmec2.config;

/** By which of an instance's addresses Slurm reaches its node. */
public enum AddressFamily {
  /** The private IPv4 address; the IPv6 address where there is no other. */
  IPV4("ipv4"),
  /** The first IPv6 address, and no other. */
  IPV6("ipv6");

  private final String word;

  AddressFamily(String word) {
    this.word = word;
  }

  /** The word in partitions.json. */
  public String word() {
    return word;
  }
}
