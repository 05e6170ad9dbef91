package dev.slurmec2.config;

import java.util.List;

/**
 * A node group as read, before anything is known of the others.
 *
 * @param group without fallbacks
 * @param members where it was read from
 * @param ways its fallbacks, in order
 */
record ReadGroup(NodeGroup group, Members members, List<Way> ways) {

  ReadGroup {
    ways = List.copyOf(ways);
  }

  /** An item of Fallback. */
  sealed interface Way {
    /** Where it stands. */
    Element at();
  }

  /** A request of its own. */
  record OwnRequest(Element at, NodeGroup group) implements Way {}

  /** The request of another node group, by its id. */
  record RequestOf(Element at, String id) implements Way {}
}
