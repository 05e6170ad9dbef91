package dev.slurmec2.ec2;

import static dev.slurmec2.ec2.ErrorClass.CAPACITY;
import static dev.slurmec2.ec2.ErrorClass.CONFIGURATION;
import static dev.slurmec2.ec2.ErrorClass.NOT_YET_VISIBLE;
import static dev.slurmec2.ec2.ErrorClass.PERMISSION;
import static dev.slurmec2.ec2.ErrorClass.QUOTA;
import static dev.slurmec2.ec2.ErrorClass.SERVER;
import static dev.slurmec2.ec2.ErrorClass.THROTTLED;
import static dev.slurmec2.ec2.ErrorClass.UNKNOWN;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The one list of error codes: their class, and for those that a person must mend, what to mend.
 * Codes are those of the EC2 API reference ("Error codes for the Amazon EC2 API"), of SSM and STS,
 * and the words of {@link SdkErrors} for calls that got no answer.
 */
public final class ErrorClasses {

  /** The request was sent, or may have been, and no readable answer came. */
  public static final String NO_ANSWER = "NoAnswer";

  /** No connection was made: the request was not sent. */
  public static final String NO_CONNECTION = "NoConnection";

  /** No credentials could be had; nothing was sent. */
  public static final String NO_CREDENTIALS = "NoCredentials";

  /** The endpoint's certificate was refused; nothing was sent. */
  public static final String TLS_REFUSED = "TlsRefused";

  /** A value of the configuration does not fit the API; nothing was sent. */
  public static final String INVALID_REQUEST = "InvalidRequest";

  /** EC2's stand-in for pools that it did not try. */
  static final String PLACEHOLDER = "UnfulfillableCapacity";

  /** Of a reservation or block that takes no launches at this time, with what may follow. */
  private static final String NOT_ACTIVE = "InvalidCapacityReservationState";

  /** From the class that says most to the one that says least. */
  private static final List<ErrorClass> TELLING =
      List.of(
          PERMISSION, CONFIGURATION, QUOTA, UNKNOWN, THROTTLED, SERVER, NOT_YET_VISIBLE, CAPACITY);

  private record Rule(ErrorClass errorClass, String mend) {}

  /** A text in a message, in lower case, that says more than the code beside it. */
  private record MessageRule(String text, Rule rule) {}

  private static final Map<String, Rule> BY_CODE = new HashMap<>();

  private static final List<MessageRule> BY_MESSAGE =
      List.of(
          message(
              "duplicate instance pools",
              CONFIGURATION,
              "Two entries of SubnetIds are in one availability zone, or two overrides name the"
                  + " same InstanceType: keep one subnet per zone and one override per type."),
          message(
              "subnets from the same availability zone",
              CONFIGURATION,
              "Two entries of SubnetIds are in one availability zone: keep one subnet per zone."),
          message(
              "iam instance profile",
              CONFIGURATION,
              "Correct the instance profile in the launch template or the override; a new profile"
                  + " takes some seconds until EC2 knows it."),
          message(
              "user data is limited",
              CONFIGURATION,
              "Shorten the launch template's user data to 16 KB, for instance by compressing it."),
          message(
              "belong to different networks",
              CONFIGURATION,
              "The launch template's security groups must be of the VPC of SubnetIds."),
          message(
              "free tier",
              CONFIGURATION,
              "The account's plan does not allow this InstanceType: choose another or change the"
                  + " plan."),
          message(
              "service control policy",
              PERMISSION,
              "A service control policy of the organisation denies this: ask those who manage it."),
          message(
              "permissions boundary",
              PERMISSION,
              "The permissions boundary of the head node's role denies this: widen it."),
          message(
              "max spot instance count exceeded",
              QUOTA,
              "Ask AWS for a larger Spot instance quota in Service Quotas."),
          message(
              "in use in another availability zone",
              CONFIGURATION,
              "A cluster placement group is in one availability zone: use subnets of that zone, or"
                  + " another group."),
          message(
              "placement groups may not be used with",
              CONFIGURATION,
              "Choose an InstanceType that a cluster placement group takes, or leave Placement"
                  + " out."),
          message(
              "limit of instances in this spread placement group",
              CAPACITY,
              "A spread placement group takes seven instances per zone."));

