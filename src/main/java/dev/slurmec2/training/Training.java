package dev.slurmec2.training;

import dev.slurmec2.Main;
import dev.slurmec2.cli.LogProvider;
import dev.slurmec2.cli.Start;
import dev.slurmec2.slurm.ResumeFileReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;

/**
 * A training run: all subcommands in one JVM, on loopback and in a directory of its own, so that
 * the JVM can write what it loaded into an archive. scripts/train starts it, beside a {@link
 * TrainingWorld}; nothing else does.
 *
 * <p>The SDK also meets what a head node has and the sandbox lacks: TLS, and the credentials of an
 * instance's role.
 */
public final class Training {
  private record Step(int exitCode, List<String> arguments) {
    Step(int exitCode, String... arguments) {
      this(exitCode, List.of(arguments));
    }
  }

  /**
   * Each subcommand with each of its ways to print, and what people get wrong. Not sandbox and
   * rehearse, which run for long anyway: the engine of an EC2 would be set up at each resume.
   */
  private static final List<Step> STEPS =
      List.of(
          new Step(0, "--version"),
          new Step(0, "--help"),
          new Step(0, "resume", "--help"),
          new Step(2, "resume"),
          new Step(0, "generate-conf"),
          new Step(0, "generate-conf", "--check"),
          new Step(0, "generate-conf", "--output-dir", "-"),
          new Step(0, "resume", "aws-node-[0-1]"),
          new Step(0, "resume", "-v", "aws-spot-[0-1]"),
          new Step(0, "status"),
          new Step(0, "status", "--json"),
          new Step(0, "explain", "aws-node-[0-3]"),
          new Step(0, "change-state", "--dry-run"),
          new Step(0, "change-state"),
          new Step(0, "resume-fail", "aws-node-0"),
          new Step(0, "suspend", "aws-node-1"),
          new Step(0, "suspend", "-v", "aws-spot-0"),
          new Step(0, "teardown", "--cluster", TrainingFiles.CLUSTER, "--yes"));

  /** What slurmctld and the timer call. */
  private static final List<Step> DAILY =
      List.of(
          new Step(0, "resume", "aws-node-[0-1]"),
          new Step(0, "change-state"),
          new Step(0, "suspend", "aws-node-[0-1]"));

  private Training() {}

  /**
   * Trains.
   *
   * @param arguments as those of {@link TrainingWorld#main}, which has to be ready; the directory
   *     is also SLURM_EC2_CONFIG_DIR
   * @throws IllegalStateException when a step did not end as it has to
   */
  public static void main(String... arguments) throws IOException, GeneralSecurityException {
    Path directory = Path.of(arguments[0]);
    Path keys = Path.of(arguments[1]);
    TrainingWorld.Places places = TrainingWorld.Places.read(directory);
    loadWhatOnlyTheLauncherStarts();
    // Slurm before 21.08 and people call resume without one; the steps below have one.
    ResumeFileReader.read(Optional.empty());
    LogProvider.choose();
    System.setProperty("aws.accessKeyId", "training-key");
    System.setProperty("aws.secretAccessKey", "training-secret");
    System.setProperty("aws.endpointUrl", places.sandbox());
    STEPS.forEach(Training::run);

    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    System.setProperty("aws.ec2MetadataServiceEndpoint", places.instanceRole());
    readTheMachinesCertificates();
    System.setProperty("javax.net.ssl.trustStore", keys.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", TrainingWorld.PASSWORD);
    System.setProperty("aws.endpointUrl", places.tls());
    DAILY.forEach(Training::run);
  }

  private static void loadWhatOnlyTheLauncherStarts() {
    try {
      Class.forName(Main.class.getName());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("The jar has no " + Main.class, e);
    }
  }

  /** Their file may have another form than that of the training's one certificate. */
  private static void readTheMachinesCertificates() throws GeneralSecurityException {
    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm())
        .init((KeyStore) null);
  }

  private static void run(Step step) {
    StringWriter printed = new StringWriter();
    PrintWriter writer = new PrintWriter(printed, true);
    int exitCode = Start.run(writer, writer, step.arguments().toArray(String[]::new));
    if (exitCode != step.exitCode()) {
      throw new IllegalStateException(
          "slurm-ec2 %s ended with %d and not with %d:%n%s"
              .formatted(String.join(" ", step.arguments()), exitCode, step.exitCode(), printed));
    }
  }
}
