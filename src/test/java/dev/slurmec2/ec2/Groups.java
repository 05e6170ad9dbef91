package dev.slurmec2.ec2;

import dev.slurmec2.config.LaunchTemplate;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Node groups for tests. */
final class Groups {
  private Groups() {}

  static Json.ObjectNode json(String text) {
    try {
      return (Json.ObjectNode) JsonReader.read(text);
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  static NodeGroup group(
      PurchasingOption option, String options, List<String> overrides, List<String> subnets) {
    return group(option, options, "template", overrides, subnets);
  }

  static NodeGroup group(
      PurchasingOption option,
      String options,
      String template,
      List<String> overrides,
      List<String> subnets) {
    boolean spot = option == PurchasingOption.SPOT;
    return new NodeGroup(
        "aws",
        "node",
        100,
        "us-east-1",
        Optional.empty(),
        Map.of(),
        option,
        json(spot ? "{}" : options),
        json(spot ? options : "{}"),
        new LaunchTemplate(Optional.of(template), Optional.empty(), "$Latest"),
        overrides.stream().flatMap(text -> Stream.of(json(text))).toList(),
        subnets,
        List.of());
  }

  static NodeGroup onDemand() {
    return group(
        PurchasingOption.ON_DEMAND,
        "{}",
        List.of("{\"InstanceType\":\"c5.large\"}"),
        List.of("s-1"));
  }

  static FleetRequest request(NodeGroup group, int count) {
    return new FleetRequest(group, count, 0, "launch-1", Map.of(Tags.CLUSTER, "c"));
  }
}
