package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.slurmec2.config.ApiLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documented limits: CreateTags 100 and 10 a second, of which 10 are left for haste. */
class ApiBucketsTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int FULL_TAGS = 90;

  @TempDir private Path directory;
  private Path stateDir;
  private Instant now = Instant.parse("2026-11-21T08:00:00Z");
  private Pace pace;

  @BeforeEach
  void setUp() {
    stateDir = directory.resolve("state");
    pace = inAnotherProcess("us-east-1", Optional.empty());
  }

  private Pace inAnotherProcess(String region, Optional<String> profile) {
    return new ApiBuckets(stateDir, ApiLimits.DOCUMENTED, () -> now).in(region, profile);
  }

  private Path file() {
    return stateDir.resolve("api-buckets");
  }

  /** How many calls may start at once. */
  private static int atOnce(Pace pace, String action) {
    int calls = 0;
    while (pace.take(action, 0, LONG).filter(Duration::isZero).isPresent()) {
      calls++;
      assertThat(calls).isLessThan(10_000);
    }
    return calls;
  }

  @Test
  void a_full_bucket_lets_calls_start_at_once_and_then_one_after_another() {
    assertThat(atOnce(pace, "CreateTags")).isEqualTo(FULL_TAGS);
    // The one that had to wait has its token promised.
    assertThat(pace.take("CreateTags", 0, LONG)).contains(Duration.ofMillis(200));
    assertThat(pace.take("CreateTags", 0, LONG)).contains(Duration.ofMillis(300));

    now = now.plusSeconds(5);

    assertThat(atOnce(pace, "CreateTags")).isEqualTo(47);
  }

  @Test
  void each_action_region_and_profile_has_a_bucket_of_its_own() {
    atOnce(pace, "CreateTags");

    assertThat(atOnce(pace, "TerminateInstances")).isEqualTo(95);
    assertThat(atOnce(pace, "CreateFleet")).isEqualTo(45);
    assertThat(atOnce(inAnotherProcess("us-west-2", Optional.empty()), "CreateTags"))
        .isEqualTo(FULL_TAGS);
    assertThat(atOnce(inAnotherProcess("us-east-1", Optional.of("other account")), "CreateTags"))
        .isEqualTo(FULL_TAGS);
    assertThat(atOnce(inAnotherProcess("us-east-1", Optional.of("other account")), "CreateTags"))
        .isZero();
  }

  @Test
  void runs_share_the_buckets() {
    atOnce(pace, "CreateTags");

    assertThat(inAnotherProcess("us-east-1", Optional.empty()).take("CreateTags", 0, LONG))
        .contains(Duration.ofMillis(200));
  }

  @Test
  void a_call_needs_tokens_for_its_instances_too() {
    assertThat(pace.launches()).isEqualTo(new LaunchTokens(1000, 1000, 2));
    assertThat(pace.take("CreateFleet", 900, LONG)).contains(Duration.ZERO);
    assertThat(pace.launches().now()).isEqualTo(100);
    assertThat(pace.take("CreateFleet", 120, LONG)).contains(Duration.ofSeconds(10));
    assertThat(pace.launches().now()).isEqualTo(-20);
  }

  @Test
  void a_wait_that_is_too_long_takes_nothing() {
    pace.take("CreateFleet", 900, LONG);

    assertThat(pace.take("CreateFleet", 500, LONG)).isEmpty();

    assertThat(pace.launches().now()).isEqualTo(100);
    assertThat(pace.take("CreateFleet", 100, LONG)).contains(Duration.ZERO);
  }

  @Test
  void what_was_not_launched_can_be_launched_again() {
    pace.take("CreateFleet", 1000, LONG);
    pace.giveBack("CreateFleet", 700);

    assertThat(pace.launches().now()).isEqualTo(700);
  }

  @Test
  void a_refusal_empties_the_bucket() {
    pace.refused("CreateTags", false);
    pace.refused("CreateFleet", true);

    assertThat(pace.take("CreateTags", 0, LONG)).contains(Duration.ofMillis(100));
    assertThat(pace.launches().now()).isZero();
    assertThat(pace.launches().timeFor(2)).isEqualTo(Duration.ofSeconds(1));
    assertThat(atOnce(pace, "CreateFleet")).as("calls").isEqualTo(45);
  }

  @Test
  void calls_that_look_are_not_paced_and_write_nothing() {
    assertThat(pace.take("DescribeInstances", 0, LONG)).contains(Duration.ZERO);
    assertThat(pace.take("GetConsoleOutput", 0, LONG)).contains(Duration.ZERO);

    assertThat(stateDir).doesNotExist();
  }

  @Test
  void without_the_file_buckets_are_full() throws IOException {
    atOnce(pace, "CreateTags");
    Files.delete(file());

    assertThat(atOnce(pace, "CreateTags")).isEqualTo(FULL_TAGS);
  }

  @Test
  void damage_is_a_full_bucket() throws IOException {
    atOnce(pace, "CreateTags");
    byte[] good = Files.readAllBytes(file());
    Random random = new Random(20261121);
    for (int i = 0; i < 200; i++) {
      byte[] bad = good.clone();
      for (int j = 0; j <= random.nextInt(5); j++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      Files.write(file(), bad);

      assertThat(pace.take("CreateTags", 0, BucketLevel.LONGEST_PROMISE.plusMinutes(1)))
          .as(new String(bad, StandardCharsets.ISO_8859_1))
          .isPresent();
    }
    Files.writeString(file(), "CreateTags requests NaN 1 us-east-1\nno line\n");
    assertThat(atOnce(pace, "CreateTags")).isEqualTo(FULL_TAGS);
    Files.writeString(file(), "CreateTags requests 1 9223372036854775807 us-east-1\n");
    assertThat(atOnce(pace, "CreateTags")).isEqualTo(1);
  }

  @Test
  void a_clock_that_was_set_back_does_no_harm() {
    atOnce(pace, "CreateTags");
    now = now.minus(Duration.ofDays(1));

    assertThat(pace.take("CreateTags", 0, LONG)).contains(Duration.ofMillis(200));
    now = now.plusSeconds(10);
    assertThat(atOnce(pace, "CreateTags")).isEqualTo(FULL_TAGS);
  }

  @Test
  void where_nothing_can_be_written_a_run_counts_its_own_calls() throws IOException {
    Files.createDirectory(
        stateDir,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createDirectory(file());

    assertThat(atOnce(pace, "CreateTags")).isEqualTo(FULL_TAGS);
    assertThat(atOnce(inAnotherProcess("us-east-1", Optional.empty()), "CreateTags"))
        .isEqualTo(FULL_TAGS);
  }

  /** Prints how many of its calls may start at once. */
  static final class Caller {
    private Caller() {}

    /**
     * Takes tokens as another process.
     *
     * @param arguments the state directory and how many calls
     */
    public static void main(String[] arguments) {
      // The bucket stands still, so that only the order of the calls counts.
      Pace pace =
          new ApiBuckets(Path.of(arguments[0]), ApiLimits.DOCUMENTED, () -> Instant.EPOCH)
              .in("us-east-1", Optional.empty());
      int atOnce = 0;
      for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
        if (pace.take("CreateTags", 0, Duration.ZERO).isPresent()) {
          atOnce++;
        }
      }
      System.out.print(atOnce);
    }
  }

  @Test
  void processes_at_the_same_time_get_no_token_twice() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    assumeThat(java).isExecutable();
    List<Process> callers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      callers.add(
          new ProcessBuilder(
                  java.toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Caller.class.getName(),
                  stateDir.toString(),
                  "80")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    }
    int atOnce = 0;
    try {
      for (Process caller : callers) {
        assertThat(caller.waitFor(1, TimeUnit.MINUTES)).isTrue();
        atOnce +=
            Integer.parseInt(
                new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      }
    } finally {
      callers.forEach(Process::destroyForcibly);
    }

    assertThat(atOnce).isEqualTo(FULL_TAGS);
  }
}
