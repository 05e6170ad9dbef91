package dev.slurmec2.sandbox.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slurmec2.sandbox.TestClock;
import dev.slurmec2.sandbox.engine.FleetSpec.Config;
import dev.slurmec2.sandbox.engine.FleetSpec.LaunchOverride;
import dev.slurmec2.sandbox.engine.FleetSpec.Options;
import dev.slurmec2.sandbox.engine.FleetSpec.TemplateRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The engine on a clock of the test's, without HTTP. */
final class EngineTest {

  private static final String REGION = "us-east-1";

  private final TestClock clock = new TestClock();
  private final Engine engine = new Engine(Inventory.OPEN, Times.DEFAULT, clock, 7);

  private static LaunchOverride override(
      String type, String subnet, double weight, double priority) {
    return new LaunchOverride(
        Optional.of(type),
        Optional.empty(),
        Optional.of(subnet),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        weight,
        Optional.of(priority),
        Optional.empty(),
        Map.of());
  }

  private static FleetSpec spec(int total, Market market, Options options, LaunchOverride... all) {
    return new FleetSpec(
        "instant",
        "",
        List.of(
            new Config(
                new TemplateRef(Optional.empty(), Optional.of("compute"), Optional.empty()),
                List.of(all))),
        Optional.of(total),
        Optional.empty(),
        Optional.empty(),
        market,
        Map.of(market, options),
        Map.of("instance", Map.of("Name", "n")));
  }

  private FleetAnswer launch(int total, Options options, LaunchOverride... all) {
    return engine.createFleet(REGION, spec(total, Market.ON_DEMAND, options, all));
  }

  private static List<String> types(FleetAnswer answer) {
    List<String> types = new ArrayList<>();
    answer
        .launched()
        .forEach(
            group -> group.instanceIds().forEach(id -> types.add(group.pool().instanceType())));
    return types;
  }

  @Test
  void the_same_seed_clock_and_calls_give_the_same_answers() {
    Engine twin = new Engine(Inventory.OPEN, Times.DEFAULT, clock, 7);
    FleetSpec spec =
        spec(3, Market.SPOT, Options.DEFAULT, LaunchOverride.of("c5.large", "subnet-1"));

    assertThat(twin.createFleet(REGION, spec)).isEqualTo(engine.createFleet(REGION, spec));
    assertThat(twin.everyInstance()).isEqualTo(engine.everyInstance());
  }

  @Test
  void addresses_are_distinct_across_regions_and_rest_when_freed() {
    FleetSpec spec =
        spec(2, Market.ON_DEMAND, Options.DEFAULT, LaunchOverride.of("c5.large", "subnet-1"));
    engine.createFleet(REGION, spec);
    engine.createFleet("eu-west-1", spec);
    engine.everyInstance().forEach(each -> engine.end(each.id(), EndCause.USER));
    clock.passSeconds(10);
    engine.createFleet(REGION, spec);

    List<String> addresses =
        engine.everyInstance().stream().map(InstanceView::privateIp).sorted().toList();
    assertThat(addresses)
        .containsExactly(
            "127.10.0.10", "127.10.0.5", "127.10.0.6", "127.10.0.7", "127.10.0.8", "127.10.0.9");
    assertThat(new HashSet<>(addresses)).hasSize(6);
  }

  @Test
  void lowest_price_and_priority_choose_the_pool() {
    LaunchOverride dear = override("c5.4xlarge", "subnet-1", 1, 0);
    LaunchOverride cheap = override("c5.large", "subnet-1", 1, 1);

    assertThat(types(launch(1, Options.DEFAULT, dear, cheap))).containsExactly("c5.large");
    assertThat(
            types(
                launch(
                    1,
                    new Options("prioritized", false, false, Optional.empty(), false),
                    dear,
                    cheap)))
        .containsExactly("c5.4xlarge");
  }

  @Test
  void weights_count_as_units_of_the_target() {
    FleetAnswer answer = launch(10, Options.DEFAULT, override("c5.2xlarge", "subnet-1", 4, 0));

    assertThat(answer.count()).isEqualTo(3);
  }

