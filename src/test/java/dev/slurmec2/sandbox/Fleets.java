package dev.slurmec2.sandbox;

import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.CreateFleetResponse;
import software.amazon.awssdk.services.ec2.model.DefaultTargetCapacityType;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateConfigRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;
import software.amazon.awssdk.services.ec2.model.FleetType;

/** Fleet requests for tests. */
final class Fleets {

  private Fleets() {}

  static FleetLaunchTemplateOverridesRequest override(String type, String subnet) {
    return FleetLaunchTemplateOverridesRequest.builder()
        .instanceType(type)
        .subnetId(subnet)
        .weightedCapacity(1.0)
        .build();
  }

  static CreateFleetRequest request(
      int count,
      Consumer<CreateFleetRequest.Builder> change,
      FleetLaunchTemplateOverridesRequest... overrides) {
    CreateFleetRequest.Builder builder =
        CreateFleetRequest.builder()
            .type(FleetType.INSTANT)
            .launchTemplateConfigs(
                FleetLaunchTemplateConfigRequest.builder()
                    .launchTemplateSpecification(
                        t -> t.launchTemplateName("compute").version("$Latest"))
                    .overrides(overrides)
                    .build())
            .targetCapacitySpecification(
                t ->
                    t.totalTargetCapacity(count)
                        .defaultTargetCapacityType(DefaultTargetCapacityType.ON_DEMAND));
    change.accept(builder);
    return builder.build();
  }

  static List<String> launch(Ec2Client ec2, int count) {
    return ids(ec2.createFleet(request(count, c -> {}, override("c5.large", "subnet-11111111"))));
  }

  static List<String> ids(CreateFleetResponse response) {
    return response.instances().stream().flatMap(each -> each.instanceIds().stream()).toList();
  }
}
