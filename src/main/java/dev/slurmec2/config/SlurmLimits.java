package dev.slurmec2.config;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Limits of numbers in slurm.conf. A number outside of them is a fatal error of slurmctld
 * (src/common/parse_config.c: uint16 options take at most 65,533 since 65,534 and 65,535 stand for
 * "no value" and "infinite").
 *
 * @param most by key, in lower case
 */
record SlurmLimits(Map<String, BigInteger> most) {
  private static final BigInteger UINT16 = BigInteger.valueOf(65_533);
  private static final BigInteger UINT32 = BigInteger.valueOf(4_294_967_293L);
  private static final BigInteger UINT64 = new BigInteger("18446744073709551613");

  /** Keys of slurm.conf itself (slurm.conf(5)). */
  static final SlurmLimits SLURM_CONF =
      new SlurmLimits(
          Map.of(
              "resumerate", UINT16,
              "suspendrate", UINT16,
              "resumetimeout", UINT16,
              "suspendtimeout", UINT16,
              "treewidth", UINT16,
              "messagetimeout", UINT16,
              "slurmdtimeout", UINT16,
              "returntoservice", UINT16,
              "suspendtime", UINT32));

  /** Keys of a NodeName line (slurm.conf(5), NODE CONFIGURATION). */
  static final SlurmLimits NODE =
      new SlurmLimits(
          Map.of(
              "cpus", UINT16,
              "boards", UINT16,
              "sockets", UINT16,
              "socketsperboard", UINT16,
              "corespersocket", UINT16,
              "threadspercore", UINT16,
              "weight", UINT32,
              "tmpdisk", UINT32,
              "realmemory", UINT64));

  /** Keys of a PartitionName line (slurm.conf(5), PARTITION CONFIGURATION). */
  static final SlurmLimits PARTITION =
      new SlurmLimits(
          Map.of(
              "resumetimeout", UINT16,
              "suspendtimeout", UINT16,
              "priorityjobfactor", UINT16,
              "prioritytier", UINT16,
              "suspendtime", UINT32));

  /** Words that Slurm takes for numbers. */
  private static final Set<String> WORDS = Set.of("infinite", "unlimited");

  /** SuspendTime=-1 switches power saving off. */
  private static final String OFF = "-1";

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,40}");

  /** What is wrong with the value of a key; empty for keys that are not known here. */
  Optional<String> fault(String key, String value) {
    String lower = key.toLowerCase(Locale.ROOT);
    BigInteger limit = most.get(lower);
    if (limit == null
        || WORDS.contains(value.toLowerCase(Locale.ROOT))
        || (lower.equals("suspendtime") && value.equals(OFF))) {
      return Optional.empty();
    }
    if (!DIGITS.matcher(value).matches() || new BigInteger(value).compareTo(limit) > 0) {
      return Optional.of(
          key + " must be a whole number from 0 to " + limit + ", not " + Quoted.of(value) + ".");
    }
    return Optional.empty();
  }
}
