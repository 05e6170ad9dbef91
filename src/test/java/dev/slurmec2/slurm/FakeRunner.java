package dev.slurmec2.slurm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** A scontrol in memory: answers by a function, remembers what it was asked. */
final class FakeRunner implements CommandRunner {
  static final CommandResult.Exited DONE = new CommandResult.Exited(0, "", "");

  private final Function<List<String>, CommandResult> answer;
  private final List<List<String>> calls = new ArrayList<>();

  /**
   * @param answer gets the arguments without the program
   */
  FakeRunner(Function<List<String>, CommandResult> answer) {
    this.answer = answer;
  }

  static FakeRunner always(CommandResult result) {
    return new FakeRunner(arguments -> result);
  }

  static CommandResult.Exited printed(String stdout) {
    return new CommandResult.Exited(0, stdout, "");
  }

  static CommandResult.Exited refused(String words) {
    return new CommandResult.Exited(1, "", "slurm_update error: " + words + "\n");
  }

  @Override
  public CommandResult run(List<String> command, Duration limit) {
    List<String> arguments = command.subList(1, command.size());
    calls.add(arguments);
    return answer.apply(arguments);
  }

  List<List<String>> calls() {
    return calls;
  }

  /** The calls that update something. */
  List<List<String>> updates() {
    return calls.stream().filter(call -> call.get(0).equals("update")).toList();
  }

  /** The value of {@code key=} in the arguments; empty when it is not there. */
  static String value(List<String> arguments, String key) {
    return arguments.stream()
        .filter(argument -> argument.startsWith(key + "="))
        .flatMap(argument -> Stream.of(argument.substring(key.length() + 1)))
        .findFirst()
        .orElse("");
  }
}
