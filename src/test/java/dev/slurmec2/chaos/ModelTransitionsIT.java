package dev.slurmec2.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.e2e.PrivateSlurm;
import dev.slurmec2.slurm.SlurmVersion;
import dev.slurmec2.slurm.StateRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The model of slurmctld beside a real one, 22.05: both get the same requests, machines and jobs at
 * the same time, and both have to come to the state that is written down here, word by word. Each
 * node goes its own way; all of them go at once, since Slurm's times are real.
 */
@Tag("slurm")
class ModelTransitionsIT {
  private static final SlurmModel.Times TIMES =
      new SlurmModel.Times(
          Duration.ofSeconds(30),
          Duration.ofSeconds(15),
          Duration.ofSeconds(45),
          Duration.ofSeconds(20));

  /** The longest of the times, and what two busy cores make of it. */
  private static final Duration LIMIT = Duration.ofSeconds(100);

  private static final String OFF = "IDLE+CLOUD+POWERED_DOWN";
  private static final String OFF_SILENT = "IDLE+CLOUD+NOT_RESPONDING+POWERED_DOWN";
  private static final String BOOTING = "IDLE+CLOUD+NOT_RESPONDING+POWERING_UP";
  private static final String ENDING = "IDLE+CLOUD+POWERING_DOWN";
  private static final String UP = "IDLE+CLOUD";

  /** One node's way. */
  private interface Way {
    void go(Pair node) throws InterruptedException;
  }

  private static final List<Way> WAYS =
      List.of(
          node -> {
            node.asks(StateRequest.POWER_UP, BOOTING);
            node.boots(UP);
            node.asks(StateRequest.POWER_UP, UP);
            node.asks(StateRequest.POWER_DOWN, ENDING);
            node.waits(OFF);
          },
          node -> {
            node.asks(StateRequest.POWER_UP, BOOTING);
            node.asks(StateRequest.POWER_DOWN_FORCE, ENDING);
            node.asks(StateRequest.RESUME, OFF);
          },
          node -> {
            node.asks(StateRequest.POWER_UP, BOOTING);
            node.asks(StateRequest.DOWN, "DOWN+CLOUD+NOT_RESPONDING+POWERING_UP");
            node.asks(StateRequest.POWER_DOWN, ENDING);
            node.waits(OFF);
            node.asks(StateRequest.DOWN, "DOWN+CLOUD+POWERED_DOWN");
            node.asks(StateRequest.IDLE, OFF);
            node.asks(StateRequest.DOWN, "DOWN+CLOUD+POWERED_DOWN");
            node.asks(StateRequest.RESUME, OFF_SILENT);
            node.asks(StateRequest.POWER_DOWN, ENDING);
            node.asks(StateRequest.RESUME, OFF);
          },
          node -> {
            node.asks(StateRequest.POWER_UP, BOOTING);
            node.waits("DOWN+CLOUD+NOT_RESPONDING+POWERED_DOWN");
            node.asks(StateRequest.RESUME, OFF_SILENT);
            node.asks(StateRequest.POWER_UP, BOOTING);
            node.boots(UP);
          },
          node -> {
            node.asks(StateRequest.DRAIN, "IDLE+CLOUD+DRAIN+POWERED_DOWN");
            node.asks(StateRequest.UNDRAIN, OFF_SILENT);
            node.asks(StateRequest.POWER_UP, BOOTING);
            node.asks(StateRequest.POWER_DOWN, "IDLE+CLOUD+NOT_RESPONDING+POWERING_UP+POWER_DOWN");
            node.boots(ENDING);
            node.asks(StateRequest.DRAIN, "IDLE+CLOUD+DRAIN+POWERING_DOWN");
            node.asks(StateRequest.RESUME, OFF_SILENT);
          },
          node -> {
            node.isRefused(StateRequest.RESUME);
            node.asks(StateRequest.IDLE, OFF);
            node.asks(StateRequest.UNDRAIN, OFF_SILENT);
            node.asks(StateRequest.POWER_UP, BOOTING);
            node.asks(StateRequest.POWER_UP, BOOTING);
            node.boots(UP);
            node.isRefused(StateRequest.RESUME);
            node.asks(StateRequest.DRAIN, "IDLE+CLOUD+DRAIN");
            node.asks(StateRequest.RESUME, UP);
            node.waits(ENDING);
          },
          node -> {
            node.asks(StateRequest.POWER_UP, BOOTING);
            node.boots(UP);
            node.dies("DOWN+CLOUD+NOT_RESPONDING");
            node.asks(StateRequest.POWER_DOWN, ENDING);
            node.waits(OFF);
          },
          node -> {
            node.getsJob(Duration.ofSeconds(12), "ALLOCATED+CLOUD+NOT_RESPONDING+POWERING_UP");
            node.boots("ALLOCATED+CLOUD");
            node.asks(StateRequest.POWER_DOWN, "ALLOCATED+CLOUD+POWER_DOWN");
            node.waits(ENDING);
            node.waits(OFF);
          },
          node -> {
            node.isReserved(Duration.ofSeconds(60), "IDLE+CLOUD+MAINTENANCE+POWERED_DOWN+RESERVED");
            node.asks(
                StateRequest.POWER_UP,
                "IDLE+CLOUD+MAINTENANCE+NOT_RESPONDING+POWERING_UP+RESERVED");
            node.boots("IDLE+CLOUD+MAINTENANCE+RESERVED");
          });

