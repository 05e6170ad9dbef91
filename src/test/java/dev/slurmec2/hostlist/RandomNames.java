package dev.slurmec2.hostlist;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Names and expressions from a seed, so that a failure comes again. */
final class RandomNames {
  private final Random random;

  RandomNames(long seed) {
    random = new Random(seed);
  }

  /** Names of few prefixes, so that many of them can fold; numbers near where digits grow. */
  List<String> names() {
    return Stream.generate(this::name).limit(1 + random.nextInt(20)).toList();
  }

  /** An expression in which every name ends in a bracket or has none, as Slurm 22.05 demands. */
  String expression() {
    return Stream.generate(this::item)
        .limit(1 + random.nextInt(4))
        .collect(Collectors.joining(","));
  }

  private String name() {
    String prefix = oneOf("n", "aws-node-", "a0b", "a10b", "a9b", "a01b", "", "gpu-x.");
    return random.nextInt(12) == 0
        ? prefix + "tail"
        : prefix + padded(oneOf(0, 7, 95, 995) + random.nextInt(8), 1 + random.nextInt(4));
  }

  private String item() {
    String brackets =
        IntStream.range(0, random.nextInt(4))
            .mapToObj(i -> oneOf("a", "b-", "c_", "", "d.") + bracket())
            .collect(Collectors.joining());
    return brackets.isEmpty() ? name() : oneOf("x", "y1", "z-") + brackets;
  }

  private String bracket() {
    return Stream.generate(this::range)
        .limit(1 + random.nextInt(3))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private String range() {
    int low = oneOf(0, 8, 97, 998) + random.nextInt(3);
    String from = padded(low, 1 + random.nextInt(4));
    return random.nextInt(3) == 0
        ? from
        : from + "-" + padded(low + random.nextInt(5), 1 + random.nextInt(4));
  }

  private static String padded(int number, int width) {
    return ("%0" + width + "d").formatted(number);
  }

  private String oneOf(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private int oneOf(int... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
