package dev.slurmec2.sandbox.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An instance that never was, to try filters on where no other is. */
final class Samples {

  static final InstanceView INSTANCE =
      new InstanceView(
          "us-east-1",
          "i-00000000000000000",
          "r-00000000000000000",
          0,
          "",
          InstanceState.RUNNING,
          new Pool("m5.large", "us-east-1a", Market.SPOT),
          "subnet-00000000",
          "127.10.0.1",
          true,
          "ami-00000000",
          "vol-00000000",
          Optional.empty(),
          Optional.empty(),
          Instant.EPOCH,
          Map.of(),
          Optional.empty(),
          "",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  private Samples() {}
}
