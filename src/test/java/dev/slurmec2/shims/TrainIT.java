package dev.slurmec2.shims;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * scripts/train with the real jar and each JDK of this machine, and what the launcher makes of
 * archives that do not fit. One archive is made for each JDK; the tests damage copies of it.
 */
final class TrainIT {
  private static final Path JAR =
      Path.of(System.getProperty("slurmec2.jar", "target/slurm-ec2.jar"));
  private static final FileTime BUILT = FileTime.fromMillis(1_700_000_000_000L);

  /** It takes some 20 s of computing: two dozen programs are run, and all their classes written. */
  private static final Duration TRAINING_LIMIT = Duration.ofMinutes(5);

  @TempDir private static Path directory;
  private static Installation installation;

  @BeforeAll
  static void install() throws IOException {
    installation = Installation.in(directory.resolve("opt"));
    Path jar =
        Files.copy(JAR, installation.file("slurm-ec2.jar"), StandardCopyOption.REPLACE_EXISTING);
    Installation.mode(jar, "rw-r--r--");
    Files.setLastModifiedTime(jar, BUILT);
  }

  @AfterEach
  void noTraceIsLeftOfATraining() throws IOException {
    assertThat(files(".slurm-ec2-train")).isEmpty();
  }

  static Stream<Path> javaHomes() throws IOException {
    return JavaHomes.all();
  }

  private Call call(Path home, String program, String... arguments) {
    Object[] words =
        Stream.concat(Stream.of(installation.file(program)), Stream.of(arguments)).toArray();
    return Call.of(words).withPath().with("JAVA_HOME", home);
  }

  private List<Path> files(String start) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("opt"))) {
      return files.filter(file -> String.valueOf(file.getFileName()).startsWith(start)).toList();
    }
  }

  private Call.Result train(Path home, String... arguments) {
    return call(home, "train", arguments).within(TRAINING_LIMIT).run();
  }

  /** The archive of this JDK; made if there is none. */
  private Path trained(Path home) {
    Call.Result result = train(home);
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stderr()).isEmpty();
    return Path.of(
        result.stdout().strip().replaceFirst("^made ", "").replaceFirst(" is up to date\\.$", ""));
  }

  private void assertThatItOnlyPrintsItsVersion(Path home) {
    Call.Result result = call(home, "slurm-ec2", "--version").run();
    assertThat(result.exitCode()).isZero();
    assertThat(result.stdout()).startsWith("slurm-ec2 ").hasLineCount(1);
    assertThat(result.stderr()).isEmpty();
  }

  /** Classes that the JVM took from the archive, by its own log. */
  private static long classesFromArchive(Path home, Path archive, Path jar) {
    String flag = JavaHomes.isAtLeast25(home) ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=";
    Call.Result result =
        Call.of(
                home.resolve("bin/java"),
                "-XX:+UseSerialGC",
                flag + archive,
                "-Xlog:class+load",
                "-cp",
                jar,
                "dev.slurmec2.Main",
                "change-state")
            .withPath()
            .with("SLURM_EC2_CONFIG_DIR", "/nowhere")
            .run();
    return result
        .stdout()
        .lines()
        .filter(line -> line.contains(" dev.slurmec2.") && line.contains("shared objects file"))
        .count();
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void theArchiveHoldsTheProgramsAndTheLauncherTakesIt(Path home) throws IOException {
    Path archive = trained(home);

    assertThat(archive).isNotEmptyFile();
    assertThat(Files.getPosixFilePermissions(archive))
        .isEqualTo(Files.getPosixFilePermissions(installation.file("slurm-ec2.jar")));
    assertThat(classesFromArchive(home, archive, installation.file("slurm-ec2.jar")))
        .isGreaterThan(50);
    assertThatItOnlyPrintsItsVersion(home);
    assertThat(train(home).stdout()).isEqualTo(archive + " is up to date.\n");
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void anArchiveThatDoesNotFitIsPassedOverInSilenceAndMadeAnew(Path home) throws IOException {
    Path archive = trained(home);
    byte[] good = Files.readAllBytes(archive);

    replace(archive, Arrays.copyOf(good, good.length / 2));
    assertThatItOnlyPrintsItsVersion(home);

    replace(archive, new byte[0]);
    assertThatItOnlyPrintsItsVersion(home);

    replace(archive, "no archive".repeat(1000).getBytes(US_ASCII));
    assertThatItOnlyPrintsItsVersion(home);

    assertThat(train(home).stdout()).isEqualTo("made " + archive + "\n");
    assertThatItOnlyPrintsItsVersion(home);
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void afterAnUpgradeOfTheJarTheArchiveIsMadeAnew(Path home) throws IOException {
    Path archive = trained(home);

    Files.setLastModifiedTime(installation.file("slurm-ec2.jar"), FileTime.fromMillis(0));
    try {
      assertThatItOnlyPrintsItsVersion(home);
      assertThat(train(home).stdout()).isEqualTo("made " + archive + "\n");
    } finally {
      Files.setLastModifiedTime(installation.file("slurm-ec2.jar"), BUILT);
    }
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void theArchiveOfAnotherJavaUnderThisOnesNameIsPassedOverInSilence(Path home) throws IOException {
    Path archive = trained(home);
    byte[] good = Files.readAllBytes(archive);
    for (Path other : javaHomes().filter(candidate -> !candidate.equals(home)).toList()) {
      Path foreign = trained(other);
      replace(archive, Files.readAllBytes(foreign));
      assertThatItOnlyPrintsItsVersion(home);
    }
    replace(archive, good);
    assertThat(train(home).stdout()).isEqualTo(archive + " is up to date.\n");
  }

  private static void replace(Path archive, byte[] content) throws IOException {
    Path other = archive.resolveSibling("other");
    Files.write(other, content);
    Files.move(other, archive, StandardCopyOption.REPLACE_EXISTING);
    Installation.mode(archive, "rw-r--r--");
  }

  @Test
  void whereNothingCanBeRecordedItSaysSoAndLeavesWhatThereIs() throws IOException {
    RecordingJava java = RecordingJava.in(directory.resolve("no jdk"), "17.0.15", 0);

    Call.Result result = train(java.home(), "--force");

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.stderr()).contains("train: ", "The programs run without a class archive");
    assertThat(files("slurm-ec2-17.0.15")).isEmpty();
  }

  @Test
  void anUnknownArgumentIsRefused() {
    Call.Result result = Call.of(installation.file("train"), "--fast").withPath().run();

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stderr()).contains("unknown argument --fast", "Usage: ");
  }
}
