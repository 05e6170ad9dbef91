package dev.slurmec2.slurm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of a slurm.conf and the files that it includes, read as Slurm does
 * (src/common/parse_config.c): keys in any case; several pairs on a line; a backslash at a line's
 * end joins the next line; {@code #} starts a comment unless a backslash stands before it; of a key
 * that comes twice the last value counts.
 */
final class SlurmConf {

  /** Ten thousand nodes, each with a line of its own, take some 2 MB. */
  private static final int MAX_BYTES = 32 * 1024 * 1024;

  /** Deeper includes are a file that includes itself. */
  private static final int MAX_DEPTH = 8;

  /** All files together: stops files that include each other many times over. */
  private static final int MAX_FILES = 200;

  private static final Pattern PAIR =
      Pattern.compile("\\s*([A-Za-z0-9_.]+)\\s*[-+*/]?=\\s*(?:\"([^\"]*)\"|(\\S+))");

  private static final Pattern INCLUDE =
      Pattern.compile("\\s*include\\s+(\\S+)\\s*", Pattern.CASE_INSENSITIVE);

  private final Map<String, String> values = new HashMap<>();
  private int controllers;
  private Optional<String> problem = Optional.empty();
  private int files;

  private SlurmConf() {}

  /** Reads what can be read; what cannot is in {@link #problem}. */
  static SlurmConf read(Path file) {
    SlurmConf conf = new SlurmConf();
    conf.file(file, 0);
    return conf;
  }

  /** The value of a key, in whatever case it was written. */
  Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key.toLowerCase(Locale.ROOT)));
  }

  /** Why the file, or one that it includes, could not be read: a sentence. */
  Optional<String> problem() {
    return problem;
  }

  /**
   * Whether it was read as a whole and names one controller: one SlurmctldHost, or ControlMachine,
   * its name until 18.08, without a BackupController (slurm.conf(5)).
   */
  boolean hasOneController() {
    return problem.isEmpty() && controllers == 1 && value("BackupController").isEmpty();
  }

  private void file(Path file, int depth) {
    files++;
    if (depth > MAX_DEPTH || files > MAX_FILES) {
      problem = Optional.of("%s includes too many files.".formatted(file));
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      // Latin-1 takes any bytes, and all that is looked for is ASCII.
      String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
      for (String line : logicalLines(text)) {
        line(file, line, depth);
      }
    } catch (IOException e) {
      problem = Optional.of("%s cannot be read (%s).".formatted(file, e));
    }
  }

  private void line(Path file, String line, int depth) {
    Matcher include = INCLUDE.matcher(line);
    if (include.matches()) {
      file(file.resolveSibling(include.group(1)), depth + 1);
      return;
    }
    Matcher pair = PAIR.matcher(line);
    while (pair.lookingAt()) {
      String quoted = pair.group(2);
      String key = pair.group(1).toLowerCase(Locale.ROOT);
      if (key.equals("slurmctldhost") || key.equals("controlmachine")) {
        controllers++;
      }
      values.put(key, quoted == null ? pair.group(3) : quoted);
      pair.region(pair.end(), line.length());
    }
  }

  /** Comments go first, so that a backslash at the end of one joins nothing. */
  private static List<String> logicalLines(String text) {
    String withoutComments = text.replaceAll("(?m)(?<!\\\\)#.*$", "");
    return withoutComments.replaceAll("\\\\\\r?\\n", "").lines().toList();
  }
}
