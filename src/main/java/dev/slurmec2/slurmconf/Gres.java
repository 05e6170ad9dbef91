package dev.slurmec2.slurmconf;

import java.util.Optional;

/**
 * One generic resource of a node, an element of the node's {@code Gres=}.
 *
 * @param name gpu, nvme, license …; case counts
 * @param type t4, a100 …
 * @param noConsume whether jobs share it without using it up
 * @param count how many
 * @param countText the count as gres.conf takes it: {@code 4}, or {@code 2K} where it was so
 *     written
 * @param sockets the list in {@code (S:…)}: the sockets that it hangs on
 */
public record Gres(
    String name,
    Optional<String> type,
    boolean noConsume,
    long count,
    String countText,
    Optional<String> sockets) {

  /** {@code name} or {@code name:type}. */
  String label() {
    return type.map(t -> name + ":" + t).orElse(name);
  }
}
