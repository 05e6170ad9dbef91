package dev.slurmec2.capacity;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.FleetOutcome.PoolError;
import dev.slurmec2.ec2.FleetRequest.Choice;
import dev.slurmec2.json.Json;
import java.util.List;
import java.util.Map;

/**
 * One thing that a fleet request may ask for, and the pool it comes from.
 *
 * @param choice an override in a subnet
 * @param pool where its instances come from
 */
public record Offer(Choice choice, Pool pool) {

  /**
   * All that the group's own request can ask for.
   *
   * @param zoneBySubnet zones of those of the group's subnets that are known
   */
  public static List<Offer> of(NodeGroup group, Map<String, String> zoneBySubnet) {
    return Choice.all(group).stream()
        .map(
            choice ->
                new Offer(
                    choice,
                    new Pool(
                        group.region(),
                        group.profile(),
                        zoneBySubnet.getOrDefault(choice.subnetId(), choice.subnetId()),
                        typeOf(group, choice.override()),
                        group.purchasingOption())))
        .toList();
  }

  /**
   * The override's type. Without one the launch template or InstanceRequirements decide: such a
   * pool is the group's own.
   */
  private static String typeOf(NodeGroup group, int override) {
    return group
        .overrides()
        .get(override)
        .get("InstanceType")
        .filter(Json.Text.class::isInstance)
        .map(type -> ((Json.Text) type).value())
        .orElse("override-" + override + "-of-" + group.id());
  }

  /** Whether EC2 speaks of this offer: what the error leaves open may be any. */
  public boolean isMeantBy(PoolError error) {
    return error.subnetId().map(choice.subnetId()::equals).orElse(true)
        && (error.subnetId().isPresent()
            || error.zone().map(zone -> zone.equals(pool.zone())).orElse(true))
        && isOfKindOf(error);
  }

  /** Whether EC2 speaks of its type and purchasing option, in whatever zone. */
  boolean isOfKindOf(PoolError error) {
    return error
            .instanceType()
            .map(type -> type.equals(pool.instanceType()) || !namesItsType())
            .orElse(true)
        && error.lifecycle().map(pool.option().word()::equals).orElse(true);
  }

  private boolean namesItsType() {
    return !pool.instanceType().startsWith("override-");
  }
}
