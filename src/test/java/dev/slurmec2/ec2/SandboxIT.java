package dev.slurmec2.ec2;

import dev.slurmec2.sandbox.Sandbox;
import dev.slurmec2.sandbox.SandboxOptions;
import dev.slurmec2.sandbox.engine.Times;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** The contract against the project's own sandbox. */
class SandboxIT extends Ec2Contract {

  private static @Nullable Sandbox sandbox;

  @BeforeAll
  static void start() throws IOException {
    sandbox =
        Sandbox.start(
            SandboxOptions.builder()
                .times(
                    new Times(
                        Duration.ofMillis(200),
                        Duration.ofMillis(200),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofMinutes(50)))
                .subnets(Map.of("subnet-0000000a", "a"))
                .launchTemplates(Set.of("nodes"))
                .build());
  }

  @AfterAll
  static void stop() {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Override
  World prepare(Ec2Client raw) {
    return new World("nodes", "subnet-0000000a", "us-east-1a");
  }

  @Override
  URI endpoint() {
    if (sandbox == null) {
      throw new IllegalStateException("The sandbox was not started.");
    }
    return sandbox.endpoint();
  }
}
