package dev.slurmec2.chaos;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.sandbox.engine.EndCause;
import dev.slurmec2.sandbox.engine.InstanceView;
import dev.slurmec2.sandbox.engine.PoolRule;
import dev.slurmec2.sandbox.engine.Stock;
import dev.slurmec2.sandbox.engine.Times;
import dev.slurmec2.slurm.StateRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** What happens by itself, beside the calls: each time the dice says so. */
final class Mishaps {
  private static final List<FaultKind> KINDS =
      List.of(
          FaultKind.SLURMCTLD_RESTART,
          FaultKind.FAIL_OVER,
          FaultKind.HEAD_NODE_LOST,
          FaultKind.CLOCK_JUMP,
          FaultKind.LATE_VISIBILITY,
          FaultKind.CAPACITY,
          FaultKind.INSTANCE_ENDED,
          FaultKind.INSTANCE_ENDED,
          FaultKind.SPOT_NOTICE,
          FaultKind.INSTANCE_VANISHES,
          FaultKind.IMPAIRED,
          FaultKind.SCHEDULED_EVENT,
          FaultKind.MUTE_INSTANCE,
          FaultKind.LATE_REGISTRATION,
          FaultKind.LATE_REGISTRATION,
          FaultKind.BAD_IMAGE,
          FaultKind.INVALID_REGISTRATION,
          FaultKind.JOB_WILL_NOT_END,
          FaultKind.STATE_DELETED,
          FaultKind.STATE_DAMAGED,
          FaultKind.OPERATOR,
          FaultKind.OPERATOR,
          FaultKind.MAINTENANCE,
          FaultKind.REBOOT,
          FaultKind.EXCLUSION);

  private static final List<String> CAPACITIES =
      List.of("*:*:*=0", "*:*:*=1", "*:*:*=2", "*:*:*=Unsupported", "*:*:spot=0");

  private static final List<EndCause> ENDS =
      List.of(EndCause.SPOT_INTERRUPTION, EndCause.HARDWARE, EndCause.USER);

  /** InstanceStatusEvent.code (EC2 API reference). */
  private static final List<String> EVENTS =
      List.of(
          "instance-retirement",
          "instance-stop",
          "instance-reboot",
          "system-reboot",
          "system-maintenance");

  private static final List<String> STATE_FILES =
      List.of("launches", "change-state.memory", "change-state.lock", "boot-failures");

  private final World world;

  Mishaps(World world) {
    this.world = world;
  }

  void happen(SplittableRandom chance) {
    FaultKind kind = Dice.one(chance, KINDS);
    switch (kind) {
      case SLURMCTLD_RESTART -> restart(kind, Duration.ofSeconds(chance.nextInt(3, 90)));
      case FAIL_OVER, HEAD_NODE_LOST -> failOver(kind, chance);
      case CLOCK_JUMP -> jump(kind, chance);
      case LATE_VISIBILITY -> late(kind, Duration.ofSeconds(chance.nextInt(5, 150)));
      case CAPACITY -> {
        String rule = Dice.one(chance, CAPACITIES);
        world.weather.struck(kind, rule);
        world.engine.unlimited();
        world.engine.capacity(PoolRule.parse(rule));
        world.time.after(Duration.ofSeconds(chance.nextInt(30, 240)), world.engine::unlimited);
      }
      case INSTANCE_ENDED ->
          instance(kind, chance, one -> world.engine.end(one.id(), Dice.one(chance, ENDS)));
      case SPOT_NOTICE -> notice(kind, chance);
      case INSTANCE_VANISHES ->
          instance(
              kind,
              chance,
              one -> {
                world.engine.end(one.id(), EndCause.USER);
                world.vanished.add(one.id());
              });
      case IMPAIRED -> instance(kind, chance, one -> impair(one.id(), chance));
      case SCHEDULED_EVENT -> instance(kind, chance, one -> schedule(one.id(), chance));
      case MUTE_INSTANCE -> instance(kind, chance, one -> world.mute.add(one.id()));
      case LATE_REGISTRATION -> launches(kind, chance, world.slowImage);
      case BAD_IMAGE -> launches(kind, chance, world.badImage);
      case INVALID_REGISTRATION -> launches(kind, chance, world.smallType);
      case JOB_WILL_NOT_END ->
          node(kind, chance, node -> node.isUp() && node.job != null, node -> node.endless = true);
      case STATE_DELETED, STATE_DAMAGED -> spoil(kind, chance);
      case MAINTENANCE ->
          node(
              kind,
              chance,
              node -> !node.isHeld(),
              node -> world.slurm.reserve(node, soon(chance, 60, 1200)));
      case REBOOT ->
          node(
              kind,
              chance,
              node -> node.isUp() && !node.down && !node.isHeld(),
              node -> world.slurm.askReboot(node, soon(chance, 60, 400)));
      case EXCLUSION -> {
        ModelNode node = Dice.one(chance, world.managed());
        world.weather.struck(kind, node.name);
        if (!world.slurm.excluded.remove(node.name)) {
          world.slurm.excluded.add(node.name);
        }
      }
      default -> operate(kind, chance);
    }
  }

  private Instant soon(SplittableRandom chance, int fromSeconds, int toSeconds) {
    return world.time.instant().plusSeconds(chance.nextInt(fromSeconds, toSeconds));
  }

  private void restart(FaultKind kind, Duration away) {
    if (!world.controllerAway) {
      world.weather.struck(kind, "slurmctld, away for " + away);
      away(away);
    }
  }

  private void away(Duration away) {
    world.controllerAway = true;
    world.time.after(away, () -> world.controllerAway = false);
  }

