package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.testing.TestConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** All rules of change-state on all nodes; a tenth of them is up, and nothing is to be done. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RulesBenchmark {

  @Param({"1000", "10000"})
  private int nodes;

  /** Instances without a name: what is launched and not yet tagged. */
  @Param({"0", "1000"})
  private int unnamed;

  private Optional<Configuration> configuration = Optional.empty();
  private Optional<Snapshot> snapshot = Optional.empty();

  /** Ten groups in one region. */
  @Setup
  public void makeSnapshot() {
    NodeGroup[] groups = new NodeGroup[10];
    for (int group = 0; group < groups.length; group++) {
      groups[group] = TestConfiguration.group("g" + group, nodes / groups.length, "here");
    }
    Cluster cluster = new Cluster(Path.of("/nowhere"), false, groups);
    for (NodeGroup group : groups) {
      for (int index = 0; index < group.maxNodes() / 10; index++) {
        String node = group.nodeName(index);
        Instance instance =
            cluster.here.launch(
                Duration.ofHours(1), Map.of("Name", node, "slurm-ec2:cluster", "hpc"));
        cluster.up(node, instance, "IDLE+CLOUD");
      }
    }
    for (int index = 0; index < unnamed; index++) {
      cluster.here.launch(
          Duration.ZERO,
          Map.of(
              "slurm-ec2:cluster", "hpc",
              "slurm-ec2:partition", "p",
              "slurm-ec2:node-group", "g0"));
    }
    configuration = Optional.of(cluster.configuration());
    snapshot = Optional.of(snapshotOf(cluster));
    List<Finding> findings = assessment().findings();
    if (!findings.isEmpty()) {
      throw new IllegalStateException("There is something to do: " + findings);
    }
  }

  private static Snapshot snapshotOf(Cluster cluster) {
    RegionProfile where = RegionProfile.allOf(cluster.configuration().nodeGroups().get(0)).get(0);
    List<Instance> instances =
        ((Ec2Result.Ok<List<Instance>>)
                cluster.here.describe(InstanceQuery.withTag("slurm-ec2:cluster", "hpc")))
            .value();
    return new Snapshot(
        cluster.clock.instant(),
        LocalDateTime.ofInstant(cluster.clock.instant(), ZoneOffset.UTC),
        "hpc",
        Optional.empty(),
        ((SlurmResult.Ok<NodeRecords>) cluster.slurm.nodes()).value(),
        Exclusions.NONE,
        Set.of(),
        Map.of(
            where,
            new RegionView.Seen(
                instances,
                Optional.of(cluster.clock.instant()),
                List.of(),
                Optional.empty(),
                Map.of(),
                Optional.empty())),
        Map.of(),
        Set.of());
  }

  /** What a sweep decides, without asking anybody. */
  @Benchmark
  public Object assess() {
    return assessment();
  }

  private Assessment assessment() {
    return Assessment.of(configuration.orElseThrow(), snapshot.orElseThrow(), Memory.EMPTY);
  }
}
