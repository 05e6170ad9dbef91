package dev.slurmec2.shims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.Scontrol;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.slurm.SystemCommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** scripts/bench: what it measures is real, and what it prints is what it measured. */
final class BenchIT {
  private static final Path PARTS = Installation.SOURCES.resolve("private/bench").toAbsolutePath();

  /** Some ten JVMs, one after the other, beside other tests. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir Path directory;

  private static Call.Result bench(Object... arguments) {
    Object[] words = new Object[arguments.length + 1];
    words[0] = Installation.SOURCES.resolve("bench").toAbsolutePath();
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return Call.of(words)
        .withPath()
        .with("HOME", System.getProperty("user.home"))
        .with("JAVA_HOME", System.getProperty("java.home"))
        .within(LIMIT)
        .run();
  }

  @Test
  void measuresTheInstalledProgramsOnASandbox() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/time")), "time is not installed");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");

    Call.Result result =
        bench(
            "--rows",
            "plain-3,sweep-10",
            "--repeat",
            "1",
            "--jdk",
            System.getProperty("java.home"));

    assertThat(result.exitCode()).as(result.stderr()).isZero();
    assertThat(result.stdout())
        .containsPattern("resume 3 +java-\\d+ +1 .*CreateFleet 1, .*DescribeInstances")
        .containsPattern("suspend 3 +java-\\d+ +1 .*TerminateInstances 1")
        // One process of scontrol, and as many calls however many nodes there are.
        .containsPattern("change-state 10 +java-\\d+ +1 .* 1 +4  DescribeInstanceStatus 3, Desc")
        .containsPattern("status 10 +java-\\d+ +1 ")
        .contains("The peer's rows are left out, as --peer was not given.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--rows=x", "--rows x-1", "--rows plain-1x", "--repeat 0", "--peer /none"})
  void wrongUseIsSaidAndMeasuresNothing(String arguments) {
    Call.Result result = bench((Object[]) arguments.split(" "));

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stderr()).startsWith("bench: ").hasLineCount(1);
    assertThat(result.stdout()).isEmpty();
  }

  @Test
  void theStandInForSlurmShowsTheNodesThatWereGivenAddresses() throws IOException {
    Path calls =
        Files.writeString(
            directory.resolve("calls.up"),
            """
            --oneliner --all show node aws-g0-[0-2]
            update nodename=aws-g0-[0-1],aws-g1-3 nodeaddr=127.10.0.[5-6],127.10.0.9 nodehostname=ip-127-10-0-[5-6],ip-127-10-0-9
            """);
    String records =
        awk(calls, "records.awk", "groups=2", "size=4", "state=IDLE+CLOUD", "since=None");
    Files.writeString(directory.resolve("all"), records);
    Files.copy(PARTS.resolve("scontrol"), directory.resolve("scontrol"));
    assertThat(directory.resolve("scontrol").toFile().setExecutable(true)).isTrue();

    NodeRecords nodes =
        ((SlurmResult.Ok<NodeRecords>) new Scontrol(directory, new SystemCommandRunner()).nodes())
            .value();

    assertThat(nodes.unreadable()).isEmpty();
    assertThat(nodes.byName()).hasSize(8);
    assertThat(nodes.byName().values().stream().filter(node -> !node.state().has("POWERED_DOWN")))
        .extracting(NodeRecord::name, NodeRecord::address)
        .containsExactly(
            tuple("aws-g0-0", "127.10.0.5"),
            tuple("aws-g0-1", "127.10.0.6"),
            tuple("aws-g1-3", "127.10.0.9"));
    assertThat(directory.resolve("calls")).hasContent("--oneliner --all show node");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a-0", "a-[0-2,7],b-1", "ip-10-0-[1,3]-x,c"})
  void hostlistsAreExpandedAsTheSuiteDoes(String list) throws IOException {
    Path nothing = Files.createFile(directory.resolve("nothing"));

    assertThat(awk(nothing, "print.awk", "list=" + list).lines())
        .containsExactlyElementsOf(Hostlist.expand(list));
  }

  @Test
  void theReportHasMediansAndRatiosPairByPair() throws IOException {
    Path runs = directory.resolve("runs.tsv");
    Files.write(
        runs,
        List.of(
            "setup\tsetup\tjava-17\t1\t99\t9\t1\t1\t1\tx 1\t0",
            run("java-17", 1, "1.00", 131072),
            run("python", 1, "2.00", 1024),
            run("java-17", 2, "9.00", 131072),
            run("python", 2, "9.00", 1024),
            run("java-17", 3, "2.00", 131072),
            run("python", 3, "2.50", 1024)));

    String report =
        awk(runs, "report.awk", "format=markdown", "programs=java-17 python", "goals=yes");

    assertThat(report)
        .contains(
            "| resume 1 | java-17 | 3 | 2.00 | 1.00–9.00 | 0.800 | 0.50 | 128 | 2 | 4 | CreateFleet"
                + " 4 |")
        .contains(
            "| resume 1 | python | 3 | 2.50 | 2.00–9.00 |  | 0.50 | 1 | 2 | 4 | CreateFleet 4 |")
        .contains(
            "| resume of 1 node: not slower than the peer | java-17 | 0.800 of the peer (1/1.2) |"
                + " yes |")
        .contains("| resume of 1 node: under 128 MiB | java-17 | 128 MiB | yes |")
        .doesNotContain("setup");
  }

  private static String run(String program, int run, String wall, int kibibytes) {
    return "plain-1\tresume 1\t%s\t%d\t%s\t0.50\t%d\t2\t4\tCreateFleet 4\t0"
        .formatted(program, run, wall, kibibytes);
  }

  /** What a part that is written in awk prints. */
  private static String awk(Path input, String part, String... variables) {
    List<Object> words = new ArrayList<>(List.of("awk"));
    for (String variable : variables) {
      words.addAll(List.of("-v", variable));
    }
    if (!part.equals("report.awk")) {
      words.addAll(List.of("-f", PARTS.resolve("hostlist.awk")));
    }
    words.addAll(List.of("-f", PARTS.resolve(part), input));
    Call.Result result = Call.of(words.toArray()).withPath().run();
    assertThat(result.stderr()).isEmpty();
    return result.stdout();
  }
}
