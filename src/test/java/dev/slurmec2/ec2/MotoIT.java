package dev.slurmec2.ec2;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

/** The contract against moto's server, where it is installed. */
class MotoIT extends Ec2Contract {

  private static @Nullable MotoServer server;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Optional<Path> program = MotoServer.program();
    if (program.isEmpty()) {
      System.out.println("Skipped MotoIT: there is no moto_server on PATH.");
      Assumptions.abort("there is no moto_server on PATH");
    }
    server = MotoServer.start(program.orElseThrow());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  URI endpoint() {
    if (server == null) {
      throw new IllegalStateException("moto_server was not started.");
    }
    return server.uri();
  }

  /** It answers CreatePlacementGroup and DescribeCapacityReservations with HTTP 500. */
  @Override
  boolean hasGroupsAndReservations() {
    return false;
  }
}