  @Test
  void a_single_zone_is_the_one_that_can_give_all() {
    engine.capacity(PoolRule.parse("*:us-east-1a:*=2"));
    Options single = new Options("lowest-price", false, true, Optional.of(3), false);

    FleetAnswer answer =
        launch(
            3,
            single,
            override("c5.large", "subnet-1", 1, 0),
            override("c5.large", "subnet-2", 1, 0));

    assertThat(answer.launched())
        .singleElement()
        .satisfies(group -> assertThat(group.pool().zone()).isEqualTo("us-east-1b"));
    assertThat(answer.count()).isEqualTo(3);
  }

  @Test
  void below_the_minimum_nothing_is_launched() {
    engine.capacity(PoolRule.parse("*:*:*=2"));
    Options all = new Options("lowest-price", true, false, Optional.of(3), false);

    FleetAnswer answer = launch(3, all, override("c5.large", "subnet-1", 1, 0));

    assertThat(answer.launched()).isEmpty();
    assertThat(answer.errors())
        .extracting(FleetAnswer.PoolError::code)
        .containsExactly("InsufficientInstanceCapacity");
    assertThat(engine.everyInstance()).isEmpty();
    assertThatThrownBy(
            () ->
                launch(
                    3,
                    new Options("lowest-price", false, false, Optional.of(3), false),
                    override("c5.large", "subnet-1", 1, 0)))
        .isInstanceOf(ApiError.class);
  }

  @Test
  void capacity_comes_back_when_instances_are_gone() {
    engine.capacity(PoolRule.parse("c5.large:*:on-demand=2"));
    LaunchOverride pool = LaunchOverride.of("c5.large", "subnet-1");
    assertThat(launch(3, Options.DEFAULT, pool).count()).isEqualTo(2);
    engine.everyInstance().forEach(each -> engine.end(each.id(), EndCause.USER));
    assertThat(launch(1, Options.DEFAULT, pool).count()).isZero();

    clock.passSeconds(3);

    assertThat(launch(1, Options.DEFAULT, pool).count()).isEqualTo(1);
  }

  @Test
  void a_spot_price_that_is_too_low_is_told() {
    LaunchOverride low =
        new LaunchOverride(
            Optional.of("c5.large"),
            Optional.empty(),
            Optional.of("subnet-1"),
            Optional.empty(),
            Optional.empty(),
            Optional.of(0.001),
            1,
            Optional.empty(),
            Optional.empty(),
            Map.of());

    FleetAnswer answer = engine.createFleet(REGION, spec(1, Market.SPOT, Options.DEFAULT, low));

    assertThat(answer.errors())
        .extracting(FleetAnswer.PoolError::code)
        .containsExactly("SpotMaxPriceTooLow");
  }

