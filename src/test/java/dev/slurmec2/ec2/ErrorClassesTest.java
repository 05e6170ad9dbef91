package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorClassesTest {

  @ParameterizedTest
  @CsvSource({
    "InsufficientInstanceCapacity, CAPACITY",
    "InsufficientHostCapacity, CAPACITY",
    "InsufficientFreeAddressesInSubnet, CAPACITY",
    "UnfulfillableCapacity, CAPACITY",
    "Unsupported, CAPACITY",
    "ReservationCapacityExceeded, CAPACITY",
    "InvalidCapacityReservationState, CAPACITY",
    "InvalidCapacityReservationState.PendingActivation, CAPACITY",
    "SpotMaxPriceTooLow, CAPACITY",
    "InsufficientSomethingNew, CAPACITY",
    "MaxSpotInstanceCountExceeded, QUOTA",
    "VcpuLimitExceeded, QUOTA",
    "MaxFleetCountExceeded, QUOTA",
    "InstanceLimitExceeded, QUOTA",
    "SomeNewLimitExceeded, QUOTA",
    "RequestLimitExceeded, THROTTLED",
    "Client.RequestLimitExceeded, THROTTLED",
    "ThrottlingException, THROTTLED",
    "UnauthorizedOperation, PERMISSION",
    "AuthFailure.ServiceLinkedRoleCreationNotPermitted, PERMISSION",
    "AuthFailure, PERMISSION",
    "ExpiredToken, PERMISSION",
    "PendingVerification, PERMISSION",
    "NoCredentials, PERMISSION",
    "InvalidLaunchTemplateName.NotFoundException, CONFIGURATION",
    "InvalidLaunchTemplateId.NotFound, CONFIGURATION",
    "InvalidCapacityReservationId.NotFound, CONFIGURATION",
    "InvalidPlacementGroup.Unknown, CONFIGURATION",
    "InvalidPlacementGroup.InUse, CONFIGURATION",
    "InvalidPlacementGroup.Duplicate, CONFIGURATION",
    "PlacementGroupLimitExceeded, QUOTA",
    "InvalidSubnetID.NotFound, CONFIGURATION",
    "InvalidAMIID.NotFound, CONFIGURATION",
    "InvalidUserData.Malformed, CONFIGURATION",
    "InvalidParameterValue, CONFIGURATION",
    "IdempotentParameterMismatch, CONFIGURATION",
    "ParameterNotFound, CONFIGURATION",
    "InvalidInstanceID.NotFound, NOT_YET_VISIBLE",
    "InvalidInstanceID.Malformed, CONFIGURATION",
    "InternalError, SERVER",
    "Server.InternalError, SERVER",
    "ServiceUnavailable, SERVER",
    "NoAnswer, SERVER",
    "NoConnection, SERVER",
    "Http502, SERVER",
    "Http418, UNKNOWN",
    "NeverHeardOf, UNKNOWN"
  })
  void every_code_has_its_class(String code, ErrorClass errorClass) {
    assertThat(ErrorClasses.classOf(code)).isEqualTo(errorClass);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VcpuLimitExceeded",
        "UnauthorizedOperation",
        "AuthFailure.ServiceLinkedRoleCreationNotPermitted",
        "InvalidLaunchTemplateName.NotFoundException",
        "InvalidSubnetID.NotFound",
        "InvalidAMIID.NotFound",
        "InvalidKeyPair.NotFound",
        "ReservationCapacityExceeded",
        "InvalidCapacityReservationState.PendingActivation",
        "InvalidCapacityReservationId.NotFound",
        "InvalidPlacementGroup.Unknown",
        "InvalidPlacementGroup.InUse",
        "NoCredentials"
      })
  void what_a_person_can_mend_says_how(String code) {
    assertThat(ErrorClasses.of(code, "EC2 says so.").message())
        .startsWith("EC2 says so. ")
        .endsWith(".");
  }

  @Test
  void a_cluster_group_that_is_in_another_zone_is_told_from_one_that_cannot_be_deleted() {
    assertThat(
            ErrorClasses.of(
                    "InvalidPlacementGroup.InUse",
                    "The placement group 'g' is in use in another availability zone: us-east-1c")
                .message())
        .contains("use subnets of that zone");
    assertThat(
            ErrorClasses.of(
                    "InvalidPlacementGroup.InUse",
                    "The placement group 'g' is in use and may not be deleted.")
                .message())
        .endsWith("The group's instances must end first.");
  }

  @Test
  void two_subnets_in_one_zone_are_explained_whatever_the_code() {
    for (String message :
        List.of(
            "The fleet configuration contains duplicate instance pools",
            "Your request can't span different subnets from the same Availability Zone.")) {
      Ec2Error error = ErrorClasses.of("InvalidFleetConfiguration", message);

      assertThat(error.errorClass()).isEqualTo(ErrorClass.CONFIGURATION);
      assertThat(error.message()).contains("SubnetIds").contains("one subnet per zone");
    }
  }

  @Test
  void a_message_can_say_more_than_its_code() {
    assertThat(
            ErrorClasses.of("InvalidParameterValue", "Invalid IAM Instance Profile name").message())
        .contains("instance profile in the launch template");
    assertThat(
            ErrorClasses.of(
                    "UnauthorizedOperation",
                    "You are not authorized, with an explicit deny in a service control policy")
                .message())
        .contains("organisation");
  }

  @Test
  void real_errors_are_told_before_capacity_noise_and_the_placeholder_last() {
    Ec2Error noise = ErrorClasses.of("UnfulfillableCapacity", "Not tried");
    Ec2Error capacity = ErrorClasses.of("InsufficientInstanceCapacity", "None here");
    Ec2Error throttled = ErrorClasses.of("RequestLimitExceeded", "Too fast");
    Ec2Error denied = ErrorClasses.of("UnauthorizedOperation", "No");

    assertThat(ErrorClasses.mostTelling(List.of(noise, capacity))).contains(capacity);
    assertThat(ErrorClasses.mostTelling(List.of(noise, capacity, throttled))).contains(throttled);
    assertThat(ErrorClasses.mostTelling(List.of(noise, throttled, denied))).contains(denied);
    Ec2Error notOpen =
        ErrorClasses.of("InvalidCapacityReservationState.PendingActivation", "Not until then.");
    assertThat(ErrorClasses.mostTelling(List.of(notOpen, noise))).contains(noise);
    assertThat(ErrorClasses.mostTelling(List.of(notOpen, capacity))).contains(capacity);
    assertThat(ErrorClasses.mostTelling(List.of())).isEmpty();
  }

  @Test
  void an_empty_message_still_makes_a_sentence() {
    assertThat(ErrorClasses.of("X", "")).hasToString("X: EC2 gives no reason.");
  }
}
