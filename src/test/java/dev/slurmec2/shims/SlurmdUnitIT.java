package dev.slurmec2.shims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The drop-in for slurmd's unit, on top of the units that distributions and Slurm itself ship. */
final class SlurmdUnitIT {
  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Type=simple\nExecStart=/bin/true -D -s $SLURMD_OPTIONS",
        "Type=notify\nExecStart=/bin/true --systemd $SLURMD_OPTIONS",
      })
  void systemdUnderstandsIt(String service) throws IOException {
    assumeTrue(Files.isExecutable(ANALYZE), "systemd-analyze is not installed");
    String dropIn =
        Files.readString(Installation.SOURCES.resolve("compute/slurmd.service.d/slurm-ec2.conf"));
    Installation.write(
        directory.resolve("slurmd.service"),
        "[Unit]\nConditionPathExists=/etc/slurm/slurm.conf\n[Service]\n" + service + "\n");
    // The paths need not exist on this machine.
    Installation.write(
        directory.resolve("slurmd.service.d/slurm-ec2.conf"),
        dropIn
            .replace("/opt/slurm-ec2/compute/slurm-ec2-node-name", "/bin/true")
            .replace("/usr/sbin/slurmd", "/bin/true"));

    Call.Result result =
        Call.of(ANALYZE, "verify", "slurmd.service")
            .withPath()
            .with("SYSTEMD_UNIT_PATH", directory + ":/usr/lib/systemd/system:/lib/systemd/system")
            .run();

    assertThat(result).isEqualTo(new Call.Result(0, "", ""));
  }
}