  @Test
  void requirements_stand_for_the_types_that_meet_them() {
    Requirements small =
        new Requirements(
            2,
            Optional.of(2),
            4096,
            Optional.of(4096L),
            Optional.empty(),
            Optional.empty(),
            List.of("amd"),
            List.of(),
            List.of("c5a.*"),
            "excluded");
    LaunchOverride override =
        new LaunchOverride(
            Optional.empty(),
            Optional.of(small),
            Optional.of("subnet-1"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            1,
            Optional.empty(),
            Optional.empty(),
            Map.of());

    assertThat(types(launch(1, Options.DEFAULT, override))).containsExactly("c6a.large");
    engine.capacity(PoolRule.parse("*:*:*=0"));
    assertThat(launch(1, Options.DEFAULT, override).errors()).hasSize(1);
  }

  @Test
  void one_type_in_two_subnets_of_a_zone_is_a_duplicate_pool() {
    Engine two =
        new Engine(
            new Inventory(
                Map.of("subnet-1", "us-east-1a", "subnet-2", "us-east-1a"),
                Set.of(),
                Set.of(),
                Map.of()),
            Times.DEFAULT,
            clock,
            1);

    assertThatThrownBy(
            () ->
                two.createFleet(
                    REGION,
                    spec(
                        1,
                        Market.SPOT,
                        Options.DEFAULT,
                        LaunchOverride.of("c5.large", "subnet-1"),
                        LaunchOverride.of("c5.large", "subnet-2"))))
        .isInstanceOfSatisfying(
            ApiError.class, e -> assertThat(e.code()).isEqualTo("InvalidFleetConfig"))
        .hasMessage("The fleet configuration contains duplicate instance pools.");
  }

  @Test
  void tags_beyond_the_limits_change_nothing() {
    launch(1, Options.DEFAULT, LaunchOverride.of("c5.large", "subnet-1"));
    String id = engine.everyInstance().get(0).id();
    Map<String, String> before = engine.everyInstance().get(0).tags();
    Map<String, String> many = new TreeMap<>();
    for (int i = 0; i < 50; i++) {
      many.put("key" + i, "");
    }

    for (Map<String, String> wrong :
        List.of(
            many,
            Map.of("k".repeat(129), ""),
            Map.of("k", "v".repeat(257)),
            Map.of("a b", ""),
            Map.of("a/b", ""),
            Map.of("aws:a", ""))) {
      assertThatThrownBy(() -> engine.createTags(REGION, List.of(id), wrong))
          .isInstanceOf(ApiError.class);
    }

    assertThat(engine.everyInstance().get(0).tags()).isEqualTo(before);
  }

  @Test
  void each_instance_starts_once_and_ends_once() {
    launch(2, Options.DEFAULT, LaunchOverride.of("c5.large", "subnet-1"));
    assertThat(engine.transitions().started()).isEmpty();
    clock.passSeconds(5);
    assertThat(engine.transitions().started()).hasSize(2);
    assertThat(engine.transitions().started()).isEmpty();
    String id = engine.everyInstance().get(0).id();
    engine.terminateInstances(REGION, List.of(id));
    assertThat(engine.transitions().ended()).extracting(InstanceView::id).containsExactly(id);
    assertThat(engine.transitions().ended()).isEmpty();
  }

  @Test
  void an_instance_that_never_ran_never_ends_a_program() {
    launch(1, Options.DEFAULT, LaunchOverride.of("c5.large", "subnet-1"));
    engine.end(engine.everyInstance().get(0).id(), EndCause.SPOT_INTERRUPTION);
    clock.passSeconds(10);

    assertThat(engine.transitions()).isEqualTo(new Transitions(List.of(), List.of()));
  }

  @Test
  void documented_buckets_run_dry_and_refill() {
    engine.throttle(true);
    for (int i = 0; i < 50; i++) {
      engine.draw(REGION, "DescribeInstances", true);
    }
    assertThatThrownBy(() -> engine.draw(REGION, "DescribeInstances", true))
        .isInstanceOfSatisfying(ApiError.class, e -> assertThat(e.status()).isEqualTo(503));
    engine.draw(REGION, "DescribeInstances", false);
    engine.draw("eu-west-1", "DescribeInstances", true);

    clock.passSeconds(1);

    for (int i = 0; i < 10; i++) {
      engine.draw(REGION, "DescribeInstances", true);
    }
    assertThatThrownBy(() -> engine.draw(REGION, "DescribeInstances", true))
        .isInstanceOf(ApiError.class);
  }

  @Test
  void a_fleet_draws_one_launch_token_per_instance() {
    engine.throttle(true);
    LaunchOverride pool = LaunchOverride.of("c5.large", "subnet-1");

    assertThat(launch(999, Options.DEFAULT, pool).errors()).isEmpty();
    FleetAnswer dry = launch(3, Options.DEFAULT, pool);

    assertThat(dry.count()).isEqualTo(1);
    assertThat(dry.errors())
        .extracting(FleetAnswer.PoolError::code)
        .containsExactly("RequestLimitExceeded");
  }

  @Test
  void zone_ids_are_abbreviated_as_EC2_does() {
    assertThat(
            List.of("us-east-1a", "eu-west-1c", "ap-southeast-2b", "eu-central-1a").stream()
                .map(Engine::zoneId))
        .containsExactly("use1-az1", "euw1-az3", "apse2-az2", "euc1-az1");
  }
}
