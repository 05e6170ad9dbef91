package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.testing.FakeEc2;
import dev.slurmec2.testing.FakeSlurm;
import dev.slurmec2.testing.TestClock;
import dev.slurmec2.testing.TestConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A cluster of two groups in two regions, p-a in one and p-b in the other, all nodes off. */
final class Cluster {
  final TestClock clock = new TestClock();
  final FakeSlurm slurm = new FakeSlurm(clock);
  final FakeEc2 here = new FakeEc2(clock, "h");
  final FakeEc2 there = new FakeEc2(clock, "t");
  final Ec2Regions regions = (region, profile) -> region.equals("here") ? here : there;
  final Path stateDir;
  private final boolean adoptUntagged;
  private final NodeGroup[] groups;

  Cluster(Path stateDir) {
    this(stateDir, false);
  }

  Cluster(Path stateDir, boolean adoptUntagged) {
    this(
        stateDir,
        adoptUntagged,
        TestConfiguration.group("a", 4, "here"),
        TestConfiguration.group("b", 2, "there"));
  }

  Cluster(Path stateDir, boolean adoptUntagged, NodeGroup... groups) {
    this.groups = groups.clone();
    this.stateDir = stateDir;
    this.adoptUntagged = adoptUntagged;
    for (NodeGroup group : groups) {
      for (int index = 0; index < group.maxNodes(); index++) {
        slurm.add(group.nodeName(index));
      }
    }
  }

  Configuration configuration() {
    return TestConfiguration.of(stateDir, adoptUntagged, groups);
  }

  Sweep sweep() {
    return new Sweep(configuration(), slurm, regions, clock, Set.of("head"));
  }

  SweepResult run() {
    return sweep().run("hpc", false);
  }

  /** Sweeps a minute apart. */
  SweepResult.Swept runs(int times) {
    SweepResult.Swept last = (SweepResult.Swept) run();
    for (int sweep = 1; sweep < times; sweep++) {
      clock.advance(Duration.ofMinutes(1));
      last = (SweepResult.Swept) run();
    }
    return last;
  }

  /** An instance as resume launches and names it. */
  Instance instance(String node, Duration age) {
    return ec2Of(node).launch(age, Map.of("Name", node, "slurm-ec2:cluster", "hpc"));
  }

  FakeEc2 ec2Of(String node) {
    return node.startsWith("p-a") ? here : there;
  }

  /** A node that is up on that instance. */
  void up(String node, Instance instance, String state) {
    slurm.node(node).state(state).address(instance.privateIp().orElseThrow());
  }

  List<String> live() {
    return java.util.stream.Stream.concat(here.live().stream(), there.live().stream())
        .map(Instance::id)
        .sorted()
        .toList();
  }
}
