package dev.slurmec2.capacity;

import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.FleetOutcome.PoolError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an answer with errors says of the pools. Pure. */
public final class Shortage {

  /** What EC2 puts beside the real error for pools that it did not try. */
  private static final String PLACEHOLDER = "UnfulfillableCapacity";

  private Shortage() {}

  /**
   * The pools that could not give what was asked for, by EC2's code. Only errors of the class
   * capacity count. Where one of the errors is a throttled call, the placeholders beside it say
   * nothing of capacity (aws/aws-parallelcluster-node#734).
   *
   * @param asked the offers that were in the request
   * @param count how many were asked for at once, all or nothing; 1 for best effort
   */
  public static Map<String, Map<Pool, Integer>> of(
      List<Offer> asked, int count, List<PoolError> errors) {
    boolean throttled =
        errors.stream().anyMatch(e -> e.error().errorClass() == ErrorClass.THROTTLED);
    Map<String, Map<Pool, Integer>> refused = new LinkedHashMap<>();
    for (PoolError poolError : errors) {
      Ec2Error error = poolError.error();
      if (error.errorClass() != ErrorClass.CAPACITY
          || (throttled && error.code().equals(PLACEHOLDER))) {
        continue;
      }
      for (Offer offer : asked) {
        if (offer.isMeantBy(poolError)) {
          refused
              .computeIfAbsent(error.code(), code -> new LinkedHashMap<>())
              .put(offer.pool(), count);
        }
      }
    }
    return refused;
  }
}
