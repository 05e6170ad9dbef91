package dev.slurmec2.shims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** scripts/install, from a checkout that has been built. */
final class InstallIT {
  @TempDir Path directory;
  private Path install;
  private Path prefix;

  @BeforeEach
  void checkOut() throws IOException {
    Installation checkout = Installation.in(directory.resolve("checkout/scripts"));
    Files.delete(checkout.file("slurm-ec2.jar"));
    install = checkout.file("install");
    prefix = directory.resolve("opt/slurm-ec2");
    Installation.write(directory.resolve("checkout/pom.xml"), "");
    Installation.write(directory.resolve("checkout/target/slurm-ec2.jar"), "the jar");
    Installation.write(directory.resolve("checkout/config/config.schema.json"), "{}");
  }

  /** Without an archive: the jar of these tests is none. */
  private Call.Result install(Object... arguments) {
    Object[] words = new Object[arguments.length + 2];
    words[0] = install;
    words[1] = "--no-archive";
    System.arraycopy(arguments, 0, words, 2, arguments.length);
    return Call.of(words).withPath().run();
  }

  /** Each file below the prefix with its inode: another one means that it was written again. */
  private Map<Path, Object> files() throws IOException {
    Map<Path, Object> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(prefix).filter(Files::isRegularFile)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        files.put(prefix.relativize(path), Files.getAttribute(path, "unix:ino"));
      }
    }
    return files;
  }

  @Test
  void everythingIsThereAndSlurmConfIsExplained() throws IOException {
    Call.Result result = install("--prefix", prefix);

    assertThat(result.exitCode()).isZero();
    assertThat(result.stdout().lines())
        .contains(
            "ResumeProgram=" + prefix + "/resume",
            "SuspendProgram=" + prefix + "/suspend",
            "ResumeFailProgram=" + prefix + "/resume-fail",
            "* * * * * slurm " + prefix + "/change-state");
    assertThat(files().keySet())
        .extracting(Path::toString)
        .contains(
            "slurm-ec2",
            "slurm-ec2.jar",
            "resume",
            "suspend",
            "resume-fail",
            "change-state",
            "generate-conf",
            "train",
            "lib/shim.sh",
            "compute/slurm-ec2-node-name",
            "compute/slurm-ec2-spot-watch",
            "compute/slurm-ec2-spot-watch.service",
            "compute/slurmd.service.d/slurm-ec2.conf",
            "config/config.schema.json")
        .noneMatch(name -> name.endsWith(".new"));
  }

  @Test
  void whatIsInstalledRuns() throws IOException {
    RecordingJava java = RecordingJava.in(directory.resolve("jdk"));
    install("--prefix=" + prefix);

    Call.of(prefix.resolve("resume"), "aws-g-0").withPath().with("JAVA_HOME", java.home()).run();

    assertThat(java.allArguments())
        .containsSubsequence("-jar", prefix + "/slurm-ec2.jar", "resume", "aws-g-0");
  }

  @Test
  void whereNoArchiveCanBeMadeItSaysHowToMakeOneLaterAndIsDone() throws IOException {
    RecordingJava java = RecordingJava.in(directory.resolve("jdk"));

    Call.Result result =
        Call.of(install, "--prefix", prefix).withPath().with("JAVA_HOME", java.home()).run();

    assertThat(result.exitCode()).isZero();
    assertThat(result.stderr()).contains("call " + prefix + "/train");
    assertThat(result.stdout()).contains("ResumeProgram=" + prefix + "/resume");
  }

  @Test
  void nothingIsWritableByOthersWhateverTheCheckoutsModes() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("checkout"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Installation.mode(file, "rwxrwxrwx");
      }
    }

    install("--prefix", prefix);

    try (Stream<Path> files = Files.walk(prefix)) {
      assertThat(files)
          .allSatisfy(
              file ->
                  assertThat(Files.getPosixFilePermissions(file))
                      .contains(PosixFilePermission.OTHERS_READ)
                      .doesNotContain(
                          PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE));
    }
    for (String program : List.of("resume", "suspend", "resume-fail", "slurm-ec2")) {
      assertThat(prefix.resolve(program)).isExecutable();
    }
  }

  @Test
  void asRootItAllBelongsToRoot() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "not run as root");
    Path resume = directory.resolve("checkout/scripts/resume");
    Files.setAttribute(resume, "unix:uid", 4321);

    install("--prefix", prefix);

    assertThat(Files.getAttribute(prefix.resolve("resume"), "unix:uid", LinkOption.NOFOLLOW_LINKS))
        .isEqualTo(0);
  }

  @Test
  void theSecondTimeNothingIsTouched() throws IOException {
    install("--prefix", prefix);
    Map<Path, Object> before = files();

    Call.Result again = install("--prefix", prefix);

    assertThat(again.exitCode()).isZero();
    assertThat(again.stdout()).contains("is up to date").doesNotContain("installed ");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void anUpdateReplacesWhatChangedAndMendsModes() throws IOException {
    install("--prefix", prefix);
    Map<Path, Object> before = files();
    Installation.write(directory.resolve("checkout/target/slurm-ec2.jar"), "a newer jar");
    Installation.mode(prefix.resolve("resume"), "rwxrwxrwx");
    Path config = Installation.write(prefix.resolve("config.json"), "{}");

    Call.Result result = install("--prefix", prefix);

    assertThat(result.stdout().lines().filter(line -> line.startsWith("installed ")))
        .containsExactly(
            "installed " + prefix + "/slurm-ec2.jar", "installed " + prefix + "/resume");
    assertThat(prefix.resolve("slurm-ec2.jar")).content().isEqualTo("a newer jar");
    // Not written into: a worker may have the old file open.
    assertThat(files().get(Path.of("slurm-ec2.jar")))
        .isNotEqualTo(before.get(Path.of("slurm-ec2.jar")));
    assertThat(config).content().isEqualTo("{}");
  }

  @Test
  void aPackagersRootIsPutBeforeThePrefix() {
    Path root = directory.resolve("package root");

    Call.Result result =
        Call.of(install, "--prefix", "/opt/x").withPath().with("DESTDIR", root).run();

    assertThat(result.stdout()).contains("ResumeProgram=/opt/x/resume\n");
    assertThat(root.resolve("opt/x/slurm-ec2.jar")).exists();
  }

  @Test
  void withoutABuildItSaysWhatToDoAndWritesNothing() throws IOException {
    Files.delete(directory.resolve("checkout/target/slurm-ec2.jar"));

    Call.Result result = install("--prefix", prefix);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stderr()).contains("build it first: ./mvnw package");
    assertThat(prefix).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "opt", "/opt/a b", "/opt/../etc", "/opt/x#", "/opt/$(id)"})
  void aPrefixThatSlurmConfCannotCarryIsRefused(String senseless) {
    Call.Result result = install("--prefix", senseless);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stderr()).contains("--prefix '");
  }

  @Test
  void anUnknownArgumentIsRefused() {
    assertThat(install("--prefxi", prefix).exitCode()).isEqualTo(2);
    assertThat(prefix).doesNotExist();
  }
}
