package dev.slurmec2.sandbox.engine;

import java.util.List;
import java.util.Optional;

/**
 * The part of InstanceRequirements that the sandbox applies to its table of types; all other
 * members are taken and have no effect.
 *
 * @param minVcpus VCpuCount.Min
 * @param maxVcpus VCpuCount.Max
 * @param minMemoryMib MemoryMiB.Min
 * @param maxMemoryMib MemoryMiB.Max
 * @param minAccelerators AcceleratorCount.Min
 * @param maxAccelerators AcceleratorCount.Max
 * @param manufacturers CpuManufacturers, as {@code intel}; empty for any
 * @param allowed AllowedInstanceTypes, with asterisks; empty for any
 * @param excluded ExcludedInstanceTypes, with asterisks
 * @param burstable BurstablePerformance: {@code excluded} unless said otherwise
 */
public record Requirements(
    int minVcpus,
    Optional<Integer> maxVcpus,
    long minMemoryMib,
    Optional<Long> maxMemoryMib,
    Optional<Integer> minAccelerators,
    Optional<Integer> maxAccelerators,
    List<String> manufacturers,
    List<String> allowed,
    List<String> excluded,
    String burstable) {
  public Requirements {
    manufacturers = List.copyOf(manufacturers);
    allowed = List.copyOf(allowed);
    excluded = List.copyOf(excluded);
  }

  boolean accept(TypeInfo type) {
    int accelerators = type.accelerator().map(TypeInfo.Accelerator::count).orElse(0);
    boolean acceleratorsAsked = minAccelerators.isPresent() || maxAccelerators.isPresent();
    return type.vcpus() >= minVcpus
        && maxVcpus.filter(max -> type.vcpus() > max).isEmpty()
        && type.memoryMib() >= minMemoryMib
        && maxMemoryMib.filter(max -> type.memoryMib() > max).isEmpty()
        && (acceleratorsAsked || accelerators == 0)
        && minAccelerators.filter(min -> accelerators < min).isEmpty()
        && maxAccelerators.filter(max -> accelerators > max).isEmpty()
        && (manufacturers.isEmpty() || manufacturers.contains(manufacturer(type)))
        && (allowed.isEmpty() || new Filter("type", allowed).matches(type.name()))
        && (excluded.isEmpty() || !new Filter("type", excluded).matches(type.name()))
        && switch (burstable) {
          case "included" -> true;
          case "required" -> type.isBurstable();
          default -> !type.isBurstable();
        };
  }

  private static String manufacturer(TypeInfo type) {
    return switch (type.manufacturer()) {
      case "Intel" -> "intel";
      case "AMD" -> "amd";
      default -> "amazon-web-services";
    };
  }
}
