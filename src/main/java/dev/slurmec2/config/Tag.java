package dev.slurmec2.config;

/**
 * A tag of partitions.json.
 *
 * @param key as EC2 shows it
 * @param value may hold the placeholders {@code {ip_address}}, {@code {node_name}} and {@code
 *     {hostname}}
 */
public record Tag(String key, String value) {

  /** Whether the value differs from instance to instance. */
  public boolean hasPlaceholder() {
    return value.contains("{ip_address}")
        || value.contains("{node_name}")
        || value.contains("{hostname}");
  }

  /** Without the value, which may be a parameter's. */
  @Override
  public String toString() {
    return "Tag[" + key + "]";
  }

  /** The tag with its placeholders replaced. */
  public Tag filled(String nodeName, String ipAddress, String hostname) {
    return new Tag(
        key,
        value
            .replace("{ip_address}", ipAddress)
            .replace("{node_name}", nodeName)
            .replace("{hostname}", hostname));
  }
}
