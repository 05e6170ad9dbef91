package dev.slurmec2.chaos;

import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.FleetSpec;
import dev.slurmec2.sandbox.engine.InstanceState;
import dev.slurmec2.sandbox.engine.Market;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Instances of others in the same account. */
final class Foreigners {
  private Foreigners() {}

  static void settle(Engine engine, Guard guard) {
    launch(engine, guard, Map.of("slurm-ec2:cluster", "other", "Name", "p-a-0"), "other-cluster");
    launch(engine, guard, Map.of("Name", "database"), "database");
    launch(engine, guard, Map.of("slurm-ec2:cluster", "other"), "other-unnamed");
  }

  private static void launch(Engine engine, Guard guard, Map<String, String> tags, String token) {
    for (String region : List.of(Cluster.EAST, Cluster.WEST)) {
      engine
          .createFleet(
              region,
              new FleetSpec(
                  "instant",
                  token,
                  List.of(
                      new FleetSpec.Config(
                          new FleetSpec.TemplateRef(
                              Optional.empty(), Optional.of("theirs"), Optional.of("1")),
                          List.of(FleetSpec.LaunchOverride.of("m5.large", "subnet-0000000b")))),
                  Optional.of(1),
                  Optional.empty(),
                  Optional.empty(),
                  Market.ON_DEMAND,
                  Map.of(),
                  Map.of("instance", tags)))
          .launched()
          .forEach(launched -> launched.instanceIds().forEach(guard::isForeign));
    }
  }

  /** Whether all of them still run. */
  static void check(Engine engine, Guard guard) {
    for (String id : guard.foreign()) {
      boolean runs =
          engine.instance(id).filter(one -> one.state() == InstanceState.RUNNING).isPresent();
      if (!runs) {
        guard.broken("the foreign " + id + " does not run any more");
      }
    }
  }
}
