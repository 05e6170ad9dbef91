package dev.slurmec2.slurmconf;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Both files as texts.
 *
 * @param slurmConf slurm.conf.aws
 * @param gresConf gres.conf.aws
 */
public record GeneratedTexts(String slurmConf, String gresConf) {

  /** The texts of a configuration, or why there are none. */
  public sealed interface Outcome {

    /** The texts. */
    record Generated(GeneratedTexts texts) implements Outcome {}

    /** The configuration cannot be printed; at least one problem. */
    record Refused(List<Problem> problems) implements Outcome {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  /** Generates both texts, or names every problem. */
  public static Outcome of(Configuration configuration) {
    List<Problem> problems = PrintableConfiguration.problems(configuration);
    if (!problems.isEmpty()) {
      return new Outcome.Refused(problems);
    }
    return new Outcome.Generated(
        new GeneratedTexts(SlurmConfText.of(configuration), GresConfText.of(configuration)));
  }

  /** The texts by file name, in the order in which they are written. */
  public Map<String, String> byFileName() {
    Map<String, String> texts = new LinkedHashMap<>();
    // gres.conf first: a slurm.conf that names resources must not stand before their description.
    texts.put(GresConfText.FILE_NAME, gresConf);
    texts.put(SlurmConfText.FILE_NAME, slurmConf);
    return texts;
  }
}
