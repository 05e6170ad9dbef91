package dev.slurmec2.ec2;

import dev.slurmec2.ec2.FleetOutcome.Launched;
import dev.slurmec2.ec2.FleetOutcome.PoolError;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateFleetError;
import software.amazon.awssdk.services.ec2.model.CreateFleetInstance;
import software.amazon.awssdk.services.ec2.model.CreateFleetResponse;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverrides;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateAndOverridesResponse;

/** Reads CreateFleet's answer. Every part of it may be missing. Pure. */
final class FleetAnswers {
  private FleetAnswers() {}

  /** Whether the answer says anything at all: a proxy's page parses as an empty answer. */
  static boolean isEmpty(CreateFleetResponse answer) {
    return answer.fleetId() == null && !answer.hasInstances() && !answer.hasErrors();
  }

  static FleetOutcome.Answered of(CreateFleetResponse answer) {
    return new FleetOutcome.Answered(
        answer.instances().stream().flatMap(FleetAnswers::launched).toList(),
        answer.errors().stream().map(FleetAnswers::poolError).toList());
  }

  private static Stream<Launched> launched(CreateFleetInstance instances) {
    Optional<FleetLaunchTemplateOverrides> override =
        override(instances.launchTemplateAndOverrides());
    String type =
        first(
                instances.instanceTypeAsString(),
                override.map(FleetLaunchTemplateOverrides::instanceTypeAsString))
            .orElse("");
    Optional<String> zone =
        first(
            instances.availabilityZone(),
            override.map(FleetLaunchTemplateOverrides::availabilityZone));
    Optional<String> subnet =
        first(instances.subnetId(), override.map(FleetLaunchTemplateOverrides::subnetId));
    List<String> ids = instances.instanceIds();
    return ids.stream().map(id -> new Launched(id, type, zone, subnet));
  }

  private static PoolError poolError(CreateFleetError error) {
    Optional<FleetLaunchTemplateOverrides> override = override(error.launchTemplateAndOverrides());
    return new PoolError(
        MissingPermission.named(
            ApiBuckets.CREATE_FLEET,
            ErrorClasses.of(
                Objects.requireNonNullElse(error.errorCode(), "NoErrorCode"),
                Objects.requireNonNullElse(error.errorMessage(), ""))),
        override.map(FleetLaunchTemplateOverrides::instanceTypeAsString),
        override.map(FleetLaunchTemplateOverrides::availabilityZone),
        override.map(FleetLaunchTemplateOverrides::subnetId),
        Optional.ofNullable(error.lifecycleAsString()));
  }

  private static Optional<FleetLaunchTemplateOverrides> override(
      @Nullable LaunchTemplateAndOverridesResponse response) {
    return Optional.ofNullable(response).map(LaunchTemplateAndOverridesResponse::overrides);
  }

  private static Optional<String> first(@Nullable String own, Optional<String> other) {
    return own == null ? other : Optional.of(own);
  }
}
