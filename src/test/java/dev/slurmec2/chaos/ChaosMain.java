package dev.slurmec2.chaos;

import java.io.IOException;
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
    int status;
    try (Scratch scratch = Scratch.make()) {
      status = run(options, scratch.directory());
    }
    System.exit(status);
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

  private static boolean show(Episode.Result result) {
    result.trace().forEach(System.out::println);
    System.out.println("seed " + result.seed() + ": " + result.violations());
    return result.violations().isEmpty();
  }
}
