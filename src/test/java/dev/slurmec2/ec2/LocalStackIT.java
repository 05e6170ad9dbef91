package dev.slurmec2.ec2;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/** The contract against LocalStack, where Docker runs. */
class LocalStackIT extends Ec2Contract {

  /** The last version that starts without an account's token. */
  private static final String IMAGE = "localstack/localstack:4.14.0";

  private static @Nullable LocalStackContainer container;

  @BeforeAll
  static void start() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      System.out.println("Skipped LocalStackIT: no Docker engine runs here.");
      Assumptions.abort("no Docker engine runs here");
    }
    LocalStackContainer starting =
        new LocalStackContainer(DockerImageName.parse(IMAGE)).withServices("ec2", "ssm");
    container = starting;
    starting.start();
  }

  @AfterAll
  static void stop() {
    if (container != null) {
      container.stop();
    }
  }

  @Override
  URI endpoint() {
    if (container == null) {
      throw new IllegalStateException("LocalStack was not started.");
    }
    return container.getEndpoint();
  }

  /** Its EC2 is moto's. */
  @Override
  boolean hasGroupsAndReservations() {
    return false;
  }
}
