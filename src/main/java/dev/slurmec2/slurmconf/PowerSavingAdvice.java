package dev.slurmec2.slurmconf;

import dev.slurmec2.config.Partition;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** When nodes are suspended and how long that and their start may take. */
final class PowerSavingAdvice {
  /** DEFAULT_SUSPEND_TIMEOUT and DEFAULT_RESUME_TIMEOUT of read_config.h, 20.11 to 25.11. */
  private static final long DEFAULT_SUSPEND_TIMEOUT = 30;

  private static final long DEFAULT_RESUME_TIMEOUT = 60;

  /** Keys that a partition may have of its own from 21.08 on. */
  private static final String OWN_TIMES = "suspendtime|suspendtimeout|resumetimeout";

  private PowerSavingAdvice() {}

  static void check(AdviceContext context) {
    Optional<Long> suspendTime = context.settings().number("SuspendTime");
    checkOn(context, suspendTime);
    checkLength(context, "", Map.of());
    for (Partition partition : context.configuration().partitions()) {
      boolean own =
          partition.options().keySet().stream()
              .anyMatch(key -> key.toLowerCase(Locale.ROOT).matches(OWN_TIMES));
      if (own) {
        checkLength(context, "Partition " + partition.name() + ": ", partition.options());
      }
    }
  }

  private static void checkOn(AdviceContext context, Optional<Long> suspendTime) {
    boolean everyPartition =
        context.release().mayBeFrom(21, 8)
            && context.configuration().partitions().stream()
                .allMatch(
                    p ->
                        AdviceContext.find(p.options(), "SuspendTime")
                            .flatMap(ClusterSettings::parse)
                            .filter(time -> time < ClusterSettings.INFINITE)
                            .isPresent());
    if (everyPartition) {
      return;
    }
    if (context.settings().value("SuspendTime").isEmpty()) {
      context.warn(
          "suspend-time-off",
          "SuspendTime is not set%s: power saving is off, so no node is ever launched or ended. Set it to the seconds that a node may be idle."
              .formatted(context.settings().unlessElsewhere()));
    } else if (suspendTime.filter(time -> time >= ClusterSettings.INFINITE).isPresent()) {
      context.warn(
          "suspend-time-off",
          "SuspendTime is infinite: power saving is off, so no node is ever launched or ended. Set it to the seconds that a node may be idle.");
    }
  }

  private static void checkLength(
      AdviceContext context, String where, Map<String, String> options) {
    Optional<Long> suspendTime = time(context, options, "SuspendTime");
    Optional<Long> suspendTimeout = time(context, options, "SuspendTimeout");
    Optional<Long> resumeTimeout = time(context, options, "ResumeTimeout");
    if (suspendTime.isEmpty()
        || resumeTimeout.filter(time -> time >= ClusterSettings.INFINITE).isPresent()) {
      return;
    }
    long least =
        suspendTimeout.orElse(DEFAULT_SUSPEND_TIMEOUT)
            + resumeTimeout.orElse(DEFAULT_RESUME_TIMEOUT);
    if (suspendTime.get() < least) {
      String unsure =
          suspendTimeout.isPresent() && resumeTimeout.isPresent()
              ? ""
              : context.settings().unlessElsewhere();
      context.warn(
          "suspend-time-short",
          "%sSuspendTime=%d is shorter than SuspendTimeout=%s + ResumeTimeout=%s%s: a node can be suspended before its job has reached it. Set SuspendTime to at least %d."
              .formatted(
                  where,
                  suspendTime.get(),
                  shown(suspendTimeout, DEFAULT_SUSPEND_TIMEOUT),
                  shown(resumeTimeout, DEFAULT_RESUME_TIMEOUT),
                  unsure,
                  least));
    }
  }

  private static Optional<Long> time(
      AdviceContext context, Map<String, String> options, String key) {
    return AdviceContext.find(options, key)
        .flatMap(ClusterSettings::parse)
        .or(() -> context.settings().number(key));
  }

  private static String shown(Optional<Long> value, long byDefault) {
    return value.map(String::valueOf).orElse(byDefault + " (Slurm's default)");
  }
}