  static {
    put(CAPACITY, "", "InsufficientInstanceCapacity", "InsufficientCapacity", PLACEHOLDER);
    put(CAPACITY, "", "InsufficientHostCapacity", "InsufficientReservedInstanceCapacity");
    put(CAPACITY, "", "InsufficientVolumeCapacity", "Unsupported");
    put(
        CAPACITY,
        "The capacity reservation is full, or is for another InstanceType or zone.",
        "ReservationCapacityExceeded");
    put(
        CAPACITY,
        "The capacity reservation or block is not active: look at its start and end.",
        "InvalidCapacityReservationState",
        "InvalidCapacityReservationState.PendingActivation",
        "InvalidCapacityReservationState.Unavailable");
    put(
        CAPACITY,
        "The subnet has no free addresses: use a larger one or add a subnet to SubnetIds.",
        "InsufficientFreeAddressesInSubnet");
    put(
        CAPACITY,
        "Spot costs more than MaxPrice now: raise or drop MaxPrice.",
        "SpotMaxPriceTooLow");

    put(THROTTLED, "", "RequestLimitExceeded", "Throttling", "ThrottlingException");
    put(THROTTLED, "", "ThrottledException", "RequestThrottled", "RequestThrottledException");
    put(THROTTLED, "", "TooManyRequestsException", "SlowDown", "BandwidthLimitExceeded");
    put(THROTTLED, "", "PriorRequestNotComplete", "ConcurrentTagAccess", "Http429");

    String moreQuota = "Ask AWS for a larger quota in Service Quotas, or lower MaxNodes.";
    put(QUOTA, moreQuota, "VcpuLimitExceeded", "InstanceLimitExceeded", "MaxFleetCountExceeded");
    put(QUOTA, moreQuota, "MaxSpotInstanceCountExceeded", "MaxSpotFleetRequestCountExceeded");
    put(QUOTA, moreQuota, "VolumeLimitExceeded", "MaxIOPSLimitExceeded", "ResourceLimitExceeded");
    put(QUOTA, moreQuota, "NetworkInterfaceLimitExceeded", "InstanceCreditSpecification.Limit");
    put(QUOTA, moreQuota, "RequestResourceCountExceeded", "PlacementGroupLimitExceeded");

    String allow = "Allow this action in the IAM policy of the head node's role or user.";
    put(PERMISSION, allow, "UnauthorizedOperation", "AccessDenied", "AccessDeniedException");
    put(PERMISSION, allow, "NotAuthorized", "Http401", "Http403");
    put(
        PERMISSION,
        "Allow iam:CreateServiceLinkedRole, or create the role AWSServiceRoleForEC2Spot once.",
        "AuthFailure.ServiceLinkedRoleCreationNotPermitted");
    String keys = "Check the access keys, the profile or the head node's role.";
    put(PERMISSION, keys, "AuthFailure", "InvalidClientTokenId", "UnrecognizedClientException");
    put(PERMISSION, keys, "SignatureDoesNotMatch", "IncompleteSignature", "InvalidAccessKeyId");
    put(PERMISSION, keys, "MissingAuthenticationToken", "MissingAuthenticationTokenException");
    put(PERMISSION, keys, "InvalidSignatureException", "InvalidToken");
    String expired = "Renew the credentials; their time is over.";
    put(PERMISSION, expired, "ExpiredToken", "ExpiredTokenException");
    String clock = "Set the head node's clock: EC2 takes requests that are a few minutes old.";
    put(PERMISSION, clock, "RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture");
    String account = "The account must be verified or subscribed: see the AWS console.";
    put(PERMISSION, account, "PendingVerification", "OptInRequired", "Blocked");
    put(
        PERMISSION,
        "Give the head node an instance profile, name a profile in ProfileName, or set"
            + " AWS_PROFILE or the access keys in slurm-ec2.env.",
        NO_CREDENTIALS);

    String template = "Correct LaunchTemplateSpecification, or create the template in this Region.";
    put(CONFIGURATION, template, "InvalidLaunchTemplateName.NotFoundException");
    put(CONFIGURATION, template, "InvalidLaunchTemplateName.NotFound");
    put(CONFIGURATION, template, "InvalidLaunchTemplateName.MalformedException");
    put(CONFIGURATION, template, "InvalidLaunchTemplateId.NotFound");
    put(CONFIGURATION, template, "InvalidLaunchTemplateId.NotFoundException");
    put(CONFIGURATION, template, "InvalidLaunchTemplateId.Malformed");
    put(CONFIGURATION, template, "InvalidLaunchTemplateId.VersionNotFound");
    put(CONFIGURATION, template, "InvalidLaunchTemplateVersion.NotFound");
    String image = "Correct ImageId in the launch template or the override for this Region.";
    put(CONFIGURATION, image, "InvalidAMIID.NotFound", "InvalidAMIID.Malformed");
    put(CONFIGURATION, image, "InvalidAMIID.Unavailable");
    String subnet = "Correct SubnetIds: each must be a subnet of this Region and account.";
    put(CONFIGURATION, subnet, "InvalidSubnetID.NotFound", "InvalidSubnetId.NotFound");
    put(CONFIGURATION, subnet, "InvalidSubnetId.Malformed", "InvalidSubnetID.Malformed");
    put(CONFIGURATION, subnet, "InvalidSubnet");
    String group = "Correct the security groups in the launch template.";
    put(CONFIGURATION, group, "InvalidGroup.NotFound", "InvalidGroupId.Malformed");
    put(CONFIGURATION, group, "InvalidSecurityGroupID.NotFound");
    put(CONFIGURATION, "Correct KeyName.", "InvalidKeyPair.NotFound");
    put(
        CONFIGURATION,
        "A token launches one request only; the next launch uses another.",
        "IdempotentParameterMismatch",
        "IdempotentInstanceTerminated");
    put(
        CONFIGURATION,
        "Switch off the instance's termination or stop protection.",
        "OperationNotPermitted");
    put(
        CONFIGURATION,
        "The endpoint's certificate is not trusted: check AWS_ENDPOINT_URL, the proxy and the Java"
            + " trust store.",
        TLS_REFUSED);
    String request =
        "Correct the launch template, LaunchTemplateOverrides, OnDemandOptions or SpotOptions.";
    put(CONFIGURATION, request, "InvalidParameterValue", "InvalidParameterCombination");
    put(CONFIGURATION, request, "InvalidParameter", "MissingParameter", "UnknownParameter");
    put(CONFIGURATION, request, "InvalidFleetConfig", "ValidationError", "ValidationException");
    put(CONFIGURATION, request, "VPCIdNotSpecified", "UnsupportedOperation", "TagLimitExceeded");
    put(CONFIGURATION, request, "InvalidInstanceType");
    put(
        CONFIGURATION,
        "Correct the capacity reservation's id: it must be of this Region and account, or shared"
            + " with it.",
        "InvalidCapacityReservationId.NotFound",
        "InvalidCapacityReservationId.Malformed");
    put(
        CONFIGURATION,
        "Correct Placement, or create the placement group in this Region; a new one takes some"
            + " seconds until EC2 knows it.",
        "InvalidPlacementGroup.Unknown",
        "InvalidPlacementGroupId.Malformed");
    put(
        CONFIGURATION,
        "Name another placement group, or delete the one that has this name.",
        "InvalidPlacementGroup.Duplicate");
    put(CONFIGURATION, "The group's instances must end first.", "InvalidPlacementGroup.InUse");
    put(
        CONFIGURATION,
        "Create the parameter in this Region, or correct its name.",
        "ParameterNotFound",
        "ParameterVersionNotFound");
    put(
        CONFIGURATION,
        "The endpoint does not know this action: check AWS_ENDPOINT_URL.",
        "InvalidAction",
        "UnknownOperationException",
        "Http404");

    put(NOT_YET_VISIBLE, "", "InvalidInstanceID.NotFound");
    put(NOT_YET_VISIBLE, "", "InvalidInstanceID.NotFoundException");

    put(SERVER, "", "InternalError", "InternalFailure", "InternalServerError", "FaultServer");
    put(SERVER, "", "ServiceUnavailable", "Unavailable", "RequestTimeout", NO_ANSWER);
    put(SERVER, "Check the network, the proxy and AWS_ENDPOINT_URL.", NO_CONNECTION);
  }

