package dev.slurmec2.shims;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts/test and scripts/compat tell of Maven's XML reports. */
final class ReportsIT {
  @TempDir Path directory;

  @BeforeEach
  void reports() throws IOException {
    write(
        "old",
        """
        <testcase name="a_node_lives" classname="dev.slurmec2.e2e.LifeIT" time="12.6"/>
        <testcase name="a_node_dies" classname="dev.slurmec2.e2e.LifeIT" time="130.2">
          <failure message="seen: &lt;&quot;idle~&quot;&gt; &amp;&#10;no end" type="java.lang.AssertionError"><![CDATA[at]]></failure>
          <system-out><![CDATA[<testcase name="printed" classname="Printed" time="1">
        <skipped message="printed"/>
        ]]></system-out>
        </testcase>
        """);
    write(
        "new",
        """
        <testcase name="a_node_lives" classname="dev.slurmec2.e2e.LifeIT" time="0.4">
          <system-out><![CDATA[words]]></system-out>
        </testcase>
        <testcase name="elsewhere" classname="dev.slurmec2.e2e.MotoIT" time="0">
          <skipped message="moto_server is not on PATH"/>
        </testcase>
        <testcase name="" classname="dev.slurmec2.e2e.BrokenIT" time="0">
          <error type="java.lang.IllegalStateException"/>
        </testcase>
        """);
  }

  @Test
  void theTableHasALineForEachTestAColumnForEachVersionAndTheReasons() {
    assertThat(call("print_versions 20.11=old 26.05=new"))
        .isEqualTo(
            """
            20.11           26.05           test
            passed    13 s  passed     0 s  LifeIT: a node lives
            failed   130 s  -               LifeIT: a node dies
            -               skipped    0 s  MotoIT: elsewhere
            -               failed     0 s  BrokenIT
            all      143 s  all        0 s  together
            Slurm 20.11: 1 passed, 1 failed, 0 skipped
            Slurm 26.05: 1 passed, 1 failed, 1 skipped
              20.11 failed, LifeIT: a node dies: seen: <"idle~"> & no end
              26.05 skipped, MotoIT: elsewhere: moto_server is not on PATH
              26.05 failed, BrokenIT: no reason given
            """);
  }

  @Test
  void whatEachVersionHasToBeSeenDoingComesFirstByItsName() throws IOException {
    write(
        "cases",
        """
        <testcase name="other" classname="dev.slurmec2.e2e.OtherIT" time="1"/>
        <testcase name="INVALID_REG()" classname="dev.slurmec2.e2e.FailuresIT" time="2"/>
        <testcase name="suspend" classname="dev.slurmec2.e2e.NodesIT" time="3"/>
        """);

    assertThat(call("print_versions 24.11=cases"))
        .startsWith(
            """
            24.11           test
            passed     3 s  suspend
            passed     2 s  INVALID_REG
            passed     1 s  OtherIT: other
            """);
  }

  @Test
  void everyCaseIsATestThatExists() throws Exception {
    Matcher expected =
        Pattern.compile("expect\\(\"(\\w+)\", \"(\\w+)\"")
            .matcher(Files.readString(Installation.SOURCES.resolve("private/versions.awk")));
    int cases = 0;
    while (expected.find()) {
      Class<?> tests = Class.forName("dev.slurmec2.e2e." + expected.group(1));
      assertThat(tests.getDeclaredMethod(expected.group(2))).isNotNull();
      cases++;
    }
    assertThat(cases).isGreaterThan(12);
  }

  @Test
  void aVersionWithoutReportsIsAnEmptyColumn() {
    assertThat(call("print_versions 20.11=old 26.05=none"))
        .contains("passed    13 s  -               LifeIT: a node lives\n")
        .contains("Slurm 26.05: 0 passed, 0 failed, 0 skipped\n");
  }

