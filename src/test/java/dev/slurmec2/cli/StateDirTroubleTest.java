package dev.slurmec2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.sandbox.Sandbox;
import dev.slurmec2.sandbox.SandboxOptions;
import dev.slurmec2.sandbox.engine.Times;
import dev.slurmec2.testing.ConfigurationFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is wrong with StateDir, nodes come and go, and nothing is launched twice. */
class StateDirTroubleTest {

  private static final List<String> FILES =
      List.of(
          "api-buckets",
          "boot-failures",
          "change-state.lock",
          "change-state.memory",
          "change-state.memory.next",
          "closed-groups",
          "delayed-jobs",
          "launches",
          "pools",
          "subnets",
          "used-regions",
          "waiting");

  @TempDir private Path directory;
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeConfiguration() throws IOException {
    Path state = Files.createDirectory(directory.resolve("state"));
    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
    ConfigurationFiles.write(
        directory,
        "",
        """
        #!/bin/sh
        case $* in *ping*) echo "Slurmctld(primary) at localhost is UP" ;; esac
        """);
    System.setProperty("aws.accessKeyId", "any");
    System.setProperty("aws.secretAccessKey", "any");
  }

  @AfterEach
  void forgetProperties() {
    List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.endpointUrl")
        .forEach(System::clearProperty);
  }

  private int run(String... arguments) {
    String[] all =
        Stream.concat(Stream.of(arguments), Stream.of("--config-dir", directory.toString()))
            .toArray(String[]::new);
    return Start.run(new PrintWriter(new StringWriter()), new PrintWriter(err, true), all);
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("aws.log"));
  }

  private Sandbox sandbox() throws IOException {
    Times at = new Times(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    Sandbox sandbox = Sandbox.start(SandboxOptions.builder().times(at).build());
    System.setProperty("aws.endpointUrl", sandbox.endpoint().toString());
    return sandbox;
  }

  /** What each file of StateDir is. */
  enum Trouble {
    /** Takes no byte: "No space left on device". */
    FULL {
      @Override
      void make(Path file) throws IOException {
        Files.createSymbolicLink(file, Path.of("/dev/full"));
      }
    },
    /** Cannot be opened. */
    DIRECTORY {
      @Override
      void make(Path file) throws IOException {
        Files.createDirectories(file.resolve("in-the-way"));
      }
    },
    /** Anything at all. */
    RANDOM {
      @Override
      void make(Path file) throws IOException {
        byte[] bytes = new byte[3000];
        new Random(file.getFileName().hashCode()).nextBytes(bytes);
        Files.write(file, bytes);
      }
    },
    /** As after a crash of the file system. */
    EMPTY {
      @Override
      void make(Path file) throws IOException {
        Files.createFile(file);
      }
    };

    abstract void make(Path file) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void nodes_come_and_go(Trouble trouble) throws IOException {
    for (String name : FILES) {
      trouble.make(directory.resolve("state").resolve(name));
    }
    try (Sandbox sandbox = sandbox()) {
      assertThat(run("resume", "aws-node-[0-1]")).isZero();
      assertThat(run("resume", "aws-node-[0-1]")).isZero();
      assertThat(sandbox.engine().liveInstances()).hasSize(2);

      assertThat(run("change-state")).isBetween(0, 1);
      assertThat(sandbox.engine().liveInstances()).hasSize(2);

      assertThat(run("suspend", "aws-node-[0-1]")).isZero();
      assertThat(sandbox.engine().liveInstances()).isEmpty();
    }
    assertThat(log()).doesNotContain("Unexpected failure");
    if (trouble == Trouble.FULL || trouble == Trouble.DIRECTORY) {
      assertThat(log()).contains("WARNING", "state/launches cannot be used");
    }
  }

  @Test
  void only_its_owner_can_read_what_is_in_it() throws IOException {
    try (Sandbox sandbox = sandbox()) {
      assertThat(run("resume", "aws-node-[0-1]")).isZero();
      assertThat(run("change-state")).isZero();
      assertThat(sandbox.engine().liveInstances()).hasSize(2);
    }
    try (Stream<Path> files = Files.list(directory.resolve("state"))) {
      assertThat(files)
          .hasSizeGreaterThan(3)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .as(file.toString())
                      .isEqualTo("rw-------"));
    }
  }
}
