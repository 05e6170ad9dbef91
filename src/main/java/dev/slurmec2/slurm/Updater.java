package dev.slurmec2.slurm;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Carries out one update in batches. A batch that Slurm refuses is asked again in halves until the
 * nodes that it refuses are alone, because Slurm names none of them: at an unknown node it stops
 * and leaves out the nodes behind it (update_node in src/slurmctld/node_mgr.c). When the controller
 * does not answer, nothing more is asked.
 */
final class Updater {
  private static final Logger LOG = LoggerFactory.getLogger(Updater.class);

  /**
   * The most calls that halving may add to one update. A whole batch of refused nodes takes twice
   * its size, at some 5 ms a call; more than one such batch is a broken configuration, and what is
   * left of it is reported as refused together.
   */
  static final int MAX_SPLIT_COMMANDS = 2 * Batches.MAX_NODES;

  /** So much of a command line goes into the log: lists of addresses are long. */
  private static final int SHOWN = 1_000;

  /** Refusals that do not depend on the node. */
  private static final List<String> REFUSES_ALL =
      List.of(
          "permission denied",
          "invalid user id",
          "authentication",
          "munge",
          "powersave",
          "power save",
          "invalid input",
          "not supported",
          "fatal:");

  private final SlurmCommand scontrol;
  private final Update update;
  private final Map<String, String> failed = new LinkedHashMap<>();
  private final Set<String> refusedAgain = new LinkedHashSet<>();
  private int splitCommands;
  private boolean controllerAnswers = true;
  private String lastFailure = "";

  Updater(SlurmCommand scontrol, Update update) {
    this.scontrol = scontrol;
    this.update = update;
  }

  /** Sends every batch and returns why nodes failed, by name. */
  Map<String, String> run(List<List<String>> batches) {
    for (List<String> batch : batches) {
      if (controllerAnswers) {
        send(batch, false);
      } else {
        fail(batch, lastFailure);
      }
    }
    return failed;
  }

  /**
   * The nodes that were refused alone after they had been in a refused batch. Slurm may have
   * updated them the first time, and refused them now because there was nothing left to do.
   */
  Set<String> refusedAgain() {
    return refusedAgain;
  }

  private void send(List<String> batch, boolean again) {
    List<String> arguments = update.arguments(batch);
    SlurmResult<CommandResult.Exited> result = scontrol.run(arguments);
    if (result instanceof SlurmResult.Ok<CommandResult.Exited> ok) {
      CommandResult.Exited exited = ok.value();
      if (exited.status() == 0) {
        LOG.info("scontrol {}: done, {} node(s)", shown(arguments), batch.size());
        return;
      }
      String words = SlurmCommand.words(exited);
      boolean isHalf = again && batch.size() > 1;
      LOG.atLevel(isHalf ? Level.DEBUG : Level.WARN)
          .log("scontrol {}: {}", shown(arguments), words);
      SlurmResult<CommandResult.Exited> failure = scontrol.failure(arguments, exited);
      controllerAnswers = !SlurmCommand.isUnreachable(words);
      if (controllerAnswers && !refusesAll(words)) {
        refused(batch, again, words);
      } else {
        stopOrFail(batch, failure);
      }
    } else {
      controllerAnswers = false;
      stopOrFail(batch, result);
    }
  }

  /** Slurm's words alone are enough for one node; a list would only repeat the command line. */
  private void refused(List<String> batch, boolean again, String words) {
    if (batch.size() == 1) {
      fail(batch, words.isEmpty() ? "scontrol gave no reason" : words);
      if (again) {
        refusedAgain.addAll(batch);
      }
    } else if (splitCommands + 2 > MAX_SPLIT_COMMANDS) {
      fail(
          batch,
          "%s (refused together with %d other nodes and not told apart)"
              .formatted(words, batch.size() - 1));
    } else {
      splitCommands += 2;
      int middle = batch.size() / 2;
      for (List<String> half :
          List.of(batch.subList(0, middle), batch.subList(middle, batch.size()))) {
        if (controllerAnswers) {
          send(half, true);
        } else {
          fail(half, lastFailure);
        }
      }
    }
  }

  private void stopOrFail(List<String> batch, SlurmResult<CommandResult.Exited> result) {
    lastFailure =
        result instanceof SlurmResult.Failed<CommandResult.Exited> why ? why.message() : "";
    LOG.error("{} node(s) not updated: {}", batch.size(), lastFailure);
    fail(batch, lastFailure);
  }

  private void fail(List<String> batch, String why) {
    batch.forEach(node -> failed.put(node, why));
  }

  private static String shown(List<String> arguments) {
    String line = String.join(" ", arguments);
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }

  private static boolean refusesAll(String words) {
    String lower = words.toLowerCase(Locale.ROOT);
    return REFUSES_ALL.stream().anyMatch(lower::contains);
  }
}
