package dev.slurmec2.sandbox.engine;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which instance types share a quota of vCPUs: EC2 counts the standard families together and the
 * others apart (EC2 User Guide, "Amazon EC2 instance type quotas").
 */
final class QuotaFamily {
  private static final String STANDARD = "standard";

  private static final Set<String> STANDARD_FAMILIES =
      Set.of("a", "c", "d", "h", "i", "m", "r", "t", "z");

  /** Families of other names that count with those of these. */
  private static final Map<String, String> WITH =
      Map.of("im", STANDARD, "is", STANDARD, "gr", "g", "vt", "g");

  private QuotaFamily() {}

  /** The name of a type's quota, as {@code standard} for {@code c5.large}. */
  static String of(String instanceType) {
    String letters = instanceType.toLowerCase(Locale.ROOT).split("[^a-z]", 2)[0];
    return STANDARD_FAMILIES.contains(letters) ? STANDARD : WITH.getOrDefault(letters, letters);
  }
}
