package dev.slurmec2.hostlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The installed {@code scontrol} as the judge. {@code show hostnames} and {@code show
 * hostlistsorted} ask no controller; they only read a slurm.conf, which the test writes.
 */
class HostlistOracleTest {

  /** About 5 ms each. */
  private static final int EXPRESSIONS = 400;

  private static final int NAME_LISTS = 400;

  @TempDir static Path directory;

  @BeforeAll
  static void scontrolAnswers() throws IOException, InterruptedException {
    Files.writeString(
        directory.resolve("slurm.conf"),
        "ClusterName=test\nSlurmctldHost=localhost\nNodeName=n0\nPartitionName=p Nodes=n0\n");
    String reason = "no scontrol on this machine: the comparison with Slurm's own is left out";
    boolean installed = isInstalled();
    if (!installed) {
      System.out.println("HostlistOracleTest skipped: " + reason);
    }
    assumeTrue(installed, reason);
  }

  @Test
  void expandsAsShowHostnamesDoes() throws IOException, InterruptedException {
    RandomNames random = new RandomNames(2_205);
    for (int i = 0; i < EXPRESSIONS; i++) {
      String expression = random.expression();

      List<String> ours = Hostlist.expand(expression);

      // Slurm 22.05 orders names with three brackets and more in its own way.
      assertThat(ours)
          .as(expression)
          .containsExactlyInAnyOrderElementsOf(scontrol("hostnames", expression));
    }
  }

  @Test
  void keepsTheOrderOfShowHostnamesUpToTwoBrackets() throws IOException, InterruptedException {
    for (String expression :
        List.of("a[0-1,7]b[2-3,5]", "c[3,1-2,2],a[01-2]", "a[1-2][3-4,6]", "b,a,b")) {
      assertThat(Hostlist.expand(expression)).isEqualTo(scontrol("hostnames", expression));
    }
  }

  @Test
  void foldsAsShowHostlistsortedDoes() throws IOException, InterruptedException {
    RandomNames random = new RandomNames(2_411);
    for (int i = 0; i < NAME_LISTS; i++) {
      List<String> names = List.copyOf(Hostlist.sorted(random.names()));

      String ours = Hostlist.fold(names);

      assertThat(List.of(ours))
          .as("%s", names)
          .isEqualTo(scontrol("hostlistsorted", String.join(",", names)));
    }
  }

  private static boolean isInstalled() throws IOException, InterruptedException {
    try {
      return scontrol("hostnames", "a[1-2]").equals(List.of("a1", "a2"));
    } catch (IOException notFound) {
      return false;
    }
  }

  private static List<String> scontrol(String entity, String argument)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("scontrol", "show", entity, argument);
    builder.environment().put("SLURM_CONF", directory.resolve("slurm.conf").toString());
    builder.redirectErrorStream(true);
    Process process = builder.start();
    try {
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      return new ArrayList<>(text.lines().toList());
    } finally {
      process.destroyForcibly();
    }
  }
}
