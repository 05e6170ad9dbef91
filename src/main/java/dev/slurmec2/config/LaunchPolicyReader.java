package dev.slurmec2.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks how a node group's instances are asked for. */
final class LaunchPolicyReader {

  /** Ids of on-demand capacity reservations and of capacity blocks alike (EC2 API). */
  private static final Pattern RESERVATION = Pattern.compile("cr-[0-9a-zA-Z]+");

  private final BudgetReader budgets;

  LaunchPolicyReader(BudgetReader budgets) {
    this.budgets = budgets;
  }

  LaunchPolicy read(Members group) {
    ScalingStrategy strategy =
        group
            .optional("ScalingStrategy")
            .flatMap(
                element ->
                    Words.read(
                        element,
                        ScalingStrategy.values(),
                        ScalingStrategy::word,
                        LaunchPolicy.DEFAULT.strategy()))
            .orElse(LaunchPolicy.DEFAULT.strategy());
    Placement placement =
        group
            .optional("Placement")
            .flatMap(element -> Members.of(element, KnownKeys.PLACEMENT))
            .map(LaunchPolicyReader::placement)
            .orElse(Placement.DEFAULT);
    return new LaunchPolicy(strategy, placement, budgets.read(group), reservations(group));
  }

  private static Placement placement(Members placement) {
    Optional<Element> zone = placement.optional("SingleZone");
    boolean singleZone = zone.flatMap(YesOrNo::read).orElse(Placement.DEFAULT.singleZone());
    Placement.PlacementGroup group =
        placement
            .optional("PlacementGroup")
            .flatMap(
                element ->
                    Words.read(
                        element,
                        Placement.PlacementGroup.values(),
                        Placement.PlacementGroup::word,
                        Placement.DEFAULT.placementGroup()))
            .orElse(Placement.DEFAULT.placementGroup());
    if (!singleZone && group != Placement.PlacementGroup.NONE) {
      zone.ifPresent(
          element ->
              element.error(
                  "cannot be false with a placement group: a cluster placement group lies in one"
                      + " zone. Take out one of the two."));
    }
    return new Placement(singleZone, group);
  }

  /** CapacityReservationIds of a node group or of one of its second choices. */
  static List<String> reservations(Members members) {
    List<String> ids = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Element item :
        members.optional("CapacityReservationIds").map(Element::items).orElse(List.of())) {
      Optional<String> id = item.text();
      if (id.isEmpty()) {
        continue;
      }
      if (!seen.add(id.get())) {
        item.error(Quoted.of(id.get()) + " is there twice.");
      } else if (!item.isPostponed() && !RESERVATION.matcher(id.get()).matches()) {
        item.error(Quoted.of(id.get()) + " is no id of a capacity reservation, such as cr-0abc.");
      }
      ids.add(id.get());
    }
    return ids;
  }
}
