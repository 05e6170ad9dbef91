package dev.slurmec2.ec2;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.InstanceIpv6Address;
import software.amazon.awssdk.services.ec2.model.InstanceState;
import software.amazon.awssdk.services.ec2.model.Placement;
import software.amazon.awssdk.services.ec2.model.StateReason;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Reads the SDK's instances. Pure. */
final class Instances {
  private Instances() {}

  static Instance of(software.amazon.awssdk.services.ec2.model.Instance instance) {
    return new Instance(
        instance.instanceId(),
        state(instance.state()),
        present(instance.privateIpAddress()),
        ipv6(instance),
        Objects.requireNonNullElse(instance.instanceTypeAsString(), ""),
        Optional.ofNullable(instance.placement()).map(Placement::availabilityZone).orElse(""),
        Objects.requireNonNullElse(instance.launchTime(), Instant.EPOCH),
        "spot".equals(instance.instanceLifecycleAsString()),
        tags(instance.tags()),
        Optional.ofNullable(instance.stateReason()).map(StateReason::code));
  }

  /** A state that this program does not know counts as running: what may cost must be seen. */
  static Instance.State state(@Nullable InstanceState state) {
    String name = state == null ? null : state.nameAsString();
    if (name == null) {
      return Instance.State.PENDING;
    }
    String constant = name.replace('-', '_').toUpperCase(Locale.ROOT);
    return Stream.of(Instance.State.values())
        .filter(known -> known.name().equals(constant))
        .findFirst()
        .orElse(Instance.State.RUNNING);
  }

  private static Optional<String> ipv6(
      software.amazon.awssdk.services.ec2.model.Instance instance) {
    Optional<String> own = present(instance.ipv6Address());
    return own.isPresent()
        ? own
        : instance.networkInterfaces().stream()
            .flatMap(network -> network.ipv6Addresses().stream())
            .map(InstanceIpv6Address::ipv6Address)
            .flatMap(address -> present(address).stream())
            .findFirst();
  }

  private static Map<String, String> tags(Iterable<Tag> tags) {
    Map<String, String> byKey = new LinkedHashMap<>();
    tags.forEach(
        tag -> {
          if (tag.key() != null) {
            byKey.put(tag.key(), Objects.requireNonNullElse(tag.value(), ""));
          }
        });
    return byKey;
  }

  /** EC2 shows an address that is not there yet as an empty element. */
  private static Optional<String> present(@Nullable String value) {
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }
}
