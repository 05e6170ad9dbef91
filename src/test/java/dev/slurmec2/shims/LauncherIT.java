package dev.slurmec2.shims;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the launcher finds itself, its configuration, its jar and a Java runtime. */
final class LauncherIT {
  @TempDir Path directory;
  private Installation installation;
  private RecordingJava java;

  @BeforeEach
  void install() throws IOException {
    installation = Installation.in(directory.resolve("opt/slurm ec2"));
    java = RecordingJava.in(directory.resolve("j d k"));
  }

  private Call call(Object program, String... arguments) {
    Object[] words = new Object[arguments.length + 1];
    words[0] = program;
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return Call.of(words).withPath().with("JAVA_HOME", java.home());
  }

  private String configDirOf(Call call) {
    assertThat(call.run().exitCode()).isZero();
    return java.environment().getOrDefault("SLURM_EC2_CONFIG_DIR", "none");
  }

  @Test
  void blanksInEveryPathDoNoHarm() {
    call(installation.file("slurm-ec2"), "resume", "aws-g-[0-1]").run();

    assertThat(java.allArguments())
        .containsSubsequence(
            "-jar", installation.file("slurm-ec2.jar").toString(), "resume", "aws-g-[0-1]");
  }

  @Test
  void aLinkToALinkToTheLauncherWorks() throws IOException {
    Path second = Files.createSymbolicLink(directory.resolve("b"), installation.file("slurm-ec2"));
    Path first = Files.createSymbolicLink(directory.resolve("a"), second.getFileName());

    assertThat(call(first, "--version").run().exitCode()).isZero();
    assertThat(java.arguments()).containsExactly("--version");
  }

  @Test
  void theJarMayLieInLib() throws IOException {
    Files.move(installation.file("slurm-ec2.jar"), installation.file("lib/slurm-ec2.jar"));

    call(installation.file("slurm-ec2")).run();

    assertThat(java.allArguments()).contains(installation.file("lib/slurm-ec2.jar").toString());
  }

  @Test
  void inACheckoutItIsTheJarThatTheBuildLeft() throws IOException {
    Files.delete(installation.file("slurm-ec2.jar"));
    Path built = Installation.write(directory.resolve("opt/target/slurm-ec2.jar"), "");
    assertThat(call(installation.file("slurm-ec2")).run().exitCode()).isEqualTo(3);

    Installation.write(directory.resolve("opt/pom.xml"), "");

    assertThat(call(installation.file("slurm-ec2")).run().exitCode()).isZero();
    assertThat(java.allArguments()).contains(built.toString());
  }

