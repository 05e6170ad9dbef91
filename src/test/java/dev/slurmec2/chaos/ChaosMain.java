package dev.slurmec2.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** {@code scripts/chaos}: {@code --episodes N --seed S}, or {@code --replay SEED}. */
public final class ChaosMain {
  private ChaosMain() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<String, Long> options = new java.util.HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i], Long.parseLong(arguments[i + 1]));
    }
    Path directory = Files.createTempDirectory(memory(), "slurm-ec2-chaos");
    try {
      System.exit(run(options, directory));
    } finally {
      Files.deleteIfExists(directory);
    }
  }

  private static int run(Map<String, Long> options, Path directory) throws InterruptedException {
    int atOnce = options.getOrDefault("--lanes", 2L).intValue();
    ChaosRun chaos = new ChaosRun(directory, atOnce);
    Long replayed = options.get("--replay");
    if (replayed != null) {
      return show(chaos.replay(replayed)) ? 0 : 1;
    }
    long started = System.nanoTime();
    chaos.run(options.getOrDefault("--seed", 1L), options.getOrDefault("--episodes", 10_000L));
    System.out.print(chaos.summary());
    System.out.println(Duration.ofNanos(System.nanoTime() - started).toSeconds() + " s");
    if (!chaos.failed().isEmpty()) {
      show(chaos.replay(chaos.failed().get(0).seed()));
    }
    return chaos.failed().isEmpty() ? 0 : 1;
  }

  /** A file system in memory where there is one: the state is written thousands of times. */
  static Path memory() {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
  }

  private static boolean show(Episode.Result result) {
    result.trace().forEach(System.out::println);
    System.out.println("seed " + result.seed() + ": " + result.violations());
    return result.violations().isEmpty();
  }
}
