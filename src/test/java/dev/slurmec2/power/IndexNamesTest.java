package dev.slurmec2.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.NodeNameTags;
import dev.slurmec2.config.Tag;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.reconcile.RegionProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances that know by an index which node of their launch they are. */
class IndexNamesTest {
  @TempDir private Path stateDirectory;
  private PowerBench bench;

  @BeforeEach
  void setUp() {
    bench = new PowerBench(stateDirectory);
    bench.first(group -> byIndex(group, List.of(new Tag("Team", "genomics"))));
  }

  private static NodeGroup byIndex(NodeGroup group, List<Tag> tags) {
    NodeGroup tagged =
        new NodeGroup(
            group.partition(),
            group.name(),
            group.maxNodes(),
            group.region(),
            group.profile(),
            group.slurmSpecifications(),
            group.purchasingOption(),
            group.onDemandOptions(),
            group.spotOptions(),
            group.launchTemplate(),
            group.overrides(),
            group.subnetIds(),
            tags);
    return tagged.withIdentity(group.identity().withNameTags(NodeNameTags.INDEX));
  }

  private PowerOutcome resume(String hostlist) {
    return new Resume(bench.site()).run(Hostlist.expand(hostlist));
  }

  /** The ledger is only a cache. */
  private void forgetLaunches() {
    bench.ledger.forget(Hostlist.expand("aws-a-[0-19]"));
  }

  private long calls(String action) {
    return bench.east.calls.stream().filter(action::equals).count();
  }

  private Map<String, String> addressesByTags() {
    Map<String, String> addresses = new TreeMap<>();
    for (Instance instance : bench.east.live()) {
      addresses.put(instance.node().orElseThrow(), instance.privateIp().orElseThrow());
    }
    return addresses;
  }

  private Map<String, String> addressesInSlurm() {
    Map<String, String> addresses = new TreeMap<>();
    bench.slurm.addresses.forEach((node, address) -> addresses.put(node, address.address()));
    return addresses;
  }

  @Test
  void a_thousand_nodes_take_thirteen_calls_of_create_tags_and_one_describe_each_way() {
    PowerOutcome outcome = resume("aws-a-[0-999]");

    assertThat(outcome).isEqualTo(new PowerOutcome(1000, Map.of(), false));
    assertThat(calls("CreateFleet")).isEqualTo(1);
    assertThat(calls("CreateTags")).isEqualTo(13);
    assertThat(calls("DescribeInstances")).isEqualTo(2);
    assertThat(bench.east.fleets.get(0).tags()).containsEntry(Tags.NODES, "aws-a-[0-999]");
    assertThat(addressesByTags()).hasSize(1000).isEqualTo(addressesInSlurm());
    assertThat(bench.east.live()).noneMatch(instance -> instance.tag(Tags.NAME).isPresent());
  }

  @Test
  void calls_grow_with_the_logarithm_of_the_nodes() {
    resume("aws-a-[100-119]");
    assertThat(calls("CreateTags")).isEqualTo(6);
    assertThat(bench.east.fleets.get(0).tags()).containsEntry(Tags.NODES, "aws-a-[100-119]");
  }

  @Test
  void few_nodes_get_their_names_which_takes_no_more_calls() {
    resume("aws-a-[0-2]");
    resume("aws-a-7");

    assertThat(bench.east.live())
        .extracting(instance -> instance.tag(Tags.NAME).orElse("-"))
        .containsExactlyInAnyOrder("aws-a-0", "aws-a-1", "aws-a-2", "aws-a-7");
    assertThat(calls("CreateTags")).isEqualTo(3);
  }

  @Test
  void a_tag_that_differs_from_node_to_node_brings_the_name_with_it() {
    bench.first(group -> byIndex(group, List.of(new Tag("Where", "{node_name}"))));

    resume("aws-a-[0-19]");

    assertThat(bench.east.fleets.get(0).tags()).doesNotContainKey(Tags.NODES);
    assertThat(bench.east.live())
        .allSatisfy(one -> assertThat(one.tag("Where")).isEqualTo(one.tag(Tags.NAME)));
  }

  @Test
  void suspend_ends_a_thousand_with_one_look_and_one_call_for_all() {
    resume("aws-a-[0-999]");
    bench.east.calls.clear();

    assertThat(bench.suspend(Hostlist.expand("aws-a-[0-999]")).failed()).isEmpty();

    assertThat(bench.east.live()).isEmpty();
    assertThat(bench.east.calls).containsExactly("DescribeInstances", "TerminateInstances");
  }

  @Test
  void suspend_finds_a_single_node_that_has_no_name() {
    resume("aws-a-[0-19]");
    forgetLaunches();

    assertThat(bench.suspend(List.of("aws-a-7")).failed()).isEmpty();

    assertThat(addressesByTags()).hasSize(19).doesNotContainKey("aws-a-7");
  }

