package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.ApiError;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.Filter;
import dev.slurmec2.sandbox.engine.Page;
import dev.slurmec2.sandbox.engine.Paging;
import dev.slurmec2.sandbox.engine.Subnet;
import dev.slurmec2.sandbox.engine.TypeInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The describe calls about what instances are made from. */
final class InventoryActions {

  private final Engine engine;

  InventoryActions(Engine engine) {
    this.engine = engine;
  }

  Reply describeSubnets(Call call) {
    List<Filter> filters = Requests.filters(call.query());
    List<Subnet> subnets =
        engine.subnets(call.region(), call.query().texts("SubnetId")).stream()
            .filter(subnet -> filters.stream().allMatch(filter -> matches(subnet, filter)))
            .toList();
    return list(
        call,
        "subnetSet",
        new Page<>(subnets, Optional.empty()),
        (xml, subnet) ->
            xml.text("subnetId", subnet.id())
                .text("state", "available")
                .text("vpcId", InstanceXml.VPC)
                .text("cidrBlock", "127.10.0.0/16")
                .text(
                    "availableIpAddressCount",
                    engine.stock().freeAddresses(call.region(), subnet.id()).orElse(65_000))
                .text("availabilityZone", subnet.zone())
                .text("availabilityZoneId", Engine.zoneId(subnet.zone()))
                .text("ownerId", Engine.ACCOUNT));
  }

  private static boolean matches(Subnet subnet, Filter filter) {
    return switch (filter.name()) {
      case "subnet-id" -> filter.matches(subnet.id());
      case "availability-zone", "availabilityZone" -> filter.matches(subnet.zone());
      case "availability-zone-id", "availabilityZoneId" ->
          filter.matches(Engine.zoneId(subnet.zone()));
      case "vpc-id" -> filter.matches(InstanceXml.VPC);
      case "state" -> filter.matches("available");
      default -> throw filter.unknown();
    };
  }

  Reply describeAvailabilityZones(Call call) {
    Requests.refuseFilters(call.query());
    List<String> names = call.query().texts("ZoneName");
    List<String> zones = engine.zones(call.region());
    names.stream()
        .filter(name -> !zones.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new ApiError(
                  "InvalidParameterValue", "Invalid availability zone: [" + name + "]");
            });
    return list(
        call,
        "availabilityZoneInfo",
        new Page<>(names.isEmpty() ? zones : names, Optional.empty()),
        (xml, zone) ->
            xml.text("zoneName", zone)
                .text("zoneState", "available")
                .text("regionName", call.region())
                .text("zoneId", Engine.zoneId(zone))
                .text("optInStatus", "opt-in-not-required")
                .text("zoneType", "availability-zone"));
  }

  Reply describeInstanceTypes(Call call) {
    List<String> wanted = call.query().texts("InstanceType");
    List<Filter> filters = Requests.filters(call.query());
    Paging paging = Requests.paging(call.query());
    List<TypeInfo> all = engine.instanceTypes();
    List<String> unknown =
        wanted.stream()
            .filter(name -> all.stream().noneMatch(type -> type.name().equals(name)))
            .toList();
    if (!unknown.isEmpty()) {
      throw new ApiError(
          "InvalidInstanceType", "The following supplied instance types do not exist: " + unknown);
    }
    List<TypeInfo> types =
        all.stream()
            .filter(type -> wanted.isEmpty() || wanted.contains(type.name()))
            .filter(type -> filters.stream().allMatch(filter -> matches(type, filter)))
            .toList();
    return list(
        call, "instanceTypeSet", paging.page(types, TypeInfo::name), InstanceTypeXml::write);
  }

  private static boolean matches(TypeInfo type, Filter filter) {
    return switch (filter.name()) {
      case "instance-type" -> filter.matches(type.name());
      case "processor-info.supported-architecture" -> filter.matches(type.architecture());
      case "vcpu-info.default-vcpus" -> filter.matches(Integer.toString(type.vcpus()));
      case "memory-info.size-in-mib" -> filter.matches(Long.toString(type.memoryMib()));
      default -> throw filter.unknown();
    };
  }

  Reply describeImages(Call call) {
    Requests.refuseFilters(call.query());
    List<String> ids = call.query().texts("ImageId");
    if (ids.isEmpty()) {
      throw new ApiError(
          "InvalidParameterCombination", "The sandbox describes images by their ids only.");
    }
    List<String> images = ids.stream().map(id -> engine.image(call.region(), id)).toList();
    return list(
        call,
        "imagesSet",
        new Page<>(images, Optional.empty()),
        (xml, image) ->
            xml.text("imageId", image)
                .text("imageState", "available")
                .text("name", "sandbox-" + image)
                .text("architecture", "x86_64")
                .text("imageType", "machine")
                .text("rootDeviceType", "ebs")
                .text("rootDeviceName", "/dev/xvda")
                .text("virtualizationType", "hvm"));
  }

  private static <T> Reply list(Call call, String element, Page<T> page, BiConsumer<Xml, T> each) {
    String body =
        Xml.response(
            call.action(),
            call.requestId(),
            xml -> {
              xml.list(element, page.items(), item -> each.accept(xml, item));
              page.nextToken().ifPresent(token -> xml.text("nextToken", token));
            });
    return Reply.xml(body, page.items().size() + " items");
  }
}
