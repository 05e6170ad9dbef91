package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.TypeInfo;
import java.util.List;

/** Instance types as DescribeInstanceTypes shows them. */
final class InstanceTypeXml {

  private InstanceTypeXml() {}

  static void write(Xml xml, TypeInfo type) {
    xml.text("instanceType", type.name()).text("currentGeneration", "true");
    xml.list("supportedUsageClasses", List.of("on-demand", "spot"), xml::value);
    xml.text("bareMetal", "false").text("hypervisor", "nitro");
    xml.element(
        "processorInfo",
        () -> {
          xml.list("supportedArchitectures", List.of(type.architecture()), xml::value);
          xml.text("manufacturer", type.manufacturer());
        });
    int cores = Math.max(1, type.vcpus() / type.threadsPerCore());
    xml.element(
        "vCpuInfo",
        () -> {
          xml.text("defaultVCpus", type.vcpus()).text("defaultCores", cores);
          xml.text("defaultThreadsPerCore", type.threadsPerCore());
          xml.list(
              "validThreadsPerCore",
              type.threadsPerCore() == 2 ? List.of(1, 2) : List.of(1),
              xml::value);
        });
    xml.element("memoryInfo", () -> xml.text("sizeInMiB", type.memoryMib()));
    xml.text("instanceStorageSupported", "false");
    type.accelerator().ifPresent(each -> accelerator(xml, each));
    xml.text("burstablePerformanceSupported", type.name().startsWith("t"));
  }

  private static void accelerator(Xml xml, TypeInfo.Accelerator accelerator) {
    boolean gpu = accelerator.kind().equals("gpu");
    int total = accelerator.count() * accelerator.memoryMib();
    xml.element(
        gpu ? "gpuInfo" : "neuronInfo",
        () -> {
          xml.list(
              gpu ? "gpus" : "neuronDevices",
              List.of(accelerator),
              each ->
                  xml.text("name", each.name())
                      .text("manufacturer", each.maker())
                      .text("count", each.count())
                      .element("memoryInfo", () -> xml.text("sizeInMiB", each.memoryMib())));
          xml.text(gpu ? "totalGpuMemoryInMiB" : "totalNeuronDeviceMemoryInMiB", total);
        });
  }
}