  @Test
  void withoutAJarItSaysHowToGetOne() throws IOException {
    Files.delete(installation.file("slurm-ec2.jar"));

    Call.Result result = call(installation.file("slurm-ec2")).run();

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.stderr()).contains("There is no slurm-ec2.jar", "./mvnw package");
  }

  @Test
  void theOptionWinsOverTheVariable() {
    Path launcher = installation.file("slurm-ec2");

    Call call = call(launcher, "resume", "--config-dir", "/a b", "aws-g-0");
    assertThat(configDirOf(call.with("SLURM_EC2_CONFIG_DIR", "/c"))).isEqualTo("/a b");
    assertThat(java.arguments()).containsExactly("resume", "--config-dir", "/a b", "aws-g-0");
  }

  @Test
  void theOptionMayHaveAnEqualsSignAndBeRelative() {
    Call call = call(installation.file("resume"), "--config-dir=etc", "aws-g-0").in(directory);

    assertThat(configDirOf(call)).isEqualTo(directory.resolve("etc").toString());
  }

  @Test
  void afterTwoDashesThereAreNoOptions() {
    Call call = call(installation.file("slurm-ec2"), "resume", "--", "--config-dir", "/x");

    assertThat(configDirOf(call)).isEqualTo("/etc/slurm-ec2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"slurm-ec2", "resume", "change-state"})
  void theVariableWinsOverTheDirectoryOfTheProgram(String program) {
    Installation.write(installation.file("config.json"), "{}");

    Call call = call(installation.file(program)).with("SLURM_EC2_CONFIG_DIR", "/c");
    assertThat(configDirOf(call)).isEqualTo("/c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"slurm-ec2", "resume", "suspend", "change-state", "generate-conf"})
  void aConfigurationBesideTheProgramIsTaken(String program) {
    Installation.write(installation.file("config.json"), "{}");

    assertThat(configDirOf(call(installation.file(program))))
        .isEqualTo(directory.resolve("opt/slurm ec2").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"slurm-ec2", "resume"})
  void aConfigurationBesideALinkIsNearerThanOneBesideTheProgram(String program) throws IOException {
    Installation.write(installation.file("config.json"), "{}");
    Installation.write(directory.resolve("cluster/config.json"), "{}");
    Path link = directory.resolve("cluster").resolve(program);
    Files.createSymbolicLink(link, installation.file(program));

    assertThat(configDirOf(call(link))).isEqualTo(directory.resolve("cluster").toString());
  }

  @Test
  void otherwiseTheConfigurationIsInEtc() {
    assertThat(configDirOf(call(installation.file("resume")))).isEqualTo("/etc/slurm-ec2");
  }

  @Test
  void aWrongJavaHomeIsNamed() {
    Call.Result result = call(installation.file("slurm-ec2")).with("JAVA_HOME", "/nowhere").run();

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stderr()).contains("JAVA_HOME is /nowhere", "no program /nowhere/bin/java");
  }

  @ParameterizedTest
  @CsvSource({"1.8.0_402, 8", "11.0.22, 11", "16, 16"})
  void anOldJavaHomeIsNamedWithItsVersion(String version, String major) throws IOException {
    java = RecordingJava.in(directory.resolve("old"), version, 0);

    Call.Result result = call(installation.file("slurm-ec2")).run();

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stderr()).contains("is Java " + major + "; slurm-ec2 needs Java 17 or newer");
    assertThat(java.wasStarted()).isFalse();
  }

  @Test
  void withoutJavaHomeTheOneInPathIsTaken() {
    String path = java.home().resolve("bin") + ":/usr/bin:/bin";

    call(installation.file("slurm-ec2"), "x").with("JAVA_HOME", "").with("PATH", path).run();

    assertThat(java.arguments()).containsExactly("x");
  }

  @Test
  void theRuntimeOfAPackageIsTakenBeforeTheOneInPath() throws IOException {
    RecordingJava runtime = RecordingJava.in(installation.file("runtime"), "25.0.1", 0);
    String path = java.home().resolve("bin") + ":/usr/bin:/bin";

    call(installation.file("slurm-ec2"), "x").with("JAVA_HOME", "").with("PATH", path).run();

    assertThat(runtime.arguments()).containsExactly("x");
    assertThat(java.wasStarted()).isFalse();
  }

  @Test
  void javaHomeIsTakenBeforeTheRuntimeOfAPackage() throws IOException {
    RecordingJava runtime = RecordingJava.in(installation.file("runtime"), "25.0.1", 0);

    call(installation.file("slurm-ec2"), "x").run();

    assertThat(java.arguments()).containsExactly("x");
    assertThat(runtime.wasStarted()).isFalse();
  }

  @Test
  void anOldOneInPathIsPassedOver() throws IOException {
    RecordingJava old = RecordingJava.in(directory.resolve("old"), "11.0.2", 0);
    String path = old.home().resolve("bin") + ":/usr/bin:/bin";

    call(installation.file("slurm-ec2"), "x").with("JAVA_HOME", "").with("PATH", path).run();

    assertThat(old.wasStarted()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "17.0.15, slurm-ec2-17.0.15.jsa, -XX:SharedArchiveFile=",
    "24.0.1, slurm-ec2-24.0.1.jsa, -XX:SharedArchiveFile=",
    "25, slurm-ec2-25.aot, -XX:AOTCache=",
    "26.0.1, slurm-ec2-26.0.1.aot, -XX:AOTCache=",
  })
  void theClassArchiveForThisJavaIsUsed(String version, String archive, String flag)
      throws IOException {
    java = RecordingJava.in(directory.resolve("versioned"), version, 0);
    for (String name : List.of("17.0.15.jsa", "24.0.1.jsa", "25.jsa", "25.aot", "26.0.1.aot")) {
      installation.archive("slurm-ec2-" + name, 0);
    }

    call(installation.file("slurm-ec2")).run();

    assertThat(java.allArguments())
        .contains(flag + installation.file(archive))
        .filteredOn(word -> word.contains(".jsa") || word.contains(".aot"))
        .hasSize(1);
  }

  @Test
  void anArchiveThatIsNotAsLongAsItWasMadeIsLeftOut() throws IOException {
    java = RecordingJava.in(directory.resolve("versioned"), "17.0.15", 0);
    installation.archive("slurm-ec2-17.0.15.jsa", 1);

    assertThat(call(installation.file("slurm-ec2")).run())
        .isEqualTo(new Call.Result(0, "to stdout\n", "to stderr\n"));
    assertThat(java.allArguments()).noneMatch(word -> word.contains("SharedArchiveFile"));
  }

  /** Java 25 would run the classes of the jar that was there when its cache was made. */
  @ParameterizedTest
  @ValueSource(strings = {"17.0.15", "25"})
  void anArchiveOfAnotherJarIsLeftOut(String version) throws IOException {
    java = RecordingJava.in(directory.resolve("versioned"), version, 0);
    Path jar = installation.file("slurm-ec2.jar");
    installation.archive("slurm-ec2-17.0.15.jsa", 0);
    installation.archive("slurm-ec2-25.aot", 0);
    FileTime time = Files.getLastModifiedTime(jar);

    Files.writeString(jar, "longer", UTF_8);
    Files.setLastModifiedTime(jar, time);
    assertThat(call(installation.file("slurm-ec2")).run().exitCode()).isZero();
    assertThat(java.allArguments()).noneMatch(word -> word.contains("slurm-ec2-" + version));

    Files.writeString(jar, "", UTF_8);
    Files.setLastModifiedTime(jar, FileTime.from(time.toInstant().minusSeconds(1)));
    assertThat(call(installation.file("slurm-ec2")).run().exitCode()).isZero();
    assertThat(java.allArguments()).noneMatch(word -> word.contains("slurm-ec2-" + version));
  }

  @Test
  void twoBuildsOfTheSameJavaHaveAnArchiveEach() throws IOException {
    java = RecordingJava.in(directory.resolve("versioned"), "17.0.15", 0);
    Installation.write(
        java.home().resolve("release"),
        """
        IMPLEMENTOR="Some Maker, Inc."
        JAVA_RUNTIME_VERSION="17.0.15+6-build-1"
        JAVA_VERSION="17.0.15"
        OS_ARCH="x86_64"
        """);
    installation.archive("slurm-ec2-17.0.15.jsa", 0);
    Path own = installation.archive("slurm-ec2-SomeMakerInc-x86_64-17.0.15+6-build-1.jsa", 0);

    call(installation.file("slurm-ec2")).run();

    assertThat(java.allArguments()).contains("-XX:SharedArchiveFile=" + own);
  }

  @ParameterizedTest
  @ValueSource(strings = {"17.0.15/../../x", "17.0.15 x", "17.0.15$(id)"})
  void aBuildThatCannotBeAFilesNameHasNoArchive(String version) throws IOException {
    java = RecordingJava.in(directory.resolve("versioned"), "17.0.15", 0);
    Installation.write(
        java.home().resolve("release"),
        "JAVA_VERSION=\"17.0.15\"\nJAVA_RUNTIME_VERSION=\"" + version + "\"\n");

    assertThat(call(installation.file("slurm-ec2")).run())
        .isEqualTo(new Call.Result(0, "to stdout\n", "to stderr\n"));
    assertThat(java.allArguments()).noneMatch(word -> word.contains("SharedArchiveFile"));
  }

  @Test
  void withoutAClassArchiveNoneIsAskedFor() {
    call(installation.file("slurm-ec2")).run();

    assertThat(java.allArguments())
        .noneMatch(word -> word.contains("SharedArchiveFile") || word.contains("AOTCache"));
  }

  @Test
  void cronsPoorEnvironmentIsCompleted() {
    call(installation.file("change-state")).with("LANG", "C").with("LC_ALL", "POSIX").run();

    assertThat(java.environment())
        .containsEntry("PATH", "/usr/bin:/bin")
        .containsEntry("LANG", "C.UTF-8")
        .doesNotContainKey("LC_ALL")
        .containsEntry("HOME", System.getProperty("user.home"));
  }
}