  @Test
  void skippedTestsAreListedWithTheirReasons() {
    assertThat(call("print_skipped old new"))
        .isEqualTo("Skipped:\n  dev.slurmec2.e2e.MotoIT.elsewhere: moto_server is not on PATH\n");
    assertThat(call("print_skipped old")).isEqualTo("No test was skipped.\n");
  }

  @Test
  void theReasonOfATestThatStoppedByItselfIsInItsTextAlone() throws IOException {
    write(
        "stopped",
        """
        <testcase name="a_job_waits" classname="dev.slurmec2.e2e.JobsIT" time="0">
          <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: Slurm is too old
        	at dev.slurmec2.e2e.JobsIT.a_job_waits(JobsIT.java:1)
        ]]></skipped>
        </testcase>
        <testcase name="a_job_ends" classname="dev.slurmec2.e2e.JobsIT" time="0">
          <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: no Docker engine runs here
        ]]></skipped>
        </testcase>
        """);

    assertThat(call("print_skipped stopped"))
        .isEqualTo(
            """
            Skipped:
              dev.slurmec2.e2e.JobsIT.a_job_waits: Slurm is too old
              dev.slurmec2.e2e.JobsIT.a_job_ends: no Docker engine runs here
            """);
    assertThat(call("print_versions 20.11=stopped"))
        .contains("  20.11 skipped, JobsIT: a job ends: no Docker engine runs here\n");
  }

  @Test
  void inCiARunThatSkippedARealSlurmFails() throws IOException {
    Files.writeString(
        Files.createDirectory(directory.resolve("lacking"))
            .resolve("TEST-dev.slurmec2.e2e.LifeIT.xml"),
        """
        <testcase name="a_node_lives" classname="dev.slurmec2.e2e.LifeIT" time="0">
          <skipped message="slurmctld is not installed"/>
        </testcase>
        """);

    assertThat(run("CI=true; require_real_slurm lacking").exitCode()).isEqualTo(1);
    assertThat(run("CI=true; require_real_slurm none").exitCode()).isEqualTo(1);
    assertThat(run("CI=true; require_real_slurm new").exitCode()).isZero();
    assertThat(run("CI=; require_real_slurm lacking").exitCode()).isZero();
  }

  @Test
  void otherVersionsAreTriedAsFarAsTimeAllows() throws IOException {
    for (String name : List.of("NodesIT", "LongIT", "OtherIT")) {
      Files.writeString(
          Files.createDirectories(directory.resolve("suites"))
              .resolve("TEST-dev.slurmec2.e2e." + name + ".xml"),
          "<testsuite name=\"dev.slurmec2.e2e.%s\" time=\"%s\" tests=\"1\">\n</testsuite>\n"
              .formatted(name, name.equals("LongIT") ? "1,200.7" : "99.8"));
    }

    assertThat(call("seconds_of suites NodesIT LongIT MissingIT")).isEqualTo("1301\n");
    assertThat(call("versions_in_time 2200 1000")).isEqualTo("3\n");
    assertThat(call("versions_in_time 2199 1000")).isEqualTo("2\n");
    assertThat(call("versions_in_time 1199 1000")).isEqualTo("1\n");
    assertThat(call("versions_in_time -5 1000")).isEqualTo("1\n");
  }

  private void write(String run, String testcases) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(run));
    Files.writeString(
        folder.resolve("TEST-dev.slurmec2.e2e." + run + ".xml"),
        "<testsuite>\n" + testcases + "</testsuite>\n");
  }

  private String call(String function) {
    Call.Result result = run(function);
    assertThat(result.stderr()).isEmpty();
    assertThat(result.exitCode()).isZero();
    return result.stdout();
  }

  private Call.Result run(String function) {
    String scripts = Installation.SOURCES.toAbsolutePath().normalize().toString();
    return Call.of(
            "sh",
            "-c",
            "set -eu; scripts=$1; . \"$scripts/private/reports.sh\"; " + function,
            "sh",
            scripts)
        .withPath()
        .in(directory)
        .run();
  }
}
