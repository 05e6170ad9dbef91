package dev.slurmec2.sandbox;

import static dev.slurmec2.sandbox.Fleets.override;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.slurmec2.sandbox.engine.PoolRule;
import dev.slurmec2.sandbox.engine.Times;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.CreateFleetResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.SummaryStatus;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;

/** Every action, asked by the real SDK over HTTP; time passes as the test says. */
final class SandboxIT {

  private final TestClock clock = new TestClock();
  private final Sandbox sandbox;
  private final Ec2Client ec2;

  SandboxIT() throws IOException {
    sandbox =
        Sandbox.start(
            SandboxOptions.builder().seed(1).parameters(Map.of("/site/ami", "ami-0abc")).build(),
            clock,
            duration -> {});
    ec2 = SdkClients.ec2(sandbox.endpoint());
  }

  @AfterEach
  void stop() {
    ec2.close();
    sandbox.close();
  }

  private List<Instance> describe(Filter... filters) {
    return instances(ec2.describeInstances(r -> r.filters(filters)));
  }

  private static List<Instance> instances(DescribeInstancesResponse response) {
    return response.reservations().stream().flatMap(r -> r.instances().stream()).toList();
  }

  private static Filter filter(String name, String... values) {
    return Filter.builder().name(name).values(values).build();
  }