  private ErrorClasses() {}

  private static void put(ErrorClass errorClass, String mend, String... codes) {
    for (String code : codes) {
      BY_CODE.put(code, new Rule(errorClass, mend));
    }
  }

  private static MessageRule message(String text, ErrorClass errorClass, String mend) {
    return new MessageRule(text, new Rule(errorClass, mend));
  }

  /**
   * The error with that code and message.
   *
   * @param code as EC2 writes it; a prefix {@code Client.} or {@code Server.} does not matter
   * @param message EC2's sentence, possibly empty
   */
  public static Ec2Error of(String code, String message) {
    String plain = code.replaceFirst("^(Client|Server)\\.", "");
    Rule rule = rule(plain, message.toLowerCase(Locale.ROOT));
    String text = message.isBlank() ? "EC2 gives no reason." : sentence(message.strip());
    return new Ec2Error(
        rule.errorClass(), plain, rule.mend().isEmpty() ? text : text + " " + rule.mend());
  }

  /** The class of a code without its message. */
  public static ErrorClass classOf(String code) {
    return of(code, "").errorClass();
  }

  /**
   * The error that explains most: what a person must mend before what passes, real errors before
   * capacity noise, then the placeholder for untried pools, and what a closed reservation says
   * last: whatever else was short may be had before its date. The first of equals.
   */
  public static Optional<Ec2Error> mostTelling(Collection<Ec2Error> errors) {
    return errors.stream()
        .min(
            Comparator.<Ec2Error>comparingInt(error -> TELLING.indexOf(error.errorClass()))
                .thenComparing(error -> noise(error.code())));
  }

