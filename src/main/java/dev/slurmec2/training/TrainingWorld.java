package dev.slurmec2.training;

import dev.slurmec2.sandbox.Sandbox;
import dev.slurmec2.sandbox.SandboxOptions;
import dev.slurmec2.sandbox.engine.Times;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a training run talks to: a sandbox, the same behind TLS, and the credentials of an
 * instance's role. A process of its own, because the JVM that is recorded would otherwise keep
 * their classes in the archive, and Java 25 sets up all of an archive's classes at each start.
 */
public final class TrainingWorld {
  /** Of a key that lives as long as the training run. */
  static final String PASSWORD = "training";

  private static final String PLACES = "places";

  private static final Times TIMES =
      new Times(
          Duration.ofMillis(10),
          Duration.ofMillis(10),
          Duration.ZERO,
          Duration.ZERO,
          SandboxOptions.DEFAULTS.times().remembered());

  private TrainingWorld() {}

  /**
   * Where all that is.
   *
   * @param sandbox the URL of an EC2 without TLS
   * @param tls the same with TLS
   * @param instanceRole instance metadata
   */
  record Places(String sandbox, String tls, String instanceRole) {

    /** Of the world that has this directory. */
    static Places read(Path directory) throws IOException {
      List<String> lines = Files.readAllLines(directory.resolve(PLACES), StandardCharsets.UTF_8);
      return new Places(lines.get(0), lines.get(1), lines.get(2));
    }

    /** By one rename: who sees the file sees all of it. */
    void write(Path directory) throws IOException {
      Path unfinished = directory.resolve(PLACES + ".new");
      Files.write(unfinished, List.of(sandbox, tls, instanceRole), StandardCharsets.UTF_8);
      Files.move(unfinished, directory.resolve(PLACES), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /**
   * Serves until its standard input ends. The file {@code places} in the directory says that it is
   * ready.
   *
   * @param arguments an empty directory that only the caller can write; and a PKCS#12 file with a
   *     key and a certificate for 127.0.0.1
   */
  public static void main(String... arguments) throws IOException, GeneralSecurityException {
    Path directory = Path.of(arguments[0]);
    Path keys = Path.of(arguments[1]);
    TrainingFiles.write(directory);
    SandboxOptions options =
        SandboxOptions.builder()
            .port(0)
            .times(TIMES)
            .configDir(directory)
            .parameters(Map.of(TrainingFiles.PARAMETER, "c5.large"))
            .build();
    try (Sandbox sandbox = Sandbox.start(options);
        TlsFront tls = TlsFront.start(keys, PASSWORD.toCharArray(), sandbox.endpoint());
        InstanceRole role = InstanceRole.start()) {
      new Places(sandbox.endpoint().toString(), tls.url().toString(), role.url().toString())
          .write(directory);
      while (System.in.read() >= 0) {
        // Nothing is said; its end counts, which also comes when the training is killed.
      }
    }
  }
}