  private void failOver(FaultKind kind, SplittableRandom chance) {
    Head first = world.heads.get(0);
    if (world.controllerAway || !first.controls) {
      return;
    }
    world.weather.struck(kind, first.name);
    if (kind == FaultKind.HEAD_NODE_LOST) {
      world.die(first);
    }
    first.controls = false;
    // SlurmctldTimeout, then the backup reads the state; sometimes an operator says takeover.
    away(Duration.ofSeconds(chance.nextInt(2, 120)));
    world.time.after(Duration.ofSeconds(chance.nextInt(130, 500)), () -> comeBack(first));
  }

  private void comeBack(Head first) {
    if (world.weather.isCalm()) {
      return; // It came back with the calm.
    }
    first.up = true;
    first.controls = true;
    if (!world.controllerAway) {
      away(Duration.ofSeconds(5));
    }
  }

  private void jump(FaultKind kind, SplittableRandom chance) {
    Head head = Dice.one(chance, world.heads);
    // An hour is a zone's mistake; seconds are what NTP steps.
    int most = chance.nextInt(4) == 0 ? 3600 : 300;
    head.offset = Duration.ofSeconds(chance.nextInt(-most, most + 1));
    world.weather.struck(kind, head.name + ", now ahead by " + head.offset);
  }

  private void late(FaultKind kind, Duration delay) {
    world.weather.struck(kind, delay.toString());
    world.engine.times(
        new Times(
            World.TIMES.boot(),
            World.TIMES.shutdown(),
            delay,
            delay.plusSeconds(2),
            World.TIMES.remembered()));
    world.time.after(Duration.ofMinutes(3), () -> world.engine.times(World.TIMES));
  }

  private void instance(FaultKind kind, SplittableRandom chance, Consumer<InstanceView> effect) {
    List<InstanceView> own = world.own();
    if (!own.isEmpty()) {
      InstanceView one = Dice.one(chance, own);
      world.weather.struck(kind, one.id() + " " + World.nodeOf(one).orElse("-"));
      effect.accept(one);
    }
  }

  private void notice(FaultKind kind, SplittableRandom chance) {
    List<InstanceView> spot =
        world.own().stream().filter(one -> one.spotRequestId().isPresent()).toList();
    if (!spot.isEmpty()) {
      InstanceView one = Dice.one(chance, spot);
      world.weather.struck(kind, one.id() + " " + one.tags().get("Name"));
      world.engine.interrupt(one.id(), Stock.NOTICE);
    }
  }

  private void impair(String id, SplittableRandom chance) {
    world.engine.impair(id, chance.nextBoolean(), Duration.ZERO);
    if (chance.nextBoolean()) {
      world.time.after(
          Duration.ofSeconds(chance.nextInt(30, 300)),
          () -> world.engine.instance(id).ifPresent(one -> world.engine.recover(id)));
    }
  }

  private void schedule(String id, SplittableRandom chance) {
    Duration in = Duration.ofSeconds(chance.nextInt(120, 600));
    world.engine.schedule(id, Dice.one(chance, EVENTS), "chaos", in);
    if (chance.nextBoolean()) {
      world.time.after(
          in,
          () ->
              world
                  .engine
                  .instance(id)
                  .filter(one -> one.state().isLive())
                  .ifPresent(one -> world.engine.end(id, EndCause.HARDWARE)));
    }
  }

  private void launches(FaultKind kind, SplittableRandom chance, Map<String, Instant> until) {
    NodeGroup group = Dice.one(chance, world.groups());
    world.weather.struck(kind, group.name());
    until.put(group.name(), soon(chance, 60, 360));
  }

  private void node(
      FaultKind kind,
      SplittableRandom chance,
      java.util.function.Predicate<ModelNode> suits,
      Consumer<ModelNode> effect) {
    List<ModelNode> suitable = world.managed().stream().filter(suits).toList();
    if (!suitable.isEmpty()) {
      ModelNode node = Dice.one(chance, suitable);
      world.weather.struck(kind, node.toString());
      effect.accept(node);
    }
  }

  private void spoil(FaultKind kind, SplittableRandom chance) {
    Head head = Dice.one(chance, world.heads);
    Path file = head.stateDir.resolve(Dice.one(chance, STATE_FILES));
    world.weather.struck(kind, head.name + " " + file.getFileName());
    try {
      if (kind == FaultKind.STATE_DELETED) {
        Files.deleteIfExists(file);
      } else if (Files.exists(file)) {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(
            file,
            chance.nextBoolean()
                ? Arrays.copyOf(bytes, chance.nextInt(bytes.length + 1))
                : "\u0000 9999999999999999999 \n- - - -\n".getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void operate(FaultKind kind, SplittableRandom chance) {
    ModelNode node = Dice.one(chance, world.managed());
    StateRequest request =
        node.isOperators() && chance.nextBoolean()
            ? (node.down ? StateRequest.IDLE : StateRequest.UNDRAIN)
            : Dice.one(
                chance,
                List.of(
                    StateRequest.DRAIN,
                    StateRequest.DOWN,
                    StateRequest.POWER_UP,
                    StateRequest.POWER_DOWN,
                    StateRequest.POWER_DOWN_FORCE));
    boolean needsReason = request == StateRequest.DRAIN || request == StateRequest.DOWN;
    world.weather.struck(kind, request + " of " + node);
    ModelUpdates.apply(
        world.slurm,
        node,
        request,
        needsReason ? Optional.of("disk check") : Optional.empty(),
        world.time.instant());
  }
}
