package dev.slurmec2.sandbox.engine;

import dev.slurmec2.sandbox.engine.InstanceView.StateReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An instance over its life. What state it is in follows from a few moments and the time that is
 * asked for; nothing has to happen in between.
 */
final class Machine {

  /** What never changes. */
  record Birth(
      String region,
      String id,
      String reservationId,
      int launchIndex,
      String clientToken,
      Pool pool,
      String subnetId,
      String privateIp,
      String imageId,
      String volumeId,
      Instant launchTime,
      Instant runningAt) {}

  private record End(Instant requested, Instant done, StateReason reason, String transition) {}

  final Birth birth;
  private @Nullable End end;
  private @Nullable Instant impairedInstance;
  private @Nullable Instant impairedSystem;
  private final List<StatusEvent> events = new ArrayList<>();
  private String console = "";
  boolean startReported;
  boolean endReported;
  boolean addressFreed;

  Machine(Birth birth) {
    this.birth = birth;
  }

  InstanceState stateAt(Instant now) {
    if (end != null) {
      return now.isBefore(end.done()) ? InstanceState.SHUTTING_DOWN : InstanceState.TERMINATED;
    }
    return now.isBefore(birth.runningAt()) ? InstanceState.PENDING : InstanceState.RUNNING;
  }

  boolean isVisible(Instant now, Times times) {
    return !now.isBefore(birth.launchTime().plus(times.visibleAfter()));
  }

  boolean isForgotten(Instant now, Times times) {
    return end != null && !now.isBefore(end.done().plus(times.remembered()));
  }

  /** Begins to end it; what already ends goes on as it does. */
  void end(Instant now, Times times, StateReason reason, String transition) {
    if (end == null) {
      end = new End(now, now.plus(times.shutdown()), reason, transition);
    }
  }

  boolean hasEnd() {
    return end != null;
  }

  void impair(boolean system, Instant since) {
    if (system) {
      impairedSystem = since;
    } else {
      impairedInstance = since;
    }
  }

  void recover() {
    impairedSystem = null;
    impairedInstance = null;
    events.clear();
  }

  void schedule(StatusEvent event) {
    events.add(event);
  }

  String console() {
    return console;
  }

  void console(String text) {
    console = text;
  }

  InstanceView view(Instant now, Times times, Map<String, String> tags) {
    InstanceState state = stateAt(now);
    boolean shown =
        state != InstanceState.TERMINATED
            && !now.isBefore(birth.launchTime().plus(times.addressAfter()));
    return new InstanceView(
        birth.region(),
        birth.id(),
        birth.reservationId(),
        birth.launchIndex(),
        birth.clientToken(),
        state,
        birth.pool(),
        birth.subnetId(),
        birth.privateIp(),
        shown,
        birth.imageId(),
        birth.volumeId(),
        birth.launchTime(),
        tags,
        Optional.ofNullable(end).map(End::reason),
        end == null ? "" : end.transition(),
        Optional.ofNullable(impairedInstance),
        Optional.ofNullable(impairedSystem),
        events);
  }
}
