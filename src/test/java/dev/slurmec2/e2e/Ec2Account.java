package dev.slurmec2.e2e;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DefaultTargetCapacityType;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateConfigRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;
import software.amazon.awssdk.services.ec2.model.FleetType;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** What the account holds, seen with the SDK's own client, past all of the suite's code. */
final class Ec2Account implements AutoCloseable {

  private static final String REGION = "us-east-1";

  private static final Set<InstanceStateName> LIVE =
      Set.of(InstanceStateName.PENDING, InstanceStateName.RUNNING);

  private final Ec2Client client;

  /** An instance, whatever its state. */
  record Found(String id, String name, String cluster, String partition, InstanceStateName state) {
    boolean isLive() {
      return LIVE.contains(state);
    }
  }

  Ec2Account(URI endpoint) {
    client =
        Ec2Client.builder()
            .endpointOverride(endpoint)
            .region(Region.of(REGION))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("sandbox", "sandbox")))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
  }

  /** All that DescribeInstances shows, terminated ones too. */
  List<Found> instances() {
    return client.describeInstancesPaginator(request -> {}).reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .map(
            instance ->
                new Found(
                    instance.instanceId(),
                    tag(instance, "Name"),
                    tag(instance, "slurm-ec2:cluster"),
                    tag(instance, "slurm-ec2:partition"),
                    instance.state().name()))
        .toList();
  }

  /** The pending and running ones. */
  List<Found> live() {
    return instances().stream().filter(Found::isLive).toList();
  }

  /** The names of live instances in a capacity reservation. */
  List<String> inReservation(String id) {
    return client.describeInstancesPaginator(request -> {}).reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .filter(instance -> id.equals(instance.capacityReservationId()))
        .filter(instance -> LIVE.contains(instance.state().name()))
        .map(instance -> tag(instance, "Name"))
        .toList();
  }

  /** Subnets whose addresses are the machine's own, so that slurmctld reaches their nodes. */
  List<String> createLoopbackSubnets(int count) {
    String vpc = client.createVpc(request -> request.cidrBlock("127.0.0.0/16")).vpc().vpcId();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String addresses = "127.0." + (i + 1) + ".0/24";
      String zone = REGION + (char) ('a' + i);
      ids.add(
          client
              .createSubnet(
                  request -> request.vpcId(vpc).cidrBlock(addresses).availabilityZone(zone))
              .subnet()
              .subnetId());
    }
    return ids;
  }

  /** A launch template with an image that the account has. */
  void createLaunchTemplate(String name) {
    String image =
        client.describeImages(request -> {}).images().stream()
            .map(Image::imageId)
            .findFirst()
            .orElseThrow();
    client.createLaunchTemplate(
        request ->
            request
                .launchTemplateName(name)
                .launchTemplateData(data -> data.imageId(image).instanceType("c5.large")));
  }

  /** Launches an instance with these tags as somebody else would, and returns its id. */
  String launch(String template, String subnet, Map<String, String> tags) {
    List<Tag> list =
        tags.entrySet().stream()
            .map(entry -> Tag.builder().key(entry.getKey()).value(entry.getValue()).build())
            .toList();
    FleetLaunchTemplateConfigRequest config =
        FleetLaunchTemplateConfigRequest.builder()
            .launchTemplateSpecification(
                specification -> specification.launchTemplateName(template).version("$Latest"))
            .overrides(
                FleetLaunchTemplateOverridesRequest.builder()
                    .instanceType("c5.large")
                    .subnetId(subnet)
                    .build())
            .build();
    return client
        .createFleet(
            request ->
                request
                    .type(FleetType.INSTANT)
                    .launchTemplateConfigs(config)
                    .tagSpecifications(
                        TagSpecification.builder()
                            .resourceType(ResourceType.INSTANCE)
                            .tags(list)
                            .build())
                    .targetCapacitySpecification(
                        capacity ->
                            capacity
                                .totalTargetCapacity(1)
                                .defaultTargetCapacityType(DefaultTargetCapacityType.ON_DEMAND)))
        .instances()
        .get(0)
        .instanceIds()
        .get(0);
  }

  @Override
  public void close() {
    client.close();
  }

  private static String tag(Instance instance, String key) {
    Optional<Tag> found = instance.tags().stream().filter(tag -> tag.key().equals(key)).findFirst();
    return found.map(Tag::value).orElse("");
  }
}
