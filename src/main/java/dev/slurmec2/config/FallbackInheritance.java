package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Checks what a second choice takes over from its group: much of it is good in one region only. */
final class FallbackInheritance {
  private static final List<String> OF_A_REGION =
      List.of("SubnetIds", "LaunchTemplateSpecification");

  /** What may hold references to parameters, which each region and account has its own of. */
  private static final List<String> WITH_REFERENCES =
      List.of(
          "PurchasingOption",
          "OnDemandOptions",
          "SpotOptions",
          "LaunchTemplateSpecification",
          "LaunchTemplateOverrides",
          "SubnetIds",
          "FleetOverrides");

  private FallbackInheritance() {}

  static void check(
      Members way, Members members, NodeGroup group, String region, Optional<String> profile) {
    boolean sameRegion = region.equals(group.region());
    if (!sameRegion) {
      checkRegion(way, group);
    }
    if (sameRegion && profile.equals(group.profile())) {
      return;
    }
    for (String key : WITH_REFERENCES) {
      boolean reported = !sameRegion && OF_A_REGION.contains(key);
      if (way.value(key).isEmpty()
          && !reported
          && members.value(key).filter(FallbackInheritance::refers).isPresent()) {
        way.owner()
            .error(
                "takes over "
                    + key
                    + " with a reference to a parameter, which is looked up with the node group's"
                    + " Region and ProfileName; write "
                    + key
                    + " here too.");
      }
    }
  }

  private static void checkRegion(Members way, NodeGroup group) {
    for (String key : OF_A_REGION) {
      if (way.value(key).isEmpty()) {
        way.owner()
            .error("is in another Region than its node group, so it needs " + key + " of its own.");
      }
    }
    boolean image =
        group.overrides().stream()
            .anyMatch(
                override ->
                    override.get("ImageId").orElse(null) instanceof Json.Text text
                        && text.value().startsWith("ami-"));
    if (image && way.value("LaunchTemplateOverrides").isEmpty()) {
      way.owner()
          .error(
              "is in another Region than its node group, where the ImageId of the group's"
                  + " LaunchTemplateOverrides does not exist; write LaunchTemplateOverrides here"
                  + " too.");
    }
    if (group.fleetOverrides().get("LaunchTemplateConfigs").isPresent()
        && way.value("FleetOverrides").isEmpty()) {
      way.owner()
          .error(
              "is in another Region than its node group, whose FleetOverrides name launch templates"
                  + " and subnets; write FleetOverrides here too.");
    }
  }

  private static boolean refers(Json value) {
    AtomicBoolean found = new AtomicBoolean();
    JsonTrees.forEachText(
        value,
        "",
        (text, pointer) -> {
          if (ReferenceSyntax.isMeant(text.value())) {
            found.set(true);
          }
        });
    return found.get();
  }
}
