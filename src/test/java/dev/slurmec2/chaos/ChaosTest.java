package dev.slurmec2.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever fails and whoever is killed: afterwards nothing leaks and nothing sticks. */
class ChaosTest {
  /** Some minutes on two cores; scripts/chaos runs any number. */
  private static final long EPISODES = Long.getLong("slurmec2.chaos.episodes", 10_000);

  private static final int LANES = 2;

  /** Lines of a failing episode that a report can hold: its last quarter of an hour and more. */
  private static final int SHOWN = 400;

  private Scratch scratch;

  @BeforeEach
  void makeDirectory() throws IOException {
    scratch = Scratch.make();
  }

  @AfterEach
  void deleteDirectory() throws IOException {
    scratch.close();
  }

  @Test
  void no_fault_and_no_kill_leaks_an_instance_or_sticks_a_node_or_a_job() throws Exception {
    ChaosRun chaos = new ChaosRun(scratch.directory(), LANES);
    chaos.run(1, EPISODES);
    if (!chaos.failed().isEmpty()) {
      Episode.Result again = chaos.replay(chaos.failed().get(0).seed());
      List<String> trace = again.trace();
      assertThat(chaos.summary() + String.join("\n", tail(trace)) + "\n" + again.violations())
          .isEmpty();
    }
    assertThat(chaos.faults().keySet()).isEqualTo(EnumSet.allOf(FaultKind.class));
    assertThat(chaos.struckCalls()).containsAll(eachCallWithEachError());
    // Seldom asked, and its error is logged, whatever the class.
    assertThat(chaos.struckCalls()).anyMatch(call -> call.startsWith("GetConsoleOutput EC2_"));
  }

  private static List<String> eachCallWithEachError() {
    return Stream.of(
            "CreateFleet",
            "DescribeInstances",
            "DescribeInstanceStatus",
            "TerminateInstances",
            "CreateTags")
        .flatMap(call -> ChaosEc2.CODES.keySet().stream().map(error -> call + " " + error))
        .toList();
  }

  @Test
  void a_seed_replays_exactly() {
    ChaosRun chaos = new ChaosRun(scratch.directory(), 1);
    for (long seed = 1; seed <= 5; seed++) {
      List<String> first = chaos.replay(seed).trace();
      assertThat(first).isNotEmpty();
      assertThat(chaos.replay(seed).trace()).isEqualTo(first);
    }
  }

  private static List<String> tail(List<String> lines) {
    return lines.subList(Math.max(0, lines.size() - SHOWN), lines.size());
  }
}
