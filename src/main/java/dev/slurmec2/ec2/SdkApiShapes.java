package dev.slurmec2.ec2;

import dev.slurmec2.config.ApiShapes;
import dev.slurmec2.json.Json;
import java.util.List;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.OnDemandOptionsRequest;
import software.amazon.awssdk.services.ec2.model.SpotOptionsRequest;

/** CreateFleet's objects as the SDK's model of EC2 knows them; makes no call. */
public final class SdkApiShapes implements ApiShapes {

  @Override
  public List<ShapeProblem> check(ApiObject kind, Json.ObjectNode value) {
    return ApiWalk.fill(builder(kind), value);
  }

  private static SdkPojo builder(ApiObject kind) {
    return switch (kind) {
      case FLEET -> CreateFleetRequest.builder();
      case ON_DEMAND_OPTIONS -> OnDemandOptionsRequest.builder();
      case SPOT_OPTIONS -> SpotOptionsRequest.builder();
      case LAUNCH_TEMPLATE_SPECIFICATION -> FleetLaunchTemplateSpecificationRequest.builder();
      case LAUNCH_TEMPLATE_OVERRIDES -> FleetLaunchTemplateOverridesRequest.builder();
    };
  }
}
