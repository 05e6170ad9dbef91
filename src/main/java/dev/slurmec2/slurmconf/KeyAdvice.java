package dev.slurmec2.slurmconf;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Keys that the release does not know, keys given twice, and numbers beyond Slurm's. */
final class KeyAdvice {
  /** Slurm's 16 and 32 bit numbers; their largest values mean "none" and "infinite". */
  private static final long MAX_16_BITS = 65_533;

  private static final long MAX_32_BITS = 4_294_967_293L;

  private static final Pattern SETTINGS_OF_16_BITS =
      Pattern.compile(
          "resumetimeout|suspendtimeout|resumerate|suspendrate|treewidth|messagetimeout"
              + "|slurmdtimeout|slurmctldtimeout|tcptimeout|batchstarttimeout|returntoservice");
  private static final Pattern NODE_KEYS_OF_16_BITS =
      Pattern.compile("cpus|procs|boards|sockets|socketsperboard|corespersocket|threadspercore");
  private static final Pattern NODE_KEYS_OF_32_BITS = Pattern.compile("weight|tmpdisk");
  private static final Pattern PARTITION_KEYS_OF_16_BITS =
      Pattern.compile("suspendtimeout|resumetimeout");

  /** A host list with text behind a bracket, as in rack[1-4]x. */
  private static final Pattern TEXT_AFTER_BRACKET = Pattern.compile("\\][^,:\\s\\[\\]]");

  private static final Pattern NODE_LISTS =
      Pattern.compile("nodes|suspendexcnodes|nodename|nodeaddr|nodehostname|downnodes");

  /** Where a key stands. */
  private enum Scope {
    SETTING,
    NODE,
    PARTITION
  }

  private record Newcomer(Scope scope, Pattern key, int year, int month) {}

  private static final List<Newcomer> NEWCOMERS =
      List.of(
          new Newcomer(
              Scope.PARTITION, Pattern.compile("suspendtime|suspendtimeout|resumetimeout"), 21, 8),
          new Newcomer(Scope.PARTITION, Pattern.compile("powerdownonidle"), 23, 2),
          new Newcomer(Scope.SETTING, Pattern.compile("suspendexcstates"), 23, 2),
          new Newcomer(Scope.NODE, Pattern.compile("topology"), 25, 5));

  private KeyAdvice() {}

  static void check(AdviceContext context) {
    Set<String> seen = new HashSet<>();
    for (PrintedValue printed : PrintedValue.all(context.configuration())) {
      String key = printed.key().toLowerCase(Locale.ROOT);
      Scope scope = scope(printed);
      String parent = printed.pointer().substring(0, printed.pointer().lastIndexOf('/'));
      boolean line = scope == Scope.SETTING && SlurmConfText.beginsLine(key);
      if (!line && !seen.add(parent + "/" + key)) {
        context.warn(
            "key-twice",
            "%s: the key stands there twice, as Slurm does not tell upper from lower case; the last one, %s, counts. Keep one."
                .formatted(printed.pointer(), printed.value()));
      }
      checkRelease(context, scope, key, printed);
      checkNumber(context, scope, key, printed);
      if (NODE_LISTS.matcher(key).matches()
          && context.release().mayBeBefore(23, 11)
          && TEXT_AFTER_BRACKET.matcher(printed.value()).find()) {
        context.warn(
            "text-after-bracket",
            "%s: Slurm up to 23.02 cannot read a node list with text after a bracket, as in %s."
                .formatted(printed.pointer(), printed.value()));
      }
    }
  }

  private static Scope scope(PrintedValue printed) {
    if (printed.isSetting()) {
      return Scope.SETTING;
    }
    return printed.pointer().contains("/SlurmSpecifications/") ? Scope.NODE : Scope.PARTITION;
  }

  private static void checkRelease(
      AdviceContext context, Scope scope, String key, PrintedValue printed) {
    for (Newcomer newcomer : NEWCOMERS) {
      if (newcomer.scope() != scope || !newcomer.key().matcher(key).matches()) {
        continue;
      }
      String release = "%02d.%02d".formatted(newcomer.year(), newcomer.month());
      if (context.release().isBefore(newcomer.year(), newcomer.month())) {
        context.warn(
            "key-unknown",
            "%s: %s is new in Slurm %s; slurmctld does not start with a key that it does not know. Take it out."
                .formatted(printed.pointer(), printed.key(), release));
      } else if (context.release().version().isEmpty()) {
        context.hint(
            "key-unknown",
            "%s: %s needs Slurm %s or later; an earlier slurmctld does not start with it."
                .formatted(printed.pointer(), printed.key(), release));
      }
    }
  }

  private static void checkNumber(
      AdviceContext context, Scope scope, String key, PrintedValue printed) {
    long largest = largest(scope, key);
    String value = ConfText.unquoted(printed.value()).strip();
    if (largest == 0 || value.matches("(?i)infinite|unlimited|-1|0x[0-9a-f]+")) {
      return;
    }
    if (largest == MAX_32_BITS && value.matches("(?i)[0-9]+[km]")) {
      return;
    }
    if (!value.matches("[0-9]+")) {
      context.warn(
          "number-expected",
          "%s: Slurm expects a whole number for %s and does not start with %s."
              .formatted(printed.pointer(), printed.key(), value));
    } else if (value.length() > 18 || Long.parseLong(value) > largest) {
      context.warn(
          "number-too-large",
          "%s: the largest %s is %d; %s is more."
              .formatted(printed.pointer(), printed.key(), largest, value));
    }
  }

  /** The largest value of the key's type; 0 for keys that are no such numbers. */
  private static long largest(Scope scope, String key) {
    return switch (scope) {
      case SETTING -> {
        if (key.equals("suspendtime")) {
          yield MAX_32_BITS;
        }
        yield SETTINGS_OF_16_BITS.matcher(key).matches() ? MAX_16_BITS : 0;
      }
      case PARTITION -> PARTITION_KEYS_OF_16_BITS.matcher(key).matches() ? MAX_16_BITS : 0;
      case NODE -> {
        if (NODE_KEYS_OF_16_BITS.matcher(key).matches()) {
          yield MAX_16_BITS;
        }
        yield NODE_KEYS_OF_32_BITS.matcher(key).matches() ? MAX_32_BITS : 0;
      }
    };
  }
}