  private static void assertCode(ThrowingCallable call, int status, String code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(status);
              assertThat(e.requestId()).isNotEmpty();
            });
  }

  @Test
  void an_instance_lives_from_pending_to_terminated() {
    CreateFleetRequest request =
        Fleets.request(
            1,
            c ->
                c.tagSpecifications(
                    TagSpecification.builder()
                        .resourceType(ResourceType.INSTANCE)
                        .tags(Tag.builder().key("Name").value("aws-cpu-0 <&>\"é").build())
                        .build(),
                    TagSpecification.builder()
                        .resourceType(ResourceType.VOLUME)
                        .tags(Tag.builder().key("Owner").value("me").build())
                        .build()),
            override("c5.xlarge", "subnet-11111111"));

    CreateFleetResponse fleet = ec2.createFleet(request);

    assertThat(fleet.fleetId()).startsWith("fleet-");
    assertThat(fleet.errors()).isEmpty();
    assertThat(fleet.instances())
        .singleElement()
        .satisfies(
            group -> {
              assertThat(group.instanceIds()).hasSize(1);
              assertThat(group.instanceTypeAsString()).isEqualTo("c5.xlarge");
              assertThat(group.lifecycleAsString()).isEqualTo("on-demand");
              assertThat(group.availabilityZone()).isEqualTo("us-east-1a");
              assertThat(group.availabilityZoneId()).isEqualTo("use1-az1");
              assertThat(group.subnetId()).isEqualTo("subnet-11111111");
              assertThat(group.launchTemplateAndOverrides().overrides().subnetId())
                  .isEqualTo("subnet-11111111");
              assertThat(group.launchTemplateAndOverrides().launchTemplateSpecification().version())
                  .isEqualTo("1");
            });
    Instance pending = describe().get(0);
    assertThat(pending.state().name()).isEqualTo(InstanceStateName.PENDING);
    assertThat(pending.privateIpAddress()).isEqualTo("127.10.0.5");
    assertThat(pending.privateDnsName()).isEqualTo("ip-127-10-0-5.ec2.internal");
    assertThat(pending.launchTime()).isEqualTo(Instant.parse("2026-11-21T08:00:00Z"));
    assertThat(pending.placement().availabilityZone()).isEqualTo("us-east-1a");
    assertThat(pending.instanceLifecycle()).isNull();
    assertThat(pending.networkInterfaces()).hasSize(1);
    assertThat(pending.tags())
        .contains(Tag.builder().key("Name").value("aws-cpu-0 <&>\"é").build())
        .extracting(Tag::key)
        .contains("aws:ec2:fleet-id");

    clock.passSeconds(5);
    assertThat(describe().get(0).state().name()).isEqualTo(InstanceStateName.RUNNING);

    String id = pending.instanceId();
    assertThat(ec2.terminateInstances(r -> r.instanceIds(id)).terminatingInstances())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.previousState().code()).isEqualTo(16);
              assertThat(change.currentState().name()).isEqualTo(InstanceStateName.SHUTTING_DOWN);
            });
    clock.passSeconds(3);
    Instance terminated = describe().get(0);
    assertThat(terminated.state().name()).isEqualTo(InstanceStateName.TERMINATED);
    assertThat(terminated.privateIpAddress()).isNull();
    assertThat(terminated.stateReason().code()).isEqualTo("Client.UserInitiatedShutdown");
    assertThat(terminated.stateTransitionReason())
        .isEqualTo("User initiated (2026-11-21 08:00:05 GMT)");

    clock.pass(Duration.ofMinutes(59));
    assertThat(describe()).isEmpty();
    assertCode(
        () -> ec2.describeInstances(r -> r.instanceIds(id)), 400, "InvalidInstanceID.NotFound");
  }

  @Test
  void a_partial_fleet_has_instances_and_errors_in_one_answer() {
    sandbox.engine().capacity(PoolRule.parse("c5.large:us-east-1a:on-demand=2"));
    sandbox.engine().capacity(PoolRule.parse("c5.large:us-east-1b:*=Unsupported"));

    CreateFleetResponse fleet =
        ec2.createFleet(
            Fleets.request(
                3,
                c -> {},
                override("c5.large", "subnet-11111111"),
                override("c5.large", "subnet-22222222")));

    assertThat(Fleets.ids(fleet)).hasSize(2);
    assertThat(fleet.errors())
        .extracting(e -> e.errorCode(), e -> e.launchTemplateAndOverrides().overrides().subnetId())
        .containsExactlyInAnyOrder(
            tuple("InsufficientInstanceCapacity", "subnet-11111111"),
            tuple("Unsupported", "subnet-22222222"));
    assertThat(fleet.errors()).extracting(e -> e.lifecycleAsString()).containsOnly("on-demand");
  }

  @Test
  void a_client_token_launches_once_and_refuses_other_parameters() {
    CreateFleetRequest request =
        Fleets.request(2, c -> c.clientToken("launch-1"), override("c5.large", "subnet-11111111"));

    List<String> first = Fleets.ids(ec2.createFleet(request));

    assertThat(Fleets.ids(ec2.createFleet(request))).isEqualTo(first);
    assertThat(describe()).hasSize(2);
    assertCode(
        () ->
            ec2.createFleet(
                Fleets.request(
                    3, c -> c.clientToken("launch-1"), override("c5.large", "subnet-11111111"))),
        400,
        "IdempotentParameterMismatch");
  }

  @Test
  void what_EC2_refuses_is_refused_with_its_code() {
    assertCode(
        () ->
            ec2.createFleet(
                Fleets.request(
                    1,
                    c -> {},
                    override("c5.large", "subnet-11111111"),
                    override("c5.large", "subnet-22222222"),
                    override("c5.large", "subnet-33333333"),
                    override("c5.large", "subnet-44444444"))),
        400,
        "InvalidFleetConfig");
    assertCode(
        () -> ec2.createFleet(Fleets.request(1, c -> {}, override("c5.large", "net-1"))),
        400,
        "InvalidSubnetID.NotFound");
    assertCode(
        () -> ec2.createFleet(Fleets.request(1, c -> c.dryRun(true), override("c5.large", "x"))),
        412,
        "DryRunOperation");
    assertCode(() -> ec2.describeVpcs(), 400, "InvalidAction");
    assertThat(describe()).isEmpty();
  }

  @Test
  void describe_pages_through_many_and_keeps_the_limits() {
    List<String> launched = Fleets.launch(ec2, 23);

    List<String> paged = new ArrayList<>();
    ec2.describeInstancesPaginator(r -> r.maxResults(5))
        .forEach(page -> instances(page).forEach(each -> paged.add(each.instanceId())));

    assertThat(paged).containsExactlyInAnyOrderElementsOf(launched);
    assertThat(sandbox.engine().everyInstance()).hasSize(23);
    assertCode(
        () -> ec2.describeInstances(r -> r.maxResults(5).instanceIds(launched)),
        400,
        "InvalidParameterCombination");
    assertCode(() -> ec2.describeInstances(r -> r.maxResults(4)), 400, "InvalidParameterValue");
    assertCode(
        () -> ec2.describeInstances(r -> r.nextToken("bogus")), 400, "InvalidParameterValue");
    String[] names = IntStream.range(0, 201).mapToObj(i -> "n" + i).toArray(String[]::new);
    assertCode(() -> describe(filter("tag:Name", names)), 400, "FilterLimitExceeded");
    assertCode(() -> describe(filter("tagg", "x")), 400, "InvalidParameterValue");
    assertCode(
        () -> ec2.describeLaunchTemplates(r -> r.filters(filter("tag:a", "x"))),
        400,
        "InvalidParameterValue");
  }

  @Test
  void filters_choose_instances() {
    List<String> ids = Fleets.launch(ec2, 2);
    ec2.createTags(
        r -> r.resources(ids.get(0)).tags(Tag.builder().key("Name").value("n-0").build()));
    clock.passSeconds(10);
    ec2.terminateInstances(r -> r.instanceIds(ids.get(1)));

    Map<String, Integer> sizes = new TreeMap<>();
    for (Filter each :
        List.of(
            filter("tag:Name", "n-0"),
            filter("tag:Name", "n-*"),
            filter("tag:Name", "m-?"),
            filter("tag-key", "Name"),
            filter("instance-state-name", "running", "shutting-down"),
            filter("instance-id", ids.get(1)),
            filter("subnet-id", "subnet-11111111"),
            filter("availability-zone", "us-east-1b"),
            filter("instance-type", "c5.large"),
            filter("private-ip-address", "127.10.0.6"))) {
      sizes.put(each.name() + "=" + each.values(), describe(each).size());
    }

    assertThat(sizes)
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "tag:Name=[n-0]",
                    1,
                    "tag:Name=[n-*]",
                    1,
                    "tag:Name=[m-?]",
                    0,
                    "tag-key=[Name]",
                    1,
                    "instance-state-name=[running, shutting-down]",
                    2,
                    "instance-id=[" + ids.get(1) + "]",
                    1,
                    "subnet-id=[subnet-11111111]",
                    2,
                    "availability-zone=[us-east-1b]",
                    0,
                    "instance-type=[c5.large]",
                    2,
                    "private-ip-address=[127.10.0.6]",
                    1)));
  }

  @Test
  void one_bad_id_ends_none() {
    List<String> ids = Fleets.launch(ec2, 2);

    assertCode(
        () -> ec2.terminateInstances(r -> r.instanceIds(ids.get(0), "i-00000000000000bad")),
        400,
        "InvalidInstanceID.NotFound");
    assertCode(
        () -> ec2.terminateInstances(r -> r.instanceIds(ids.get(0), "i-nonsense")),
        400,
        "InvalidInstanceID.Malformed");

    assertThat(describe(filter("instance-state-name", "pending"))).hasSize(2);
  }

  @Test
  void young_instances_are_invisible_to_every_call() {
    sandbox
        .engine()
        .times(
            new Times(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(40),
                Duration.ofMinutes(50)));
    String id = Fleets.launch(ec2, 1).get(0);

    assertThat(describe()).isEmpty();
    assertCode(
        () -> ec2.describeInstances(r -> r.instanceIds(id)), 400, "InvalidInstanceID.NotFound");
    assertCode(
        () -> ec2.terminateInstances(r -> r.instanceIds(id)), 400, "InvalidInstanceID.NotFound");
    assertCode(
        () ->
            ec2.createTags(r -> r.resources(id).tags(Tag.builder().key("Name").value("x").build())),
        400,
        "InvalidInstanceID.NotFound");

    clock.passSeconds(30);
    assertThat(describe().get(0).privateIpAddress()).isNull();
    clock.passSeconds(10);
    assertThat(describe().get(0).privateIpAddress()).isEqualTo("127.10.0.5");
  }

  @Test
  void tags_are_set_listed_and_deleted() {
    String id = Fleets.launch(ec2, 1).get(0);
    ec2.createTags(
        r ->
            r.resources(id)
                .tags(
                    Tag.builder().key("Name").value("n").build(),
                    Tag.builder().key("Empty").value("").build()));

    assertThat(
            ec2.describeTags(r -> r.filters(filter("resource-id", id), filter("key", "N*", "E*")))
                .tags())
        .extracting(tag -> tag.key() + "=" + tag.value() + " " + tag.resourceTypeAsString())
        .containsExactlyInAnyOrder("Name=n instance", "Empty= instance");

    ec2.deleteTags(r -> r.resources(id).tags(Tag.builder().key("Name").build()));
    assertThat(describe(filter("tag-key", "Name"))).isEmpty();
    assertThat(describe(filter("tag-key", "Empty"))).hasSize(1);
    assertCode(
        () ->
            ec2.createTags(r -> r.resources(id).tags(Tag.builder().key("aws:x").value("").build())),
        400,
        "InvalidParameterValue");
  }

  @Test
  void status_shows_impaired_instances_and_scheduled_events() {
    String id = Fleets.launch(ec2, 1).get(0);
    assertThat(ec2.describeInstanceStatus(r -> {}).instanceStatuses()).isEmpty();
    assertThat(ec2.describeInstanceStatus(r -> r.includeAllInstances(true)).instanceStatuses())
        .hasSize(1);
    clock.passSeconds(600);
    sandbox.engine().impair(id, false, Duration.ofSeconds(200));
    sandbox.engine().schedule(id, "instance-retirement", "tired", Duration.ofHours(2));

    InstanceStatus status =
        ec2.describeInstanceStatus(r -> r.maxResults(100)).instanceStatuses().get(0);

    assertThat(status.instanceStatus().status()).isEqualTo(SummaryStatus.IMPAIRED);
    assertThat(status.instanceStatus().details().get(0).impairedSince())
        .isEqualTo(clock.instant().minusSeconds(200));
    assertThat(status.systemStatus().status()).isEqualTo(SummaryStatus.OK);
    assertThat(status.events().get(0).codeAsString()).isEqualTo("instance-retirement");
    assertThat(status.events().get(0).notBefore()).isEqualTo(clock.instant().plusSeconds(7200));
    assertThat(
            ec2.describeInstanceStatus(r -> r.filters(filter("instance-status.status", "impaired")))
                .instanceStatuses())
        .hasSize(1);
    assertThat(
            ec2.describeInstanceStatus(r -> r.filters(filter("event.code", "system-reboot")))
                .instanceStatuses())
        .isEmpty();
  }

  @Test
  void console_output_comes_base64_encoded_and_only_if_there_is_any() {
    String id = Fleets.launch(ec2, 1).get(0);
    assertThat(ec2.getConsoleOutput(r -> r.instanceId(id)).output()).isNull();

    sandbox.engine().console(id, "slurmd: fatal: é\n");

    String output = ec2.getConsoleOutput(r -> r.instanceId(id).latest(true)).output();
    assertThat(new String(Base64.getDecoder().decode(output), StandardCharsets.UTF_8))
        .isEqualTo("slurmd: fatal: é\n");
  }

  @Test
  void what_instances_are_made_of_is_described() {
    Fleets.launch(ec2, 1);

    assertThat(
            ec2.describeSubnets(r -> r.subnetIds("subnet-11111111"))
                .subnets()
                .get(0)
                .availabilityZone())
        .isEqualTo("us-east-1a");
    assertThat(ec2.describeAvailabilityZones().availabilityZones())
        .extracting(zone -> zone.zoneName())
        .contains("us-east-1a", "us-east-1f");
    assertThat(
            ec2.describeLaunchTemplates(r -> r.launchTemplateNames("compute"))
                .launchTemplates()
                .get(0)
                .latestVersionNumber())
        .isEqualTo(1);
    assertThat(
            ec2.describeLaunchTemplateVersions(
                    r -> r.launchTemplateName("compute").versions("$Latest"))
                .launchTemplateVersions()
                .get(0)
                .launchTemplateData()
                .imageId())
        .startsWith("ami-");
    assertThat(ec2.describeImages(r -> r.imageIds("ami-0abc")).images()).hasSize(1);
    InstanceTypeInfo gpu =
        ec2.describeInstanceTypes(r -> r.instanceTypesWithStrings("g4dn.12xlarge"))
            .instanceTypes()
            .get(0);
    assertThat(gpu.vCpuInfo().defaultVCpus()).isEqualTo(48);
    assertThat(gpu.vCpuInfo().defaultThreadsPerCore()).isEqualTo(2);
    assertThat(gpu.memoryInfo().sizeInMiB()).isEqualTo(192 * 1024);
    assertThat(gpu.gpuInfo().gpus().get(0).name()).isEqualTo("T4");
    assertThat(gpu.gpuInfo().gpus().get(0).count()).isEqualTo(4);
    assertThat(ec2.describeInstanceTypesPaginator(r -> r.maxResults(100)).instanceTypes())
        .hasSizeGreaterThan(100);
    assertCode(
        () -> ec2.describeInstanceTypes(r -> r.instanceTypesWithStrings("c5.huge")),
        400,
        "InvalidInstanceType");
  }

  @Test
  void parameters_come_from_the_store() {
    try (SsmClient ssm = SdkClients.ssm(sandbox.endpoint())) {
      ssm.putParameter(r -> r.name("/site/subnet").value("subnet-1").type("String"));

      GetParametersResponse answer =
          ssm.getParameters(r -> r.names("/site/ami", "/site/none", "/site/subnet"));

      assertThat(answer.parameters())
          .extracting(Parameter::value)
          .containsExactly("ami-0abc", "subnet-1");
      assertThat(answer.invalidParameters()).containsExactly("/site/none");
      assertThat(ssm.getParameter(r -> r.name("/site/ami")).parameter().version()).isEqualTo(1);
      assertThatThrownBy(() -> ssm.getParameter(r -> r.name("/none")))
          .isInstanceOf(ParameterNotFoundException.class);
      assertThatThrownBy(
              () ->
                  ssm.getParameters(
                      r -> r.names(IntStream.range(0, 11).mapToObj(i -> "/p" + i).toList())))
          .hasMessageContaining("validation error");
    }
  }

  @Test
  void regions_know_nothing_of_each_other() {
    Fleets.launch(ec2, 1);
    try (Ec2Client other = SdkClients.ec2(sandbox.endpoint(), Region.EU_WEST_1)) {
      assertThat(other.describeInstances().reservations()).isEmpty();
      assertThat(Fleets.launch(other, 1)).hasSize(1);
      assertThat(instances(other.describeInstances()).get(0).placement().availabilityZone())
          .isEqualTo("eu-west-1a");
    }
    assertThat(describe()).hasSize(1);
  }

  @Test
  void a_policy_can_be_tried() throws IOException {
    try (Sandbox strict =
            Sandbox.start(
                SandboxOptions.builder()
                    .allowedActions(List.of("ec2:CreateFleet", "ec2:Describe*"))
                    .build());
        Ec2Client client = SdkClients.ec2(strict.endpoint())) {
      assertThat(client.describeInstances().reservations()).isEmpty();
      assertCode(
          () -> client.terminateInstances(r -> r.instanceIds("i-00000000")),
          403,
          "UnauthorizedOperation");
      CreateFleetResponse fleet =
          client.createFleet(Fleets.request(1, c -> {}, override("c5.large", "subnet-1")));
      assertThat(fleet.instances()).isEmpty();
      assertThat(fleet.errors())
          .extracting(e -> e.errorCode())
          .containsExactly("UnauthorizedOperation");
    }
  }

  @Test
  void only_what_was_named_exists() throws IOException {
    try (Sandbox strict =
            Sandbox.start(
                SandboxOptions.builder()
                    .subnets(Map.of("subnet-aa", "us-east-1c"))
                    .launchTemplates(Set.of("other"))
                    .build());
        Ec2Client client = SdkClients.ec2(strict.endpoint())) {
      assertCode(
          () -> client.createFleet(Fleets.request(1, c -> {}, override("c5.large", "subnet-bb"))),
          400,
          "InvalidLaunchTemplateName.NotFoundException");
      assertCode(
          () -> client.describeSubnets(r -> r.subnetIds("subnet-bb")),
          400,
          "InvalidSubnetID.NotFound");
      assertThat(client.describeSubnets().subnets().get(0).availabilityZone())
          .isEqualTo("us-east-1c");
    }
  }
}
