package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.InstanceState;
import dev.slurmec2.sandbox.engine.InstanceView;
import dev.slurmec2.sandbox.engine.Market;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Instances as EC2's answers show them. */
final class InstanceXml {

  /** The one VPC of every region. */
  static final String VPC = "vpc-0a1b2c3d4e5f60718";

  private InstanceXml() {}

  static void state(Xml xml, String element, InstanceState state) {
    xml.element(element, () -> xml.text("code", state.code()).text("name", state.wire()));
  }

  static void write(Xml xml, InstanceView instance) {
    xml.text("instanceId", instance.id()).text("imageId", instance.imageId());
    state(xml, "instanceState", instance.state());
    xml.text("privateDnsName", instance.addressShown() ? instance.privateDnsName() : "");
    xml.text("dnsName", "").text("reason", instance.transition());
    xml.text("amiLaunchIndex", instance.launchIndex());
    xml.text("instanceType", instance.pool().instanceType());
    xml.time("launchTime", instance.launchTime());
    xml.element(
        "placement",
        () ->
            xml.text("availabilityZone", instance.pool().zone())
                .text("groupName", instance.placementGroup().orElse(""))
                .text("tenancy", "default"));
    xml.element("monitoring", () -> xml.text("state", "disabled"));
    if (instance.addressShown()) {
      xml.text("subnetId", instance.subnetId()).text("vpcId", VPC);
      xml.text("privateIpAddress", instance.privateIp());
    }
    instance
        .stateReason()
        .ifPresent(
            reason ->
                xml.element(
                    "stateReason",
                    () -> xml.text("code", reason.code()).text("message", reason.message())));
    xml.text("architecture", "x86_64").text("rootDeviceType", "ebs");
    xml.text("rootDeviceName", "/dev/xvda").text("virtualizationType", "hvm");
    if (!instance.clientToken().isEmpty()) {
      xml.text("clientToken", instance.clientToken());
    }
    if (instance.pool().market() != Market.ON_DEMAND) {
      xml.text("instanceLifecycle", instance.pool().market().wire());
    }
    instance.spotRequestId().ifPresent(id -> xml.text("spotInstanceRequestId", id));
    instance.capacityReservationId().ifPresent(id -> xml.text("capacityReservationId", id));
    xml.tags(instance.tags());
    xml.text("hypervisor", "xen").text("ebsOptimized", "false").text("enaSupport", "true");
    xml.list(
        "networkInterfaceSet",
        instance.addressShown() ? List.of(instance) : List.of(),
        each -> networkInterface(xml, each));
    xml.element(
        "metadataOptions",
        () ->
            xml.text("state", "applied")
                .text("httpTokens", "required")
                .text("httpPutResponseHopLimit", 2)
                .text("httpEndpoint", "enabled")
                .text("instanceMetadataTags", "enabled"));
  }

  private static void networkInterface(Xml xml, InstanceView instance) {
    xml.text("networkInterfaceId", "eni-" + instance.id().substring("i-".length()));
    xml.text("subnetId", instance.subnetId()).text("vpcId", VPC).text("status", "in-use");
    xml.text("privateIpAddress", instance.privateIp());
    xml.text("privateDnsName", instance.privateDnsName());
    xml.element("attachment", () -> xml.text("deviceIndex", 0).text("networkCardIndex", 0));
    xml.list(
        "privateIpAddressesSet",
        List.of(instance.privateIp()),
        address -> xml.text("privateIpAddress", address).text("primary", "true"));
  }

  static void writeStatus(Xml xml, InstanceView instance) {
    xml.text("instanceId", instance.id()).text("availabilityZone", instance.pool().zone());
    state(xml, "instanceState", instance.state());
    boolean running = instance.state() == InstanceState.RUNNING;
    check(xml, "systemStatus", running, instance.impairedSystem());
    check(xml, "instanceStatus", running, instance.impairedInstance());
    if (!instance.events().isEmpty()) {
      xml.list(
          "eventsSet",
          instance.events(),
          event ->
              xml.text("instanceEventId", event.id())
                  .text("code", event.code())
                  .text("description", event.description())
                  .time("notBefore", event.notBefore()));
    }
  }

  private static void check(Xml xml, String element, boolean running, Optional<Instant> failing) {
    String status = failing.isPresent() ? "impaired" : "ok";
    xml.element(
        element,
        () -> {
          xml.text("status", running ? status : "not-applicable");
          if (running) {
            xml.element(
                "details",
                () ->
                    xml.element(
                        "item",
                        () -> {
                          failing.ifPresent(since -> xml.time("impairedSince", since));
                          xml.text("name", "reachability")
                              .text("status", failing.isPresent() ? "failed" : "passed");
                        }));
          }
        });
  }
}
