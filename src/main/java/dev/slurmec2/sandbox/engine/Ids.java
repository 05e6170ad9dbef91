package dev.slurmec2.sandbox.engine;

import java.util.Random;

/** Resource ids of EC2's form, from a seed. */
final class Ids {

  private final Random random;

  Ids(long seed) {
    this.random = new Random(seed);
  }

  /** An id of 17 hexadecimal digits, as EC2's since 2016. */
  String next(String prefix) {
    return prefix + hex(17);
  }

  /** A fleet's id: its digits are those of a UUID. */
  String fleet() {
    return String.join("-", "fleet", hex(8), hex(4), hex(4), hex(4), hex(12));
  }

  private String hex(int digits) {
    StringBuilder text = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      text.append(Character.forDigit(random.nextInt(16), 16));
    }
    return text.toString();
  }
}