  private static final Way POOR =
      node -> {
        node.asks(StateRequest.POWER_UP, BOOTING);
        node.boots("IDLE+CLOUD+DRAIN+INVALID_REG");
        node.isRefused(StateRequest.RESUME);
        node.isRefused(StateRequest.UNDRAIN);
        node.isRefused(StateRequest.IDLE);
        node.asks(StateRequest.POWER_DOWN_FORCE, "IDLE+CLOUD+INVALID_REG+POWERING_DOWN");
        node.waits(OFF);
      };

  @Test
  void the_model_goes_where_slurmctld_goes() throws Exception {
    PrivateSlurm.assumeInstalled();
    try (RealNodes real = RealNodes.start(WAYS.size(), TIMES)) {
      Beside beside = new Beside(real);
      List<Callable<Optional<String>>> walks = new ArrayList<>();
      for (int i = 0; i < WAYS.size(); i++) {
        walks.add(beside.walk("aws-node-" + i, WAYS.get(i)));
      }
      walks.add(beside.walk("aws-poor-0", POOR));
      List<String> strayed = new ArrayList<>();
      ExecutorService threads = Executors.newFixedThreadPool(walks.size());
      try {
        for (Future<Optional<String>> walk : threads.invokeAll(walks)) {
          walk.get().ifPresent(strayed::add);
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(strayed).as(real.log()).isEmpty();
    }
  }

  /** The model, on the real clock, beside the real slurmctld. */
  private static final class Beside {
    private final RealNodes real;
    private final SlurmModel model;
    private final Map<String, SlurmModel.Machine> machines = new ConcurrentHashMap<>();
    private Map<String, String> lastStates = Map.of();
    private long lastLook;

    Beside(RealNodes real) {
      this.real = real;
      this.model =
          new SlurmModel(
              InstantSource.system(),
              TIMES,
              new SlurmVersion(22, 5, 8),
              false,
              true,
              2,
              new NoPrograms(),
              name -> Optional.ofNullable(machines.get(name)).stream().toList());
      real.states().keySet().forEach(name -> model.nodes.put(name, new ModelNode(name)));
    }

    Callable<Optional<String>> walk(String name, Way way) {
      return () -> {
        Pair pair = new Pair(this, name);
        try {
          way.go(pair);
          return Optional.empty();
        } catch (Strayed e) {
          return Optional.of(e.toString());
        }
      };
    }

    /** Both states now; the real ones are asked for once a second for all nodes together. */
    synchronized List<String> states(String name) {
      model.tick();
      if (System.nanoTime() - lastLook > Duration.ofMillis(400).toNanos()) {
        lastStates = real.states();
        lastLook = System.nanoTime();
      }
      ModelNode node = model.node(name);
      return List.of(
          lastStates.getOrDefault(name, "not shown"),
          node.base() + "+" + String.join("+", node.flags));
    }

    synchronized boolean ask(String name, StateRequest state) {
      Optional<String> reason =
          state == StateRequest.DOWN || state == StateRequest.DRAIN
              ? Optional.of("test")
              : Optional.empty();
      lastLook = 0;
      return ModelUpdates.apply(model, model.node(name), state, reason, Instant.now()).isEmpty();
    }

    synchronized void change(Runnable change) {
      lastLook = 0;
      change.run();
    }
  }

  /** A node in both. */
  private static final class Pair {
    private final Beside beside;
    private final String name;
    private final List<String> path = new ArrayList<>();

    Pair(Beside beside, String name) {
      this.beside = beside;
      this.name = name;
    }

    void asks(StateRequest state, String then) throws InterruptedException {
      if (!take(state)) {
        throw new Strayed(name + " after " + path + ": " + state + " is refused");
      }
      arrive(state.toString(), then);
    }

    void isRefused(StateRequest state) {
      if (take(state)) {
        throw new Strayed(name + " after " + path + ": " + state + " is taken");
      }
      path.add(state + " refused");
    }

    private boolean take(StateRequest state) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "scontrol",
                  "update",
                  "nodename=" + name,
                  "state=" + state.name().toLowerCase(Locale.ROOT)));
      if (state == StateRequest.DOWN || state == StateRequest.DRAIN) {
        command.add("reason=test");
      }
      Optional<String> refusal = beside.real.refusal(command.toArray(String[]::new));
      boolean modelTakes = beside.ask(name, state);
      if (modelTakes == refusal.isPresent()) {
        throw new Strayed(
            name
                + " after "
                + path
                + ": "
                + state
                + ": slurmctld says "
                + refusal
                + ", the model "
                + (modelTakes ? "takes it" : "refuses"));
      }
      return modelTakes;
    }

