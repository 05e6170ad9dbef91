package dev.slurmec2.sandbox.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
      Optional<String> capacityReservationId,
      Optional<String> placementGroup,
      Instant launchTime,
      Instant runningAt) {}

  /** An end, which may be announced: it begins later than now. */
  private record End(Instant begins, Instant done, EndCause cause, String transition) {
    private End(Instant begins, Instant done, EndCause cause) {
      this(begins, done, cause, cause.transition(begins));
    }
  }

  final Birth birth;
  private @Nullable End end;
  private @Nullable Instant rebalance;
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
    if (end != null && !now.isBefore(end.begins())) {
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
  void end(Instant now, Times times, EndCause cause) {
    announceEnd(now, now, times, cause);
  }

  /** Announces its end, unless an earlier one is. */
  void announceEnd(Instant now, Instant begins, Times times, EndCause cause) {
    if (end == null || (now.isBefore(end.begins()) && begins.isBefore(end.begins()))) {
      end = new End(begins, begins.plus(times.shutdown()), cause);
    }
  }

  /** Whether an end is announced or has begun. */
  boolean isDoomed() {
    return end != null;
  }

  boolean hasEnded(Instant now) {
    return end != null && !now.isBefore(end.begins());
  }

  /** The next moment at which something about it looks otherwise. */
  Optional<Instant> nextChange(Instant now, Times times) {
    return Stream.concat(
            Stream.of(
                birth.runningAt(),
                birth.launchTime().plus(times.visibleAfter()),
                birth.launchTime().plus(times.addressAfter())),
            Stream.ofNullable(end).flatMap(each -> Stream.of(each.begins(), each.done())))
        .filter(moment -> moment.isAfter(now))
        .min(Comparator.naturalOrder());
  }

  void impair(boolean system, Instant since) {
    if (system) {
      impairedSystem = since;
    } else {
      impairedInstance = since;
    }
  }

  /** Recommends to leave it, as EC2 does when a spot instance is at risk. */
  void recommendRebalance(Instant since) {
    rebalance = since;
  }

  void recover() {
    rebalance = null;
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
    Optional<End> ending = Optional.ofNullable(end).filter(each -> !now.isBefore(each.begins()));
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
        birth.capacityReservationId(),
        birth.placementGroup(),
        birth.launchTime(),
        tags,
        ending.map(each -> each.cause().reason()),
        ending.map(End::transition).orElse(""),
        interruption(state),
        Optional.ofNullable(rebalance),
        Optional.ofNullable(impairedInstance),
        Optional.ofNullable(impairedSystem),
        events);
  }

  private Optional<Instant> interruption(InstanceState state) {
    return Optional.ofNullable(end)
        .filter(each -> each.cause() == EndCause.SPOT_INTERRUPTION)
        .filter(each -> state != InstanceState.TERMINATED)
        .map(End::begins);
  }
}
