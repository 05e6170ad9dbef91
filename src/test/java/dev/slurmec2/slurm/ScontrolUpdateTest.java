package dev.slurmec2.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.hostlist.Hostlist;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScontrolUpdateTest {

  private static final Optional<String> NO_REASON = Optional.empty();

  /** A Slurm of that version; unknown nodes stop an update as in update_node. */
  private static FakeRunner slurm(String version, Set<String> unknown) {
    return new FakeRunner(
        arguments -> {
          if (arguments.contains("--version")) {
            return FakeRunner.printed("slurm " + version + "\n");
          }
          List<String> nodes = Hostlist.expand(FakeRunner.value(arguments, "nodename"));
          return nodes.stream().anyMatch(unknown::contains)
              ? FakeRunner.refused("Invalid node name specified")
              : FakeRunner.DONE;
        });
  }

  private static Scontrol scontrol(CommandRunner runner) {
    return new Scontrol(Path.of("/opt/slurm/bin"), runner);
  }

  private static List<String> nodes(int count) {
    return IntStream.range(0, count).mapToObj(i -> "aws-node-" + i).toList();
  }

  private static NodeAddress address(String node, int i) {
    return new NodeAddress(node, "10.0." + i / 256 + "." + i % 256, "ip-10-0-" + i);
  }

  @Test
  void setsAddressesByPositionInSlurmsOrder() {
    FakeRunner runner = slurm("24.11.5", Set.of());

    UpdateOutcome outcome =
        scontrol(runner)
            .setAddresses(
                List.of(
                    new NodeAddress("n10", "10.0.0.10", "h10"),
                    new NodeAddress("n9", "fd00::9", "h9"),
                    new NodeAddress("a1", "10.0.0.1", "h1")));

    assertThat(outcome.allDone()).isTrue();
    assertThat(runner.updates())
        .containsExactly(
            List.of(
                "update",
                "nodename=a1,n[9-10]",
                "nodeaddr=10.0.0.1,fd00::9,10.0.0.10",
                "nodehostname=h1,h9,h10"));
  }

  @Test
  void sendsFiveHundredNodesACallAndPairsEachWithItsAddress() {
    FakeRunner runner = slurm("24.11.5", Set.of());
    List<NodeAddress> addresses =
        new ArrayList<>(
            IntStream.range(0, 1_201).mapToObj(i -> address("aws-node-" + i, i)).toList());
    Collections.shuffle(addresses, new Random(7));

    assertThat(scontrol(runner).setAddresses(addresses).allDone()).isTrue();

    Set<NodeAddress> sent = new HashSet<>();
    for (List<String> call : runner.updates()) {
      List<String> names = Hostlist.expand(FakeRunner.value(call, "nodename"));
      List<String> addrs = Hostlist.expand(FakeRunner.value(call, "nodeaddr"));
      List<String> hosts = Hostlist.expand(FakeRunner.value(call, "nodehostname"));
      assertThat(names).hasSizeLessThanOrEqualTo(500).hasSameSizeAs(addrs).hasSameSizeAs(hosts);
      for (int i = 0; i < names.size(); i++) {
        sent.add(new NodeAddress(names.get(i), addrs.get(i), hosts.get(i)));
      }
    }
    assertThat(runner.updates()).hasSize(3);
    assertThat(sent).containsExactlyInAnyOrderElementsOf(addresses);
  }

  @Test
  void keepsEveryArgumentBelowTheKernelsLimit() {
    FakeRunner runner = slurm("24.11.5", Set.of());
    List<NodeAddress> addresses =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new NodeAddress("n" + 2 * i, "10.0.0.1", "h".repeat(250) + i))
            .toList();

    assertThat(scontrol(runner).setAddresses(addresses).allDone()).isTrue();

    assertThat(runner.updates().stream().flatMap(List::stream))
        .allSatisfy(argument -> assertThat(argument).hasSizeLessThan(128 * 1024));
  }

  @ParameterizedTest
  @CsvSource({"22.05.0, 2", "22.05.7, 2", "22.05.8, 1", "21.08.8, 1", "23.02.0, 1"})
  void sendsOnePrefixACallWhereSlurmPairsByItsNodeTable(String version, int calls) {
    FakeRunner runner = slurm(version, Set.of());

    scontrol(runner).setAddresses(List.of(address("b1", 1), address("a2", 2), address("b2", 3)));

    assertThat(runner.updates()).hasSize(calls);
  }

  @Test
  void setsAddressesBackToTheNames() {
    FakeRunner runner = slurm("24.11.5", Set.of());

    assertThat(scontrol(runner).resetAddresses(List.of("n2", "n1")).allDone()).isTrue();

    assertThat(runner.updates())
        .containsExactly(
            List.of("update", "nodename=n[1-2]", "nodeaddr=n1,n2", "nodehostname=n1,n2"));
  }

  @Test
  void anAddressThatWouldShiftTheListFailsAlone() {
    FakeRunner runner = slurm("24.11.5", Set.of());

    UpdateOutcome outcome =
        scontrol(runner)
            .setAddresses(
                List.of(
                    new NodeAddress("n1", "10.0.0.1,10.0.0.2", "h1"),
                    new NodeAddress("n2", "10.0.0.2", ""),
                    new NodeAddress("n3", "10.0.0.3", "h3")));

    assertThat(outcome.failed()).containsOnlyKeys("n1", "n2");
    assertThat(runner.updates())
        .containsExactly(List.of("update", "nodename=n3", "nodeaddr=10.0.0.3", "nodehostname=h3"));
  }

  @Test
  void anUnknownNodeFailsAlone() {
    FakeRunner runner = slurm("24.11.5", Set.of("aws-node-321"));

    UpdateOutcome outcome =
        scontrol(runner).setState(nodes(500), StateRequest.POWER_DOWN, NO_REASON);

    assertThat(outcome.failed())
        .containsExactly(
            Map.entry("aws-node-321", "slurm_update error: Invalid node name specified"));
    // Twice the halvings of 500, and the first call.
    assertThat(runner.updates()).hasSizeLessThanOrEqualTo(1 + 2 * 9);
    assertThat(nodesThatWereUpdated(runner, Set.of("aws-node-321"))).hasSize(499);
  }

  @Test
  void severalUnknownNodesFailEachForItself() {
    Set<String> unknown = Set.of("aws-node-0", "aws-node-499", "aws-node-77", "aws-node-600");
    FakeRunner runner = slurm("24.11.5", unknown);

    UpdateOutcome outcome =
        scontrol(runner).setState(nodes(900), StateRequest.DOWN, Optional.of("why"));

    assertThat(outcome.failed().keySet()).isEqualTo(unknown);
    assertThat(nodesThatWereUpdated(runner, unknown)).hasSize(896);
  }

  @Test
  void aBrokenConfigurationDoesNotStartProcessesWithoutEnd() {
    FakeRunner runner = slurm("24.11.5", new HashSet<>(nodes(5_000)));

    UpdateOutcome outcome =
        scontrol(runner).setState(nodes(5_000), StateRequest.POWER_DOWN, NO_REASON);

    assertThat(outcome.failed()).hasSize(5_000);
    assertThat(runner.updates()).hasSizeLessThanOrEqualTo(10 + Updater.MAX_SPLIT_COMMANDS);
    assertThat(outcome.failed().get("aws-node-4999")).contains("not told apart");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Unable to contact slurm controller (connect failure)",
        "Socket timed out on send/recv operation",
        "Zero Bytes were transmitted or received",
        "Slurm backup controller in standby mode",
      })
  void nothingMoreIsAskedWhenNoControllerAnswers(String words) {
    FakeRunner runner = FakeRunner.always(FakeRunner.refused(words));

    UpdateOutcome outcome =
        scontrol(runner).setState(nodes(1_700), StateRequest.DOWN, Optional.of("why"));

    assertThat(outcome.failed()).hasSize(1_700);
    assertThat(outcome.failed().get("aws-node-1699")).contains(words);
    assertThat(runner.updates()).hasSize(1);
  }

  @Test
  void nothingMoreIsAskedWhenAControllerGoesAwayInTheMiddle() {
    int[] calls = {0};
    FakeRunner runner =
        new FakeRunner(
            arguments -> {
              calls[0]++;
              return calls[0] == 1
                  ? FakeRunner.refused("Invalid node name specified")
                  : new CommandResult.Killed("did not end within 65 s and was killed");
            });

    UpdateOutcome outcome =
        scontrol(runner).setState(nodes(900), StateRequest.POWER_DOWN, NO_REASON);

    assertThat(outcome.failed()).hasSize(900);
    assertThat(outcome.failed().get("aws-node-899")).contains("did not end within 65 s");
    assertThat(runner.updates()).hasSize(2);
  }

  @Test
  void aRefusalThatIsNotTheNodesIsNotHalved() {
    FakeRunner runner = FakeRunner.always(FakeRunner.refused("Access/permission denied"));

    UpdateOutcome outcome =
        scontrol(runner).setState(nodes(500), StateRequest.POWER_DOWN, NO_REASON);

    assertThat(outcome.failed()).hasSize(500);
    assertThat(outcome.failed().get("aws-node-3")).contains("Access/permission denied");
    assertThat(runner.updates()).hasSize(1);
  }

  @Test
  void aMissingProgramIsToldWithThePlaceToMendIt() {
    FakeRunner runner = FakeRunner.always(new CommandResult.NotStarted("No such file"));

    UpdateOutcome outcome =
        scontrol(runner).setState(List.of("n1", "n2"), StateRequest.POWER_DOWN, NO_REASON);

    assertThat(outcome.failed().get("n1"))
        .contains("/opt/slurm/bin/scontrol", "No such file", "SlurmBinPath");
  }

  @Test
  void aReasonIsOneLineAndOneArgument() {
    FakeRunner runner = slurm("24.11.5", Set.of());

    scontrol(runner)
        .setState(
            List.of("n1"),
            StateRequest.DOWN,
            Optional.of("(Code:X) no\nNodeName=n2 State=IDLE \"quoted\"\t" + "x".repeat(5_000)));

    assertThat(runner.updates().get(0)).hasSize(4);
    assertThat(runner.updates().get(0).get(3))
        .startsWith("reason=(Code:X) no NodeName=n2 State=IDLE \"quoted\" xxx")
        .hasSizeLessThan(1_100);
  }

  @ParameterizedTest
  @EnumSource(StateRequest.class)
  void sendsSlurmsOwnWordForAState(StateRequest state) {
    FakeRunner runner = slurm("24.11.5", Set.of());

    scontrol(runner).setState(List.of("n1"), state, NO_REASON);

    assertThat(runner.updates())
        .containsExactly(List.of("update", "nodename=n1", "state=" + state.name()));
  }

  @Test
  void powersDownByForceInTwoStepsOn2011() {
    FakeRunner runner = slurm("20.11.9", Set.of("n2"));

    UpdateOutcome outcome =
        scontrol(runner)
            .setState(List.of("n1", "n2", "n3"), StateRequest.POWER_DOWN_FORCE, Optional.of("why"));

    assertThat(outcome.failed()).containsOnlyKeys("n2");
    assertThat(runner.updates())
        .contains(List.of("update", "nodename=n1", "state=DOWN", "reason=why"))
        .endsWith(List.of("update", "nodename=n[1,3]", "state=POWER_DOWN"));
  }

  @Test
  void aNodeThatIsInServiceIsRefusedInSlurmsWords() {
    FakeRunner runner = FakeRunner.always(FakeRunner.refused("Invalid node state specified"));

    UpdateOutcome outcome =
        scontrol(runner).setState(List.of("n1"), StateRequest.RESUME, NO_REASON);

    assertThat(outcome.failed())
        .containsExactly(Map.entry("n1", "slurm_update error: Invalid node state specified"));
  }

  /** Slurm resumes the others of the batch; asked again alone, they are refused as well. */
  @Test
  void aNodeThatTheRefusedBatchResumedIsNoFailure() {
    Set<String> powering = new HashSet<>(Set.of("n1", "n2"));
    String line = "NodeName=%s RealMemory=1 State=%s Partitions=p BootTime=None\n";
    FakeRunner runner =
        new FakeRunner(
            arguments -> {
              if (arguments.contains("show")) {
                return FakeRunner.printed(
                    line.formatted("n1", "IDLE+CLOUD+POWERED_DOWN")
                        + line.formatted("n2", "IDLE+CLOUD+POWERED_DOWN")
                        + line.formatted("n3", "DOWN+CLOUD+INVALID_REG"));
              }
              List<String> nodes = Hostlist.expand(FakeRunner.value(arguments, "nodename"));
              boolean allAllowed = powering.containsAll(nodes);
              nodes.forEach(powering::remove);
              return allAllowed
                  ? FakeRunner.DONE
                  : FakeRunner.refused("Invalid node state specified");
            });

    UpdateOutcome outcome =
        scontrol(runner).setState(List.of("n1", "n2", "n3"), StateRequest.RESUME, NO_REASON);

    assertThat(outcome.failed()).containsOnlyKeys("n3");
  }

  @Test
  void whatIsNoNameIsNotSent() {
    FakeRunner runner = slurm("24.11.5", Set.of());

    UpdateOutcome outcome =
        scontrol(runner).setState(List.of("n1,n2", "", "n3"), StateRequest.POWER_DOWN, NO_REASON);

    assertThat(outcome.failed()).containsOnlyKeys("n1,n2", "");
    assertThat(runner.updates())
        .containsExactly(List.of("update", "nodename=n3", "state=POWER_DOWN"));
  }

  @Test
  void noNodesNeedNoProcess() {
    FakeRunner runner = slurm("24.11.5", Set.of());

    assertThat(scontrol(runner).setState(List.of(), StateRequest.DOWN, NO_REASON).allDone())
        .isTrue();
    assertThat(scontrol(runner).setAddresses(List.of()).allDone()).isTrue();
    assertThat(runner.calls()).isEmpty();
  }

  private static Set<String> nodesThatWereUpdated(FakeRunner runner, Set<String> unknown) {
    Set<String> updated = new HashSet<>();
    runner.updates().stream()
        .map(call -> Hostlist.expand(FakeRunner.value(call, "nodename")))
        .filter(nodes -> Collections.disjoint(nodes, unknown))
        .forEach(updated::addAll);
    return updated;
  }
}
