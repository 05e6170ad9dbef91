package dev.slurmec2.slurmconf;

import java.util.Optional;

/** ResumeRate and SuspendRate, and how often Slurm looks at them. */
final class RateAdvice {
  /** DEFAULT_RESUME_RATE of read_config.h, nodes a minute. */
  private static final long DEFAULT_RESUME_RATE = 300;

  /** Seconds between two passes of Slurm's power thread: power_save_interval's default. */
  private static final long DEFAULT_INTERVAL = 10;

  /** From 24.05 on, a longer interval or a larger rate switches power saving off. */
  private static final long MAX_INTERVAL = 60;

  private static final long MAX_RATE = 60_000;

  private RateAdvice() {}

  static void check(AdviceContext context) {
    ClusterSettings settings = context.settings();
    Optional<Long> set = settings.number("ResumeRate");
    long rate = set.orElse(DEFAULT_RESUME_RATE);
    long interval =
        Math.max(
            settings.option("SlurmctldParameters", "power_save_interval").orElse(DEFAULT_INTERVAL),
            settings.option("SlurmctldParameters", "power_save_min_interval").orElse(0L));
    if (context.release().mayBeFrom(24, 5)) {
      checkLimits(context, rate, interval);
    }
    if (rate > 0 && rate <= MAX_RATE) {
      checkSplit(context, set, rate, interval);
    }
  }

  private static void checkLimits(AdviceContext context, long resumeRate, long interval) {
    long suspendRate = context.settings().number("SuspendRate").orElse(0L);
    if (interval > MAX_INTERVAL && (resumeRate > 0 || suspendRate > 0)) {
      context.warn(
          "power-save-interval",
          "From Slurm 24.05 on, power saving is off if power_save_interval or power_save_min_interval is above %d while rates are set; it is %d. Lower it, or set ResumeRate=0 and SuspendRate=0."
              .formatted(MAX_INTERVAL, interval));
    }
    if (resumeRate > MAX_RATE || suspendRate > MAX_RATE) {
      context.warn(
          "rate-too-large",
          "From Slurm 24.05 on, power saving is off if ResumeRate or SuspendRate is above %d. Set it to 0, which means no limit."
              .formatted(MAX_RATE));
    }
  }

  /**
   * Until 23.11, up to ResumeRate nodes start at once. From 24.05 on the rate is a token bucket
   * that holds what one interval brings and starts empty (power_save.c, power_save_rl_setup).
   */
  private static void checkSplit(
      AdviceContext context, Optional<Long> set, long rate, long interval) {
    long bucket = Math.max(1, rate * Math.max(1, interval) / 60);
    boolean tokens = context.release().mayBeFrom(24, 5);
    long atOnce = tokens ? bucket : rate;
    int largest =
        context.configuration().partitions().stream()
            .mapToInt(AdviceContext::nodes)
            .max()
            .orElse(0);
    if (largest > atOnce) {
      context.warn(
          "resume-rate-splits",
          "%sResumeRate=%d%s lets at most %d nodes start at once, fewer than the %d of the largest partition: the nodes of a large job start in several calls, and the first ones wait, paid for, for the last. Set ResumeRate=0 (no limit); resume itself keeps to EC2's limits."
              .formatted(
                  tokens ? "From Slurm 24.05 on, " : "",
                  rate,
                  set.isPresent()
                      ? ""
                      : " (Slurm's default" + context.settings().unlessElsewhere() + ")",
                  atOnce,
                  largest));
    }
  }
}
