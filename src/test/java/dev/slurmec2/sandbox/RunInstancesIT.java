package dev.slurmec2.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.MarketType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Launches into reservations, asked by the real SDK over HTTP. */
final class RunInstancesIT {
  private static final String FILE =
      """
      {
        "reservations": [
          {"id": "cr-0a", "instanceType": "c5.xlarge", "zone": "us-east-1a", "count": 2,
           "match": "targeted"},
          {"id": "cr-0b", "instanceType": "p5.48xlarge", "zone": "us-east-1a", "count": 1,
           "type": "capacity-block", "startSeconds": 600, "endSeconds": 90000}
        ]
      }
      """;

  @TempDir private Path directory;
  private final TestClock clock = new TestClock();
  private Sandbox sandbox;
  private Ec2Client ec2;

  @BeforeEach
  void start() throws IOException {
    Path file = Files.writeString(directory.resolve("capacity.json"), FILE);
    sandbox =
        Sandbox.start(
            SandboxOptions.builder()
                .seed(1)
                .capacityFile(file)
                .subnets(Map.of("subnet-0000000a", "a"))
                .build(),
            clock,
            duration -> {});
    ec2 = SdkClients.ec2(sandbox.endpoint());
  }

  @AfterEach
  void stop() {
    ec2.close();
    sandbox.close();
  }

  private List<Instance> run(Consumer<RunInstancesRequest.Builder> more) {
    return ec2.runInstances(
            request -> {
              request
                  .launchTemplate(template -> template.launchTemplateName("nodes"))
                  .subnetId("subnet-0000000a")
                  .instanceType(InstanceType.C5_XLARGE)
                  .minCount(1)
                  .maxCount(1)
                  .tagSpecifications(
                      TagSpecification.builder()
                          .resourceType(ResourceType.INSTANCE)
                          .tags(Tag.builder().key("slurm-ec2:cluster").value("hpc").build())
                          .build());
              more.accept(request);
            })
        .instances();
  }

  private static Consumer<RunInstancesRequest.Builder> into(String id) {
    return request ->
        request.capacityReservationSpecification(
            s -> s.capacityReservationTarget(t -> t.capacityReservationId(id)));
  }

  @Test
  void instances_are_in_the_reservation_with_their_tags_and_as_many_as_it_has() {
    List<Instance> launched = run(into("cr-0a").andThen(request -> request.maxCount(3)));

    assertThat(launched).hasSize(2);
    assertThat(ec2.describeInstances().reservations())
        .flatExtracting(reservation -> reservation.instances())
        .allSatisfy(
            instance -> {
              assertThat(instance.capacityReservationId()).isEqualTo("cr-0a");
              assertThat(instance.tags())
                  .anyMatch(tag -> tag.key().equals("slurm-ec2:cluster"))
                  .noneMatch(tag -> tag.key().equals("aws:ec2:fleet-id"));
            });
  }

  @Test
  void what_min_count_lacks_is_the_calls_error() {
    assertThatThrownBy(() -> run(into("cr-0a").andThen(request -> request.minCount(3).maxCount(3))))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            e ->
                assertThat(e.awsErrorDetails().errorCode())
                    .isEqualTo("ReservationCapacityExceeded"));
    assertThat(ec2.describeInstances().reservations()).isEmpty();
  }

  @Test
  void a_block_is_launched_into_by_its_market_and_within_its_window() {
    Consumer<RunInstancesRequest.Builder> block =
        into("cr-0b")
            .andThen(request -> request.instanceType(InstanceType.P5_48_XLARGE))
            .andThen(
                request ->
                    request.instanceMarketOptions(
                        market -> market.marketType(MarketType.CAPACITY_BLOCK)));
    assertThatThrownBy(() -> run(block)).hasMessageContaining("not active yet");

    clock.passSeconds(601);

    assertThat(run(block)).hasSize(1);
  }

  @Test
  void the_same_token_launches_nothing_twice() {
    Consumer<RunInstancesRequest.Builder> once =
        into("cr-0a").andThen(request -> request.clientToken("launch-1"));

    assertThat(run(once)).isEqualTo(run(once));
    assertThat(ec2.describeInstances().reservations()).hasSize(1);
  }
}
