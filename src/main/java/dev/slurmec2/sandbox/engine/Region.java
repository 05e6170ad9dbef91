package dev.slurmec2.sandbox.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What there is in one region: subnets, images, instances, tags, answered tokens and so on. */
final class Region {

  /** Zones a to f, as in the largest regions; subnets without a zone of their own get a to c. */
  static final int ZONES = 6;

  private static final int ZONES_HANDED_OUT = 3;
  private static final Pattern SUBNET_ID = Pattern.compile("subnet-[0-9a-f]+");
  private static final Pattern IMAGE_ID = Pattern.compile("ami-[0-9a-f]+");
  private static final String RESOLVE_SSM = "resolve:ssm:";

  final String name;
  final ResourceTags tags = new ResourceTags();
  final Map<String, Machine> machines = new TreeMap<>();
  final Map<String, AnsweredToken> tokens = new LinkedHashMap<>();
  final Map<String, Parameter> parameters = new TreeMap<>();
  final Map<String, Reservation> reservations = new TreeMap<>();
  final Map<String, PlacementGroup> placementGroups = new TreeMap<>();
  final Templates templates;
  private final Map<String, Subnet> subnets = new LinkedHashMap<>();
  private final Inventory inventory;
  private final Ids ids;
  private int handedOut;

  /** A CreateFleet call that was answered under a client token. */
  record AnsweredToken(FleetSpec request, FleetAnswer answer) {}

  Region(String name, Inventory inventory, Ids ids, Instant now) {
    this.name = name;
    this.inventory = inventory;
    this.ids = ids;
    inventory
        .subnets()
        .forEach(
            (id, zone) -> {
              if (zone.length() == 1) {
                subnets.put(id, new Subnet(id, name + zone));
              } else if (zones().contains(zone)) {
                subnets.put(id, new Subnet(id, zone));
              }
            });
    templates = new Templates(inventory.templates(), ids, tags, this::image, now);
    inventory
        .parameters()
        .forEach((key, value) -> parameters.put(key, Parameter.first(key, value, now)));
  }

  List<String> zones() {
    List<String> zones = new ArrayList<>();
    for (int i = 0; i < ZONES; i++) {
      zones.add(name + (char) ('a' + i));
    }
    return zones;
  }

  /** The machines that occupy what they were launched from. */
  Stream<Machine> living(Instant now) {
    return machines.values().stream()
        .filter(machine -> machine.stateAt(now) != InstanceState.TERMINATED);
  }

  /** A zone's id, which unlike its name is the same in every account. */
  static String zoneId(String zone) {
    String region = zone.substring(0, zone.length() - 1);
    StringBuilder id = new StringBuilder();
    for (String word : region.split("-", -1)) {
      switch (word) {
        case "northeast" -> id.append("ne");
        case "northwest" -> id.append("nw");
        case "southeast" -> id.append("se");
        case "southwest" -> id.append("sw");
        default -> id.append(word.length() <= 2 || id.isEmpty() ? word : word.substring(0, 1));
      }
    }
    return id + "-az" + (zone.charAt(zone.length() - 1) - 'a' + 1);
  }

  List<Subnet> subnets() {
    return new ArrayList<>(subnets.values());
  }

  Subnet subnet(String id) {
    Subnet known = subnets.get(id);
    if (known != null) {
      return known;
    }
    if (!inventory.subnets().isEmpty() || !SUBNET_ID.matcher(id).matches()) {
      throw new ApiError("InvalidSubnetID.NotFound", "The subnet ID '" + id + "' does not exist");
    }
    return add(new Subnet(id, zones().get(handedOut++ % ZONES_HANDED_OUT)));
  }

  /** A subnet of that zone, for requests that name none. */
  Subnet defaultSubnet(String zone) {
    if (!zones().contains(zone)) {
      throw ApiError.value("Invalid availability zone: [" + zone + "]");
    }
    return subnets.values().stream()
        .filter(subnet -> subnet.zone().equals(zone))
        .findFirst()
        .orElseGet(() -> add(new Subnet(ids.next("subnet-"), zone)));
  }

  private Subnet add(Subnet subnet) {
    subnets.put(subnet.id(), subnet);
    return subnet;
  }

  /** The AMI that a request's ImageId stands for. */
  String image(String requested) {
    String image = requested;
    if (requested.startsWith(RESOLVE_SSM)) {
      Parameter parameter = parameters.get(requested.substring(RESOLVE_SSM.length()));
      if (parameter == null) {
        throw ApiError.value("Unable to find the parameter of '" + requested + "'.");
      }
      image = parameter.value();
    }
    if (!IMAGE_ID.matcher(image).matches()) {
      throw new ApiError(
          "InvalidAMIID.Malformed", "Invalid id: \"" + image + "\" (expecting \"ami-...\")");
    }
    if (!imageExists(image)) {
      throw new ApiError("InvalidAMIID.NotFound", "The image id '[" + image + "]' does not exist");
    }
    return image;
  }

  private boolean imageExists(String image) {
    return inventory.images().isEmpty()
        || inventory.images().contains(image)
        || templates.bootsImage(image)
        || parameters.values().stream().anyMatch(each -> each.value().equals(image));
  }
}