  @Test
  void a_node_that_has_its_instance_by_index_is_not_launched_again() {
    resume("aws-a-[0-19]");
    forgetLaunches();
    bench.slurm.addresses.clear();

    assertThat(resume("aws-a-[0-19]").failed()).isEmpty();

    assertThat(calls("CreateFleet")).isEqualTo(1);
    assertThat(calls("CreateTags")).isEqualTo(6);
    assertThat(addressesByTags()).isEqualTo(addressesInSlurm());
  }

  @Test
  void an_instance_that_lacks_a_bit_is_ended_and_its_node_told() {
    bench.east.untaggable.add("i-0003");

    PowerOutcome outcome = resume("aws-a-[0-19]");

    assertThat(outcome.failed()).hasSize(1);
    assertThat(bench.east.live()).hasSize(19).noneMatch(one -> one.id().equals("i-0003"));
    assertThat(addressesByTags()).isEqualTo(addressesInSlurm());
    assertThat(bench.slurm.addresses)
        .doesNotContainKeys(outcome.failed().keySet().iterator().next());
  }

  /** What a run leaves that was killed between two bits, and the ledger still knows. */
  @Test
  void a_later_run_sets_the_bits_that_are_missing_and_no_other() {
    resume("aws-a-[0-19]");
    bench.east.instances.replaceAll((id, one) -> without("slurm-ec2:b1", one));
    bench.east.calls.clear();
    bench.slurm.addresses.clear();

    assertThat(resume("aws-a-[0-19]").failed()).isEmpty();

    assertThat(calls("CreateFleet")).isZero();
    assertThat(calls("CreateTags")).isEqualTo(1);
    assertThat(addressesByTags()).hasSize(20).isEqualTo(addressesInSlurm());
  }

  @Test
  void half_named_instances_of_a_killed_run_back_no_node() {
    resume("aws-a-[0-19]");
    bench.east.instances.replaceAll((id, one) -> without("slurm-ec2:b1", one));
    forgetLaunches();

    List<Instance> half = bench.east.live().stream().filter(one -> one.node().isEmpty()).toList();
    assertThat(half).hasSize(10);
    assertThat(resume("aws-a-[0-19]").failed()).isEmpty();

    assertThat(bench.east.fleets.get(1).count()).isEqualTo(10);
    assertThat(bench.east.live()).filteredOn(one -> one.node().isEmpty()).isEqualTo(half);
  }

  @Test
  void those_that_arrive_first_wait_a_moment_for_the_others() {
    bench.east.hidden.add("i-0002");
    bench.beforeSleep =
        () -> {
          if (bench.slept.size() == 1) {
            bench.east.hidden.clear();
          }
        };

    assertThat(resume("aws-a-[0-19]").failed()).isEmpty();

    assertThat(calls("CreateTags")).isEqualTo(6);
    assertThat(bench.slept.stream().reduce(Duration.ZERO, Duration::plus))
        .isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void but_not_longer() {
    bench.east.hidden.add("i-0002");
    bench.beforeSleep =
        () -> {
          if (bench.slept.stream().reduce(Duration.ZERO, Duration::plus).toSeconds() >= 3) {
            assertThat(bench.slurm.addresses).hasSize(19);
            bench.east.hidden.clear();
          }
        };

    assertThat(resume("aws-a-[0-19]").failed()).isEmpty();
    assertThat(addressesByTags()).hasSize(20).isEqualTo(addressesInSlurm());
  }

  @Test
  void an_instance_that_is_another_node_by_its_index_is_neither_renamed_nor_ended() {
    Map<String, String> tags =
        Map.of(
            Tags.CLUSTER,
            "hpc",
            Tags.NODES,
            "aws-a-[0-9]",
            "slurm-ec2:b0",
            "1",
            "slurm-ec2:b1",
            "1");
    bench.east.have("i-other", tags, Instance.State.RUNNING, bench.east.now);
    bench.ledger.launched(
        Map.of(
            "aws-a-7",
            new NodeInstance("i-other", RegionProfile.of(bench.groups.get(0)), Optional.empty())));

    assertThat(resume("aws-a-7").failed()).containsOnlyKeys("aws-a-7");

    assertThat(bench.east.live())
        .extracting(Instance::node)
        .containsExactly(Optional.of("aws-a-0"));
    assertThat(calls("CreateTags")).isZero();
  }

  private static Instance without(String key, Instance old) {
    Map<String, String> tags = new HashMap<>(old.tags());
    tags.remove(key);
    return new Instance(
        old.id(),
        old.state(),
        old.privateIp(),
        old.ipv6(),
        old.instanceType(),
        old.zone(),
        old.launchTime(),
        old.spot(),
        tags,
        old.stateReason());
  }
}
