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
   * The pools that could not give what was asked for, by EC2's code. Only errors of capacity and of
   * quotas count. A quota is the account's in the region, for spot and on-demand apart and for
   * families of instance types (EC2 User Guide, "Amazon EC2 service quotas"), so it means the type
   * in all zones; a smaller type of the family may still fit. A placeholder counts only where it is
   * all that EC2 says of pools that it must have tried: beside another error, a throttled call
   * (aws/aws-parallelcluster-node#734) as well as another pool's shortage, it says nothing, and
   * neither where EC2 was free to choose one of several zones.
   *
   * @param asked the offers that were in the request
   * @param count how many were asked for at once, all or nothing; 1 for best effort
   * @param singleZone whether EC2 was to choose one zone
   */
  public static Map<String, Map<Pool, Integer>> of(
      List<Offer> asked, int count, boolean singleZone, List<PoolError> errors) {
    boolean triedAll =
        errors.stream().allMatch(e -> e.error().code().equals(PLACEHOLDER))
            && (!singleZone || asked.stream().map(o -> o.pool().zone()).distinct().count() == 1);
    Map<String, Map<Pool, Integer>> refused = new LinkedHashMap<>();
    for (PoolError poolError : errors) {
      Ec2Error error = poolError.error();
      if (!error.errorClass().isOfPools() || (error.code().equals(PLACEHOLDER) && !triedAll)) {
        continue;
      }
      boolean everywhere = error.errorClass() == ErrorClass.QUOTA;
      for (Offer offer : asked) {
        if (everywhere ? offer.isOfKindOf(poolError) : offer.isMeantBy(poolError)) {
          refused
              .computeIfAbsent(error.code(), code -> new LinkedHashMap<>())
              .put(everywhere ? offer.pool().inAllZones() : offer.pool(), count);
        }
      }
    }
    return refused;
  }
}
