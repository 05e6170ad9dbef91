package dev.slurmec2.slurm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code scontrol show config}: lines of {@code Key = value}, keys padded with blanks. What
 * it prints besides is passed over: the heading with the time, headings of sections (cgroup, MPI,
 * node features), and the controllers' state at the end.
 */
final class ConfigOutput {

  private static final Pattern LINE = Pattern.compile("^\\s*([A-Za-z][\\w\\[\\].]*)\\s*= ?(.*)$");

  private ConfigOutput() {}

  /**
   * Values by key, in the printed order. A key that comes again in a later section does not replace
   * slurm.conf's own.
   */
  static Map<String, String> parse(String output) {
    Map<String, String> values = new LinkedHashMap<>();
    output
        .lines()
        .forEach(
            line -> {
              Matcher pair = LINE.matcher(line);
              if (pair.matches()) {
                values.putIfAbsent(pair.group(1), pair.group(2).strip());
              }
            });
    return values;
  }
}
