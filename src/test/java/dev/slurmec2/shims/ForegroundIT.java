package dev.slurmec2.shims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets the worker's exit code, and whose call returns at once. */
final class ForegroundIT {
  private static final int WORKER_CODE = 3;
  private static final Call.Result WORKED =
      new Call.Result(WORKER_CODE, "to stdout\n", "to stderr\n");
  private static final Call.Result DETACHED = new Call.Result(0, "", "");

  @TempDir Path directory;
  private Installation installation;
  private RecordingJava java;

  @BeforeEach
  void install() throws IOException {
    installation = Installation.in(directory.resolve("opt"));
    java = RecordingJava.in(directory.resolve("jdk"), "17", WORKER_CODE);
    Installation.write(installation.file("config.json"), "{}");
    Installation.write(installation.file("slurm-ec2.env"), "JAVA_HOME=" + java.home() + "\n");
  }

  private Call call(String name, String... arguments) {
    Object[] words = new Object[arguments.length + 1];
    words[0] = installation.file(name);
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return Call.of(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resume", "suspend", "resume-fail"})
  void aScriptGetsOutputAndExitCode(String name) {
    assertThat(call(name, "aws-g-0").withPath().run()).isEqualTo(WORKED);
    assertThat(java.arguments()).containsExactly(name, "aws-g-0");
  }

  @Test
  void aScriptOfSomeoneWhoHasSetSlurmConfGetsThemToo() {
    Call call = call("resume", "aws-g-0").withPath().with("SLURM_CONF", "/etc/slurm/slurm.conf");

    assertThat(call.run()).isEqualTo(WORKED);
  }

  @Test
  void aReplayWithASavedResumeFileStaysInTheForegroundAndReadsIt() {
    Path saved = Installation.write(directory.resolve("saved.json"), "{\"jobs\":[]}");

    assertThat(call("resume", "aws-g-0").withPath().with("SLURM_RESUME_FILE", saved).run())
        .isEqualTo(WORKED);
    assertThat(java.resumeFile()).isEqualTo("{\"jobs\":[]}");
    assertThat(saved).exists();
  }

  @Test
  void slurmctldsBareEnvironmentDetaches() {
    assertThat(call("resume", "aws-g-0").with("SLURM_CONF", "/etc/slurm/slurm.conf").run())
        .isEqualTo(DETACHED);
    assertThat(java.arguments()).containsExactly("resume", "aws-g-0");
  }

  @Test
  void slurmctldsResumeFileDetachesEvenThroughAWrapperThatSetsPath() {
    Call call = call("resume", "aws-g-0").withPath();

    assertThat(call.with("SLURM_RESUME_FILE", "/proc/self/fd/0").run()).isEqualTo(DETACHED);
    assertThat(java.arguments()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"slurmctld", "slurmscriptd"})
  void aParentCalledLikeTheDaemonDetaches(String daemon) throws IOException {
    Path shell = Installation.copyOfShell("sh", directory.resolve(daemon));
    Call call = Call.of(shell, "-c", "\"$0\" suspend-me; exit $?", installation.file("suspend"));

    assertThat(call.withPath().run()).isEqualTo(DETACHED);
    assertThat(java.arguments()).containsExactly("suspend", "suspend-me");
  }

  @Test
  void aTerminalKeepsItInTheForeground() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script(1) to make a terminal");
    String command = "exec env -u PATH -u SHELL " + installation.file("resume") + " aws-g-0";

    Call.Result result =
        Call.of("/usr/bin/script", "-qec", command, "/dev/null")
            .withPath()
            .with("SHELL", "/bin/sh")
            .with("SLURM_CONF", "/etc/slurm/slurm.conf")
            .run();

    assertThat(result.exitCode()).isEqualTo(WORKER_CODE);
    assertThat(result.stdout()).contains("to stdout", "to stderr");
  }

  @Test
  void theCallerCanDecide() {
    Call kept = call("resume", "a").with("SLURM_CONF", "x").with("SLURM_EC2_FOREGROUND", "1");
    assertThat(kept.run()).isEqualTo(WORKED);

    Call sent = call("resume", "b").withPath().with("SLURM_EC2_FOREGROUND", "0");
    assertThat(sent.run()).isEqualTo(DETACHED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"change-state", "generate-conf"})
  void theOthersNeverDetach(String name) {
    assertThat(call(name, "--dry-run").with("SLURM_CONF", "/etc/slurm/slurm.conf").run())
        .isEqualTo(WORKED);
    assertThat(java.arguments()).containsExactly(name, "--dry-run");
  }

  @Test
  void argumentsArriveAsTheyWereGiven() {
    call("generate-conf", "", "a b", "*", "$HOME", "--", "-x").withPath().run();

    assertThat(java.arguments())
        .containsExactly("generate-conf", "", "a b", "*", "$HOME", "--", "-x");
  }

  @Test
  void withoutSetsidItRunsInTheForegroundRatherThanNotAtAll() throws IOException {
    Path tools = Files.createDirectory(directory.resolve("tools"));
    for (String tool : new String[] {"readlink", "id", "stat", "sed", "date", "tr", "cat", "mv"}) {
      Path real = Files.exists(Path.of("/bin", tool)) ? Path.of("/bin") : Path.of("/usr/bin");
      Installation.write(
          tools.resolve(tool), "#!/bin/sh\nexec " + real.resolve(tool) + " \"$@\"\n");
      Installation.mode(tools.resolve(tool), "rwxr-xr-x");
    }

    Call call = call("resume", "aws-g-0").with("PATH", tools).with("HOME", directory);

    assertThat(call.with("SLURM_EC2_FOREGROUND", "0").run()).isEqualTo(WORKED);
  }
}