    void boots(String then) throws InterruptedException {
      beside.real.boot(name);
      beside.change(
          () -> {
            beside.model.node(name).address = "127.0.0.1";
            beside.machines.put(
                name,
                new SlurmModel.Machine(
                    name, "127.0.0.1", Instant.now(), name.startsWith("aws-poor")));
          });
      arrive("boots", then);
    }

    void dies(String then) throws InterruptedException {
      beside.real.die(name);
      beside.change(() -> beside.machines.remove(name));
      arrive("dies", then);
    }

    void getsJob(Duration runTime, String then) throws InterruptedException {
      beside.real.refusal(
          "sbatch",
          "-p",
          "aws",
          "-w",
          name,
          "-o",
          "/dev/null",
          "--wrap",
          "sleep " + runTime.toSeconds());
      beside.change(() -> beside.model.submit(List.of(name), 1, runTime));
      arrive("gets a job", then);
    }

    void isReserved(Duration length, String then) throws InterruptedException {
      beside.real.refusal(
          "scontrol",
          "create",
          "reservation",
          "reservationname=work",
          "starttime=now",
          "duration=5",
          "users=root",
          "flags=maint,ignore_jobs",
          "nodes=" + name);
      beside.change(
          () ->
              beside.model.reserve(
                  beside.model.node(name), Instant.now().plus(length.multipliedBy(5))));
      arrive("is reserved", then);
    }

    void waits(String then) throws InterruptedException {
      arrive("waits", then);
    }

    private void arrive(String what, String expected) throws InterruptedException {
      long end = System.nanoTime() + LIMIT.toNanos();
      boolean realCame = false;
      boolean modelCame = false;
      List<String> seen = List.of();
      while (!(realCame && modelCame)) {
        seen = beside.states(name);
        realCame |= seen.get(0).equals(expected);
        modelCame |= seen.get(1).equals(expected);
        if (System.nanoTime() > end) {
          throw new Strayed(
              name
                  + " after "
                  + path
                  + " "
                  + what
                  + ": expected "
                  + expected
                  + ", slurmctld "
                  + (realCame ? "came there" : "has it " + seen.get(0))
                  + ", the model "
                  + (modelCame ? "came there" : "has it " + seen.get(1)));
        }
        Thread.sleep(200);
      }
      path.add(what + " -> " + expected);
    }
  }

  private static final class Strayed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Strayed(String message) {
      super(message);
    }
  }

  private static final class NoPrograms implements SlurmModel.Programs {
    @Override
    public void resume(List<String> nodes) {}

    @Override
    public void suspend(List<String> nodes) {}

    @Override
    public void resumeFail(List<String> nodes) {}
  }
}