  private static int noise(String code) {
    return isOfClosedReservation(code) ? 2 : code.equals(PLACEHOLDER) ? 1 : 0;
  }

  /** Whether a code says that a capacity reservation or block is not open, or no more. */
  public static boolean isOfClosedReservation(String code) {
    return code.startsWith(NOT_ACTIVE);
  }

  private static Rule rule(String code, String message) {
    for (MessageRule candidate : BY_MESSAGE) {
      if (message.contains(candidate.text())) {
        return candidate.rule();
      }
    }
    Rule known = BY_CODE.get(code);
    return known == null ? guess(code) : known;
  }

  /** EC2 adds codes more often than this list is read; their endings follow a pattern. */
  private static Rule guess(String code) {
    if (code.startsWith("Insufficient")) {
      return new Rule(CAPACITY, "");
    }
    if (code.startsWith("Unauthorized") || code.startsWith("AccessDenied")) {
      return new Rule(PERMISSION, "");
    }
    if (code.endsWith("LimitExceeded")) {
      return new Rule(QUOTA, "");
    }
    if (code.startsWith("Invalid") || code.endsWith(".NotFound") || code.endsWith(".Malformed")) {
      return new Rule(CONFIGURATION, "");
    }
    return new Rule(code.matches("Http5[0-9]{2}") ? SERVER : UNKNOWN, "");
  }

  private static String sentence(String message) {
    return message.matches("(?s).*[.!?)]") ? message : message + ".";
  }
}
