package dev.slurmec2.reconcile;

import dev.slurmec2.slurm.NodeAddress;
import dev.slurmec2.slurm.StateRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a rule wants done. Equal changes of several nodes become one command. */
public sealed interface Action {

  /** Nothing, but it is worth saying. */
  record Report() implements Action {
    @Override
    public String toString() {
      return "nothing";
    }
  }

  /**
   * States asked of Slurm, one after the other.
   *
   * @param states at least one
   * @param reason for the first of them
   * @param resetAddress whether NodeAddr and NodeHostName go back to the node's name before
   */
  record Change(List<StateRequest> states, Optional<String> reason, boolean resetAddress)
      implements Action {
    public Change {
      states = List.copyOf(states);
      if (states.isEmpty()) {
        throw new IllegalArgumentException("a change needs a state");
      }
    }

    @Override
    public String toString() {
      String words =
          states.stream()
              .map(state -> state.name().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", then "));
      return (resetAddress ? "address reset, " : "")
          + "state="
          + words
          + reason.map(text -> " reason=\"" + text + "\"").orElse("");
    }
  }

  /** NodeAddr and NodeHostName set to an instance's. */
  record SetAddress(NodeAddress address) implements Action {
    @Override
    public String toString() {
      return "nodeaddr=" + address.address() + " nodehostname=" + address.hostname();
    }
  }

  /** An instance ended. */
  record Terminate(RegionProfile where, String instanceId) implements Action {
    @Override
    public String toString() {
      return "terminated in " + where;
    }
  }
}
