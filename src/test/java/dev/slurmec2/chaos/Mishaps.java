package dev.slurmec2.chaos;

import dev.slurmec2.sandbox.engine.EndCause;
import dev.slurmec2.sandbox.engine.InstanceView;
import dev.slurmec2.sandbox.engine.PoolRule;
import dev.slurmec2.sandbox.engine.Times;
import dev.slurmec2.slurm.StateRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** What happens by itself, beside the calls: each time the dice says so. */
final class Mishaps {
  private static final List<FaultKind> KINDS =
      List.of(
          FaultKind.SLURMCTLD_RESTART,
          FaultKind.LATE_VISIBILITY,
          FaultKind.CAPACITY,
          FaultKind.INSTANCE_ENDED,
          FaultKind.INSTANCE_ENDED,
          FaultKind.MUTE_INSTANCE,
          FaultKind.STATE_DELETED,
          FaultKind.OPERATOR);

  private static final List<String> CAPACITIES =
      List.of("*:*:*=0", "*:*:*=1", "*:*:*=2", "*:*:*=Unsupported", "*:*:spot=0");

  private static final List<EndCause> ENDS =
      List.of(EndCause.SPOT_INTERRUPTION, EndCause.HARDWARE, EndCause.USER);

  private final World world;

  Mishaps(World world) {
    this.world = world;
  }

  void happen(SplittableRandom chance) {
    FaultKind kind = Dice.one(chance, KINDS);
    switch (kind) {
      case SLURMCTLD_RESTART -> restart(kind, Duration.ofSeconds(chance.nextInt(3, 90)));
      case LATE_VISIBILITY -> late(kind, Duration.ofSeconds(chance.nextInt(5, 150)));
      case CAPACITY -> {
        String rule = Dice.one(chance, CAPACITIES);
        world.weather.struck(kind, rule);
        world.engine.unlimited();
        world.engine.capacity(PoolRule.parse(rule));
        world.time.after(Duration.ofSeconds(chance.nextInt(30, 240)), world.engine::unlimited);
      }
      case INSTANCE_ENDED -> {
        List<InstanceView> own = world.own();
        if (!own.isEmpty()) {
          InstanceView one = Dice.one(chance, own);
          EndCause cause = Dice.one(chance, ENDS);
          world.weather.struck(kind, one.id() + " " + cause);
          world.engine.end(one.id(), cause);
        }
      }
      case MUTE_INSTANCE -> {
        List<InstanceView> own = world.own();
        if (!own.isEmpty()) {
          InstanceView one = Dice.one(chance, own);
          world.weather.struck(kind, one.id());
          world.mute.add(one.id());
        }
      }
      case STATE_DELETED -> {
        String file =
            Dice.one(chance, List.of("launches", "change-state.memory", "change-state.lock"));
        world.weather.struck(kind, file);
        try {
          Files.deleteIfExists(world.stateDir.resolve(file));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      default -> operate(kind, chance);
    }
  }

  private void restart(FaultKind kind, Duration away) {
    if (!world.controllerAway) {
      world.weather.struck(kind, "slurmctld, away for " + away);
      world.controllerAway = true;
      world.time.after(away, () -> world.controllerAway = false);
    }
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
