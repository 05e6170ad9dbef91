package dev.slurmec2.reconcile;

import static dev.slurmec2.reconcile.Views.OURS;
import static dev.slurmec2.reconcile.Views.node;
import static dev.slurmec2.reconcile.Views.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.AddressFamily;
import dev.slurmec2.config.NodeHostName;
import dev.slurmec2.config.NodeIdentity;
import dev.slurmec2.config.NodeNaming;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.slurm.NodeAddress;
import dev.slurmec2.slurm.SlurmVersion;
import dev.slurmec2.slurm.StateRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTableTest {
  private static final Duration LONG = Duration.ofHours(2);
  private static final Sighting OLD = running("i-1", "10.0.0.1", LONG);
  private static final SlurmVersion SLURM_20_11 = new SlurmVersion(20, 11, 9);

  @Nested
  class HandsOffRule {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "DOWN+CLOUD+MAINTENANCE",
          "DOWN+CLOUD+MAINTENANCE+RESERVED",
          "DOWN+CLOUD+POWERED_DOWN+MAINTENANCE",
          "IDLE+CLOUD+REBOOT_REQUESTED",
          "DOWN+CLOUD+REBOOT_ISSUED",
          "FUTURE+CLOUD",
          "UNKNOWN+CLOUD",
          "IDLE+CLOUD+?"
        })
    void leaves_maintenance_reboots_and_what_it_does_not_know(String state) {
      isLeftAlone(node(state).reason(OURS).lasting(Watch.UP_EMPTY, LONG));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "DOWN+CLOUD",
          "DOWN+CLOUD+POWERED_DOWN",
          "IDLE+CLOUD+DRAIN",
          "IDLE+CLOUD+DRAIN+POWERED_DOWN",
          "IDLE+CLOUD+DRAIN+POWERING_DOWN",
          "ALLOCATED+CLOUD+DRAIN",
          "IDLE+CLOUD+FAIL",
          "DOWN+CLOUD+NOT_RESPONDING+POWERING_UP",
          "IDLE+CLOUD+COMPLETING+DRAIN"
        })
    void leaves_what_an_operator_took_out(String state) {
      for (Watch watch : Watch.values()) {
        isLeftAlone(node(state).reason("bad disk State=DOWN").lasting(watch, LONG));
        isLeftAlone(node(state).reason("bad disk : ResumeTimeout reached").lasting(watch, LONG));
        isLeftAlone(node(state).lasting(watch, LONG));
      }
    }

    @Test
    void leaves_a_drain_for_what_slurm_found() {
      isLeftAlone(node("IDLE+CLOUD+DRAIN+POWERED_DOWN").reason("Kill task failed"));
    }

    @Test
    void does_not_mind_a_users_reservation() {
      assertActs(
          Rule.DEAD,
          node("DOWN+CLOUD+NOT_RESPONDING+RESERVED").reason("Not responding").live(OLD),
          StateRequest.POWER_DOWN);
    }

    private void isLeftAlone(Views views) {
      assertThat(views.judged())
          .hasValueSatisfying(
              finding -> {
                assertThat(finding.rule()).isEqualTo(Rule.HANDS_OFF);
                assertThat(finding.acts()).isFalse();
              });
    }
  }

  @Nested
  class HeldRule {
    @Test
    void drains_again_what_slurm_has_put_back_with_the_reason_that_stands() {
      for (String state : List.of("IDLE+CLOUD+POWERING_DOWN", "IDLE+CLOUD+POWERED_DOWN")) {
        Views views = node(state).reason("bad disk").lasting(Watch.HELD, Duration.ZERO);
        assertActs(Rule.HELD, views, StateRequest.DRAIN);
        assertThat(views.judged().map(Finding::action))
            .hasValue(
                new Action.Change(List.of(StateRequest.DRAIN), Optional.of("bad disk"), false));
      }
    }

    @Test
    void takes_down_again_what_was_down() {
      assertActs(
          Rule.HELD,
          node("IDLE+CLOUD+POWERED_DOWN")
              .reason("bad disk")
              .lasting(Watch.HELD, Duration.ZERO)
              .lasting(Watch.HELD_DOWN, Duration.ZERO),
          StateRequest.DOWN);
    }

    @Test
    void leaves_what_is_out_or_up_or_asked_up() {
      for (String state :
          List.of(
              "IDLE+CLOUD+DRAIN+POWERED_DOWN", "IDLE+CLOUD", "IDLE+CLOUD+POWERED_DOWN+POWER_UP")) {
        assertNothing(node(state).reason("bad disk").lasting(Watch.HELD, Duration.ZERO).live(OLD));
      }
    }

    @Test
    void a_node_that_was_drained_and_did_not_boot_is_not_brought_back() {
      Views views = node("DOWN+CLOUD+POWERED_DOWN").reason("ResumeTimeout reached");
      assertActs(Rule.RECOVER, views, StateRequest.IDLE);
      assertNothing(views.lasting(Watch.HELD, Duration.ZERO));
    }

    @Test
    void its_reason_is_given_back_where_it_is_remembered() {
      Views views =
          node("DOWN+CLOUD+POWERED_DOWN")
              .reason("ResumeTimeout reached")
              .lasting(Watch.HELD, Duration.ZERO)
              .writtenOver("bad disk");

      assertThat(views.judged().map(Finding::action))
          .hasValue(new Action.Change(List.of(StateRequest.DOWN), Optional.of("bad disk"), false));
    }

    @Test
    void its_reason_waits_while_slurm_or_an_administrator_changes_the_node() {
      for (String state :
          List.of("DOWN+CLOUD+POWERED_DOWN+POWER_UP", "DOWN+CLOUD+MAINTENANCE+POWERED_DOWN")) {
        assertNothing(
            node(state)
                .reason("ResumeTimeout reached")
                .lasting(Watch.HELD, Duration.ZERO)
                .writtenOver("bad disk"));
      }
    }
  }

  @Nested
  class FinishRule {
    private final Instance gone =
        Views.instance("i-9", Instance.State.TERMINATED, Optional.empty(), Optional.empty());

    @Test
    void ends_powering_down_once_ec2_shows_the_end() {
      assertActs(Rule.FINISH, node("IDLE+CLOUD+POWERING_DOWN").ended(gone), StateRequest.RESUME);
      assertActs(
          Rule.FINISH, node("IDLE+CLOUD+POWER_UP+POWERING_DOWN").ended(gone), StateRequest.RESUME);
    }

    @Test
    void ends_powering_down_when_two_sweeps_miss_the_instance() {
      assertActs(
          Rule.FINISH,
          node("IDLE+CLOUD+POWERING_DOWN").lasting(Watch.POWERING_DOWN_EMPTY, Looks.APART),
          StateRequest.RESUME);
      assertNothing(
          node("IDLE+CLOUD+POWERING_DOWN")
              .lasting(Watch.POWERING_DOWN_EMPTY, Looks.APART.minusMillis(1)));
    }

    @Test
    void waits_for_the_instance_the_region_and_the_cool_down() {
      assertNothing(node("IDLE+CLOUD+POWERING_DOWN").ended(gone).live(OLD));
      assertNothing(node("IDLE+CLOUD+POWERING_DOWN").ended(gone).untagged());
      assertNothing(node("IDLE+CLOUD+POWERING_DOWN").ended(gone).unanswered());
      assertNothing(
          node("DOWN+CLOUD+POWERING_DOWN").ended(gone).reason(OURS).sinceReason(Duration.ZERO));
    }

    @Test
    void leaves_20_11_to_its_suspend_timeout() {
      assertNothing(node("IDLE+CLOUD+POWERING_DOWN").ended(gone).version(SLURM_20_11));
    }
  }

  @Nested
  class RecoverRule {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "DOWN+CLOUD+POWERED_DOWN",
          "DOWN+CLOUD+POWERED_DOWN+NOT_RESPONDING",
          "DOWN+CLOUD+DRAIN+POWERED_DOWN",
          "DOWN+CLOUD+PLANNED+POWERED_DOWN"
        })
    void brings_failed_nodes_back_whatever_other_flags_they_have(String state) {
      for (String reason : List.of(OURS, "ResumeTimeout reached", OURS + " : Not responding")) {
        assertThat(node(state).reason(reason).judged())
            .hasValueSatisfying(
                finding -> {
                  assertThat(finding.rule()).isEqualTo(Rule.RECOVER);
                  assertThat(finding.action())
                      .isEqualTo(
                          new Action.Change(List.of(StateRequest.IDLE), Optional.empty(), true));
                });
      }
    }

    @Test
    void waits_for_the_cool_down_which_is_longer_after_a_code() {
      Duration minute = CoolDown.OTHERWISE;
      String image = OURS + " (Code:InvalidAMIID.NotFound)";
      assertNothing(
          node("DOWN+CLOUD+POWERED_DOWN").reason(OURS).sinceReason(minute.minusSeconds(1)));
      assertNothing(node("DOWN+CLOUD+POWERED_DOWN").reason(image).sinceReason(minute));
      assertActs(
          Rule.RECOVER,
          node("DOWN+CLOUD+POWERED_DOWN").reason(image).sinceReason(CoolDown.AFTER_CODE),
          StateRequest.IDLE);
    }

    @Test
    void brings_a_node_beyond_a_quota_back_when_its_pools_are_asked_again() {
      String quota = OURS + " (Code:VcpuLimitExceeded)";
      Duration end = dev.slurmec2.capacity.CoolDown.LONGEST_OF_QUOTA;
      assertNothing(node("DOWN+CLOUD+POWERED_DOWN").reason(quota).sinceReason(end.minusSeconds(1)));
      assertActs(
          Rule.RECOVER,
          node("DOWN+CLOUD+POWERED_DOWN").reason(quota).sinceReason(end),
          StateRequest.IDLE);
      // The reason is set at 08:00:00.
      String told = OURS + " is not asked again until 08:01:30 (Code:VcpuLimitExceeded)";
      assertActs(
          Rule.RECOVER,
          node("DOWN+CLOUD+POWERED_DOWN").reason(told).sinceReason(Duration.ofSeconds(90)),
          StateRequest.IDLE);
    }

    @Test
    void holds_a_node_of_a_paused_group_down_until_the_pause_ends() {
      // The reason is set at 08:00:00.
      String paused = OURS + ": it launches nothing until 08:11:30. The log (Code:BootFailures)";
      Duration left = Duration.ofSeconds(690);
      assertNothing(
          node("DOWN+CLOUD+POWERED_DOWN").reason(paused).sinceReason(left.minusSeconds(1)));
      assertNothing(
          node("DOWN+CLOUD+POWERED_DOWN")
              .reason(paused)
              .sinceReason(Duration.ZERO)
              .lasting(Watch.DOWN_OFF, CoolDown.AFTER_CODE));
      assertActs(
          Rule.RECOVER,
          node("DOWN+CLOUD+POWERED_DOWN").reason(paused).sinceReason(left),
          StateRequest.IDLE);
    }

    @Test
    void waits_after_a_code_of_capacity_as_long_as_the_pool_is_left_out() {
      String capacity = OURS + " (Code:InsufficientInstanceCapacity)";
      assertNothing(
          node("DOWN+CLOUD+POWERED_DOWN")
              .reason(capacity)
              .sinceReason(Views.CAPACITY_COOL_DOWN.minusSeconds(1)));
      assertActs(
          Rule.RECOVER,
          node("DOWN+CLOUD+POWERED_DOWN").reason(capacity).sinceReason(Views.CAPACITY_COOL_DOWN),
          StateRequest.IDLE);
    }

    @Test
    void takes_the_sweeps_word_when_the_reasons_time_lies_in_the_future() {
      assertActs(
          Rule.RECOVER,
          node("DOWN+CLOUD+POWERED_DOWN")
              .reason(OURS)
              .sinceReason(Duration.ZERO)
              .lasting(Watch.DOWN_OFF, CoolDown.OTHERWISE),
          StateRequest.IDLE);
    }

    @Test
    void waits_while_an_instance_of_the_last_life_is_there_or_nobody_knows() {
      assertNothing(node("DOWN+CLOUD+POWERED_DOWN").reason(OURS).live(OLD));
      assertNothing(node("DOWN+CLOUD+POWERED_DOWN").reason(OURS).unanswered());
      assertNothing(node("DOWN+CLOUD+POWER_DOWN+POWERED_DOWN").reason(OURS));
    }

    @Test
    void leaves_invalid_nodes_out() {
      assertNothing(
          node("DOWN+CLOUD+POWERED_DOWN").reason("slurm-ec2: invalid: less than configured"));
    }
  }

  @Nested
  class UndrainRule {
    @Test
    void takes_back_the_suites_own_drain_of_a_node_that_is_off() {
      assertActs(
          Rule.UNDRAIN,
          node("IDLE+CLOUD+DRAIN+POWERED_DOWN").reason("slurm-ec2: impaired: status check"),
          StateRequest.UNDRAIN);
    }

    @Test
    void leaves_other_drains() {
      assertNothing(node("IDLE+CLOUD+DRAIN").reason(OURS).live(OLD));
      assertNothing(
          node("IDLE+CLOUD+DRAIN+POWERED_DOWN").reason("slurm-ec2: invalid: less than configured"));
      assertNothing(node("IDLE+CLOUD+DRAIN+POWERED_DOWN").reason(OURS).live(OLD));
      assertNothing(node("IDLE+CLOUD+DRAIN+POWERED_DOWN").reason("mine, bob"));
    }
  }

  @Nested
  class StuckRule {
    @Test
    void sends_a_silent_node_that_is_off_through_power_down() {
      assertActs(
          Rule.STUCK,
          node("IDLE+CLOUD+NOT_RESPONDING+POWERED_DOWN").lasting(Watch.STUCK, Looks.APART),
          StateRequest.POWER_DOWN);
    }

    @Test
    void leaves_it_at_the_first_look_and_when_a_job_wants_it() {
      assertNothing(node("IDLE+CLOUD+NOT_RESPONDING+POWERED_DOWN"));
      assertNothing(node("MIXED+CLOUD+NOT_RESPONDING+POWERED_DOWN").lasting(Watch.STUCK, LONG));
      assertNothing(
          node("IDLE+CLOUD+NOT_RESPONDING+POWERED_DOWN+POWER_UP").lasting(Watch.STUCK, LONG));
      assertNothing(node("IDLE+CLOUD+POWERED_DOWN").lasting(Watch.STUCK, LONG));
    }
  }

  @Nested
  class AllocatedOffRule {
    private static Views seen(String state, Duration duration) {
      return node(state).lasting(Watch.ALLOCATED_OFF_EMPTY, duration);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "ALLOCATED+CLOUD+POWERED_DOWN",
          "MIXED+CLOUD+POWERED_DOWN",
          "ALLOCATED+CLOUD+NOT_RESPONDING+POWERED_DOWN",
          "MIXED+CLOUD+PLANNED+POWERED_DOWN"
        })
    void requeues_the_job_of_a_node_that_is_off_and_has_no_instance(String state) {
      Views views = seen(state, Views.RESUME_WAIT);

      assertActs(Rule.ALLOCATED_OFF, views, StateRequest.DOWN, StateRequest.POWER_DOWN);
      assertThat(views.judged().flatMap(finding -> ((Action.Change) finding.action()).reason()))
          .hasValueSatisfying(
              reason -> assertThat(reason).startsWith("slurm-ec2: allocated-off: "));
    }

    @Test
    void leaves_a_node_whose_turn_to_be_resumed_may_yet_come() {
      String state = "ALLOCATED+CLOUD+POWERED_DOWN";
      assertNothing(node(state));
      assertNothing(seen(state, Views.RESUME_WAIT.minusSeconds(1)));
      assertNothing(seen(state, LONG).launching());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "IDLE+CLOUD+POWERED_DOWN",
          "ALLOCATED+CLOUD",
          "ALLOCATED+CLOUD+POWERED_DOWN+POWER_UP",
          "ALLOCATED+CLOUD+POWERED_DOWN+POWERING_UP",
          "ALLOCATED+CLOUD+POWERING_DOWN+POWERED_DOWN",
          "ALLOCATED+CLOUD+MAINTENANCE+POWERED_DOWN"
        })
    void leaves_what_is_free_up_asked_up_or_in_maintenance(String state) {
      assertNothing(seen(state, LONG));
    }

    @Test
    void leaves_one_with_an_instance_or_whose_region_is_silent() {
      String state = "ALLOCATED+CLOUD+POWERED_DOWN";
      assertNothing(seen(state, LONG).live(OLD));
      assertNothing(
          seen(state, LONG)
              .live(Views.sighting("i-1", Instance.State.STOPPING, Optional.empty(), LONG)));
      assertNothing(seen(state, LONG).untagged());
      assertNothing(seen(state, LONG).unanswered());
    }

    @Test
    void leaves_what_an_operator_has_his_word_on() {
      assertNothing(seen("ALLOCATED+CLOUD+POWERED_DOWN", LONG).reason("mine, bob"));
      assertNothing(seen("ALLOCATED+CLOUD+DRAIN+POWERED_DOWN", LONG).reason("mine, bob"));
    }

    @Test
    void asks_no_power_down_of_a_node_that_is_off_where_Slurm_is_too_old() {
      assertActs(
          Rule.ALLOCATED_OFF,
          seen("ALLOCATED+CLOUD+POWERED_DOWN", LONG).version(new SlurmVersion(20, 11, 9)),
          StateRequest.DOWN);
    }
  }

  @Nested
  class CompletingOffRule {
    private static final String STATE = "IDLE+CLOUD+COMPLETING+POWERED_DOWN";

    private static Views seen(String state, Duration duration) {
      return node(state).lasting(Watch.COMPLETING_OFF_EMPTY, duration);
    }

    @ParameterizedTest
    @CsvSource(
        nullValues = "-",
        value = {
          "IDLE+CLOUD+COMPLETING+POWERED_DOWN, -",
          "IDLE+CLOUD+COMPLETING+POWERED_DOWN, Not responding",
          "IDLE+CLOUD+COMPLETING+PLANNED+POWERED_DOWN, slurm-ec2: never-came: no instance came"
        })
    void lets_a_job_end_that_has_no_machine_to_end_on(String state, String reason) {
      Views views = seen(state, OffRules.COMPLETING_OFF_LIMIT);
      if (reason != null) {
        views.reason(reason);
      }

      assertActs(Rule.COMPLETING_OFF, views, StateRequest.DOWN);
      assertThat(views.judged().flatMap(finding -> ((Action.Change) finding.action()).reason()))
          .hasValueSatisfying(text -> assertThat(text).startsWith("slurm-ec2: completing-off: "));
    }

    @Test
    void gives_slurmctld_two_minutes() {
      assertNothing(node(STATE));
      assertNothing(seen(STATE, OffRules.COMPLETING_OFF_LIMIT.minusSeconds(1)));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "IDLE+CLOUD+COMPLETING+POWERED_DOWN+POWER_UP",
          "IDLE+CLOUD+COMPLETING+MAINTENANCE+POWERED_DOWN",
          "IDLE+CLOUD+COMPLETING+POWERING_UP",
          "IDLE+CLOUD+POWERED_DOWN"
        })
    void leaves_what_is_asked_up_in_maintenance_on_or_has_no_job(String state) {
      assertNothing(seen(state, LONG));
    }

    @Test
    void leaves_one_with_an_instance_or_whose_region_is_silent() {
      assertNothing(seen(STATE, LONG).live(OLD));
      assertNothing(seen(STATE, LONG).untagged());
      assertNothing(seen(STATE, LONG).unanswered());
    }

    @Test
    void leaves_what_an_operator_has_his_word_on() {
      assertNothing(seen(STATE, LONG).reason("mine, bob"));
      assertNothing(seen("IDLE+CLOUD+COMPLETING+DRAIN+POWERED_DOWN", LONG).reason("mine, bob"));
    }
  }

  @Nested
  class DeadRule {
    @ParameterizedTest
    @CsvSource({
      "DOWN+CLOUD+NOT_RESPONDING, Not responding",
      "DOWN+CLOUD, slurm-ec2: never-came: no instance came",
      "DOWN+CLOUD+NOT_RESPONDING+POWERING_UP, slurm-ec2: never-came: no instance came",
      "DOWN+CLOUD+COMPLETING, Not responding",
      "DOWN+CLOUD+POWER_UP, Node unexpectedly rebooted"
    })
    void powers_failed_nodes_down_with_and_without_instance(String state, String reason) {
      assertActs(Rule.DEAD, node(state).reason(reason).live(OLD), StateRequest.POWER_DOWN);
      assertActs(Rule.DEAD, node(state).reason(reason), StateRequest.POWER_DOWN);
      assertActs(Rule.DEAD, node(state).reason(reason).unanswered(), StateRequest.POWER_DOWN);
    }

    @Test
    void asks_once() {
      assertNothing(node("DOWN+CLOUD+POWER_DOWN").reason("Not responding").live(OLD));
      assertNothing(node("DOWN+CLOUD+POWERING_DOWN").reason("Not responding").live(OLD));
    }

    @Test
    void gives_a_silent_node_its_time() {
      Views silent = node("ALLOCATED+CLOUD+NOT_RESPONDING").live(OLD);
      assertNothing(silent.lasting(Watch.SILENT, UpRules.SILENT_LIMIT.minusSeconds(1)));
      assertActs(
          Rule.DEAD, silent.lasting(Watch.SILENT, UpRules.SILENT_LIMIT), StateRequest.POWER_DOWN);
    }
  }

  @Nested
  class InvalidRule {
    @Test
    void ends_a_node_that_is_less_than_configured() {
      assertActs(
          Rule.INVALID,
          node("IDLE+CLOUD+DRAIN+INVALID_REG").reason("Low RealMemory (1 < 2)").live(OLD),
          StateRequest.POWER_DOWN_FORCE);
    }

    /** Its job would be COMPLETING for ever. */
    @ParameterizedTest
    @ValueSource(
        strings = {
          "IDLE+CLOUD+DRAIN",
          "ALLOCATED+CLOUD+DRAIN",
          "IDLE+CLOUD+COMPLETING+DRAIN",
        })
    void knows_it_by_slurms_finding_on_20_11_which_has_no_flag_for_it(String state) {
      assertActs(
          Rule.INVALID,
          node(state).reason("Low RealMemory").live(OLD).version(SLURM_20_11),
          StateRequest.POWER_DOWN_FORCE);
    }

    @Test
    void leaves_what_slurm_drained_for_another_reason_or_without_the_flag_that_it_has() {
      assertNothing(
          node("IDLE+CLOUD+DRAIN").reason("Kill task failed").live(OLD).version(SLURM_20_11));
      assertNothing(node("IDLE+CLOUD").reason("Low RealMemory").live(OLD).version(SLURM_20_11));
      assertNothing(
          node("IDLE+CLOUD+DRAIN+POWERING_UP")
              .reason("Low RealMemory")
              .live(OLD)
              .address("10.0.0.1")
              .version(SLURM_20_11));
      assertNothing(node("IDLE+CLOUD+DRAIN").reason("Low RealMemory").live(OLD));
    }

    /** Else nobody would ever ask for it: version and exclusions are asked where something acts. */
    @Test
    void takes_a_version_that_is_not_known_yet_for_20_11() {
      assertActs(
          Rule.INVALID,
          node("IDLE+CLOUD+DRAIN").reason("Low RealMemory").live(OLD).versionUnknown(),
          StateRequest.POWER_DOWN_FORCE);
    }

    @Test
    void leaves_it_to_the_operator_who_drained_it() {
      assertThat(node("IDLE+CLOUD+DRAIN+INVALID_REG").reason("mine, bob").live(OLD).judged())
          .hasValueSatisfying(finding -> assertThat(finding.rule()).isEqualTo(Rule.HANDS_OFF));
    }

    @Test
    void asks_once() {
      assertNothing(
          node("IDLE+CLOUD+DRAIN+INVALID_REG+POWER_DOWN").reason("Low TmpDisk").live(OLD));
    }
  }

  @Nested
  class CompleteRule {
    @Test
    void tells_slurm_the_address_that_a_dead_resume_did_not() {
      assertThat(node("MIXED+CLOUD+NOT_RESPONDING+POWERING_UP").live(OLD).judged())
          .hasValueSatisfying(
              finding -> {
                assertThat(finding.rule()).isEqualTo(Rule.COMPLETE);
                assertThat(finding.action())
                    .isEqualTo(
                        new Action.SetAddress(new NodeAddress("p-g-0", "10.0.0.1", "ip-10-0-0-1")));
              });
    }

    @Test
    void tells_slurm_the_host_name_and_the_kind_of_address_that_the_group_wants() {
      NodeNaming naming = NodeNaming.standard("p", "g");
      assertThat(
              node("MIXED+CLOUD+POWERING_UP")
                  .identity(new NodeIdentity(naming, AddressFamily.IPV4, NodeHostName.NODE))
                  .live(OLD)
                  .judged())
          .hasValueSatisfying(
              finding ->
                  assertThat(finding.action())
                      .isEqualTo(
                          new Action.SetAddress(new NodeAddress("p-g-0", "10.0.0.1", "p-g-0"))));
      assertNothing(
          node("MIXED+CLOUD+POWERING_UP")
              .identity(new NodeIdentity(naming, AddressFamily.IPV6, NodeHostName.NODE))
              .live(OLD));
    }

    @Test
    void mends_the_address_of_an_earlier_life() {
      assertThat(node("IDLE+CLOUD+POWERING_UP").address("10.9.9.9").live(OLD).judged())
          .hasValueSatisfying(finding -> assertThat(finding.rule()).isEqualTo(Rule.COMPLETE));
    }

    @Test
    void leaves_addresses_that_are_set_or_not_shown() {
      assertNothing(node("IDLE+CLOUD+POWERING_UP").address("10.0.0.1").live(OLD));
      assertNothing(
          node("IDLE+CLOUD+POWERING_UP")
              .live(
                  Views.sighting("i-1", Instance.State.PENDING, Optional.empty(), Duration.ZERO)));
      assertNothing(
          node("IDLE+CLOUD+POWERING_UP")
              .live(Views.sighting("i-1", Instance.State.STOPPED, Optional.of("10.0.0.1"), LONG)));
    }

    @Test
    void leaves_nodes_that_are_up_with_the_address_they_registered() {
      assertNothing(node("IDLE+CLOUD").address("127.0.0.1").live(OLD));
    }

    /** slurmd registers without being known; slurmctld could neither start nor end a job there. */
    @Test
    void tells_slurm_the_address_of_a_node_that_registered_at_its_own_name() {
      for (String state :
          List.of("IDLE+CLOUD", "ALLOCATED+CLOUD", "IDLE+CLOUD+COMPLETING+NOT_RESPONDING")) {
        assertThat(node(state).address("p-g-0").live(OLD).judged())
            .hasValueSatisfying(
                finding -> {
                  assertThat(finding.rule()).isEqualTo(Rule.COMPLETE);
                  assertThat(finding.action())
                      .isEqualTo(
                          new Action.SetAddress(
                              new NodeAddress("p-g-0", "10.0.0.1", "ip-10-0-0-1")));
                });
      }
    }

    @Test
    void tells_slurm_the_address_of_a_silent_node_that_has_the_one_of_an_earlier_life() {
      Views silent = node("MIXED+CLOUD+NOT_RESPONDING").address("10.9.9.9").live(OLD);
      assertThat(silent.version(new SlurmVersion(22, 5, 8)).judged())
          .hasValueSatisfying(finding -> assertThat(finding.rule()).isEqualTo(Rule.COMPLETE));
      assertThat(silent.versionUnknown().judged())
          .hasValueSatisfying(finding -> assertThat(finding.rule()).isEqualTo(Rule.COMPLETE));
    }

    @Test
    void leaves_a_silent_node_with_the_address_that_slurm_took_from_its_registration() {
      assertNothing(node("MIXED+CLOUD+NOT_RESPONDING").address("10.9.9.9").live(OLD));
    }

    @Test
    void leaves_such_a_node_where_it_is_not_the_suites_or_its_machine_not_known() {
      assertNothing(node("IDLE+CLOUD").address("p-g-0").excluded().live(OLD));
      assertNothing(node("IDLE+CLOUD+POWER_DOWN").address("p-g-0").live(OLD));
      assertNothing(
          node("IDLE+CLOUD").address("p-g-0").live(OLD, running("i-2", "10.0.0.2", Duration.ZERO)));
      assertNothing(node("IDLE+CLOUD").address("p-g-0").unanswered());
    }

    @Test
    void waits_while_one_of_two_instances_is_young() {
      assertThat(
              node("IDLE+CLOUD+POWERING_UP")
                  .live(OLD, running("i-2", "10.0.0.2", Duration.ofSeconds(5)))
                  .judged())
          .hasValueSatisfying(finding -> assertThat(finding.acts()).isFalse());
    }
  }

  @Nested
  class NeverCameRule {
    @ParameterizedTest
    @ValueSource(strings = {"MIXED+CLOUD+NOT_RESPONDING+POWERING_UP", "IDLE+CLOUD+POWERING_UP"})
    void frees_the_job_after_the_grace_period(String state) {
      assertThat(node(state).lasting(Watch.POWERING_UP_EMPTY, Views.GRACE).judged())
          .hasValueSatisfying(
              finding -> {
                assertThat(finding.rule()).isEqualTo(Rule.NEVER_CAME);
                assertThat(finding.action()).isInstanceOf(Action.Change.class);
                assertThat(((Action.Change) finding.action()).states())
                    .containsExactly(StateRequest.DOWN, StateRequest.POWER_DOWN);
                assertThat(((Action.Change) finding.action()).reason())
                    .hasValueSatisfying(
                        reason -> assertThat(reason).startsWith("slurm-ec2: never-came: "));
              });
    }

    @Test
    void names_why_the_instance_ended() {
      Instance lost =
          Views.instance(
              "i-9",
              Instance.State.TERMINATED,
              Optional.empty(),
              Optional.of("Server.SpotInstanceTermination"));
      assertThat(
              node("IDLE+CLOUD+POWERING_UP")
                  .ended(lost)
                  .lasting(Watch.POWERING_UP_EMPTY, Views.GRACE)
                  .judged())
          .hasValueSatisfying(
              finding ->
                  assertThat(finding.action().toString())
                      .contains("(Code:Server.SpotInstanceTermination)"));
    }

    @Test
    void does_not_blame_the_end_of_the_node_s_life_before() {
      Instance suspended =
          Views.instance(
              "i-9",
              Instance.State.TERMINATED,
              Optional.empty(),
              Optional.of("Client.UserInitiatedShutdown"));
      assertThat(
              node("IDLE+CLOUD+POWERING_UP")
                  .ended(suspended)
                  .lasting(Watch.POWERING_UP_EMPTY, Views.GRACE)
                  .judged())
          .hasValueSatisfying(
              finding -> assertThat(finding.action().toString()).doesNotContain("(Code:"));
    }

    @Test
    void does_not_disturb_a_resume_that_is_at_work() {
      Duration grace = Views.GRACE;
      String state = "IDLE+CLOUD+NOT_RESPONDING+POWERING_UP";
      assertNothing(node(state));
      assertNothing(node(state).lasting(Watch.POWERING_UP_EMPTY, grace.minusSeconds(1)));
      assertNothing(node(state).lasting(Watch.POWERING_UP_EMPTY, grace).launching());
      assertNothing(node(state).lasting(Watch.POWERING_UP_EMPTY, grace).untagged());
      assertNothing(node(state).lasting(Watch.POWERING_UP_EMPTY, grace).unanswered());
      assertNothing(
          node(state).lasting(Watch.POWERING_UP_EMPTY, grace).address("10.0.0.1").live(OLD));
    }

    @Test
    void an_instance_that_was_up_as_the_node_before_the_request_is_none() {
      Views booted =
          node("ALLOCATED+CLOUD+NOT_RESPONDING+POWERING_UP")
              .live(OLD)
              .sinceBoot(OLD.age().minusSeconds(20));

      assertNothing(booted.lasting(Watch.BOOTING, Views.GRACE.minusSeconds(1)));
      assertThat(booted.lasting(Watch.BOOTING, Views.GRACE).judged())
          .hasValueSatisfying(
              finding -> {
                assertThat(finding.rule()).isEqualTo(Rule.NEVER_CAME);
                assertThat(finding.seen()).contains("booted before", "i-1");
              });
    }

    @Test
    void an_instance_that_is_younger_than_the_last_boot_is_waited_for() {
      assertNothing(
          node("ALLOCATED+CLOUD+NOT_RESPONDING+POWERING_UP")
              .address("10.0.0.1")
              .live(OLD)
              .sinceBoot(OLD.age().plusSeconds(300))
              .lasting(Watch.BOOTING, Views.GRACE.multipliedBy(2)));
    }
  }

  @Nested
  class CompletingRule {
    private final Views stuck =
        node("IDLE+CLOUD+COMPLETING+DRAIN").reason("Kill task failed").live(OLD);

    @Test
    void ends_a_job_that_cannot_end() {
      assertActs(
          Rule.COMPLETING,
          stuck.lasting(Watch.COMPLETING_DRAIN, UpRules.COMPLETING_LIMIT),
          StateRequest.DOWN,
          StateRequest.POWER_DOWN);
    }

    @Test
    void gives_epilogs_their_time() {
      assertNothing(
          stuck.lasting(Watch.COMPLETING_DRAIN, UpRules.COMPLETING_LIMIT.minusSeconds(1)));
    }
  }

  @Nested
  class UnbackedRule {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "IDLE+CLOUD",
          "ALLOCATED+CLOUD",
          "MIXED+CLOUD+PLANNED",
          "IDLE+CLOUD+COMPLETING",
          "ALLOCATED+CLOUD+NOT_RESPONDING",
          "ALLOCATED+CLOUD+POWER_DOWN"
        })
    void takes_out_nodes_whose_machine_is_gone(String state) {
      assertActs(
          Rule.UNBACKED,
          node(state).lasting(Watch.UP_EMPTY, Looks.APART),
          StateRequest.DOWN,
          StateRequest.POWER_DOWN);
    }

    @Test
    void believes_no_single_answer() {
      assertNothing(node("ALLOCATED+CLOUD").lasting(Watch.UP_EMPTY, Duration.ZERO));
      assertNothing(node("ALLOCATED+CLOUD"));
      assertNothing(node("ALLOCATED+CLOUD").lasting(Watch.UP_EMPTY, LONG).unanswered());
    }

    @Test
    void leaves_nodes_with_an_instance_also_the_predecessors() {
      assertNothing(node("ALLOCATED+CLOUD").lasting(Watch.UP_EMPTY, LONG).live(OLD));
      assertNothing(node("ALLOCATED+CLOUD").lasting(Watch.UP_EMPTY, LONG).untagged());
    }
  }

  /** States as Slurm printed them in recorded runs, 20.11's suffixes translated. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "IDLE+CLOUD+POWERED_DOWN, -, -",
        "ALLOCATED+CLOUD+POWERED_DOWN, -, ALLOCATED_OFF",
        "IDLE+CLOUD+COMPLETING+POWERED_DOWN, Not responding, COMPLETING_OFF",
        "IDLE+CLOUD, -, UNBACKED",
        "MIXED+CLOUD, -, UNBACKED",
        "ALLOCATED+CLOUD, -, UNBACKED",
        "ALLOCATED+CLOUD+NOT_RESPONDING, -, DEAD",
        "IDLE+CLOUD+POWERING_UP, -, NEVER_CAME",
        "ALLOCATED+CLOUD+POWERING_UP, -, NEVER_CAME",
        "IDLE+CLOUD+NOT_RESPONDING+POWERING_UP, -, NEVER_CAME",
        "ALLOCATED+CLOUD+NOT_RESPONDING+POWERING_UP, -, NEVER_CAME",
        "IDLE+CLOUD+POWERING_DOWN, -, FINISH",
        "IDLE+CLOUD+POWER_UP+POWERING_DOWN, -, FINISH",
        "IDLE+CLOUD+POWER_UP, -, UNBACKED",
        "ALLOCATED+CLOUD+POWER_DOWN, -, UNBACKED",
        "ALLOCATED+CLOUD+POWER_DOWN+POWER_UP, -, UNBACKED",
        "DOWN+CLOUD+POWERED_DOWN+NOT_RESPONDING, ResumeTimeout reached, RECOVER",
        "DOWN+CLOUD+POWERED_DOWN, ResumeTimeout reached, RECOVER",
        "DOWN+CLOUD, (Code:InsufficientInstanceCapacity)Failure when resuming nodes, HANDS_OFF",
        "DOWN+CLOUD+POWER_UP, (Code:X)Failure when resuming nodes, HANDS_OFF",
        "DOWN+CLOUD+POWERED_DOWN, (Code:X) out of capacity, HANDS_OFF",
        "IDLE+CLOUD+DRAIN, maintenance, HANDS_OFF",
        "ALLOCATED+CLOUD+DRAIN, bad disk State=DOWN yesterday, HANDS_OFF",
        "IDLE+CLOUD+DRAIN+POWERED_DOWN, operator, HANDS_OFF",
      })
  void recorded_states_without_an_instance_for_long(String state, String reason, Rule rule) {
    Views views = node(state);
    if (reason != null) {
      views.reason(reason);
    }
    Arrays.stream(Watch.values())
        .filter(watch -> watch != Watch.SILENT || state.contains("NOT_RESPONDING"))
        .filter(watch -> watch != Watch.HELD && watch != Watch.HELD_DOWN)
        .forEach(watch -> views.lasting(watch, LONG));

    assertThat(views.judged().map(Finding::rule)).isEqualTo(Optional.ofNullable(rule));
  }

  private static void assertActs(Rule rule, Views views, StateRequest... states) {
    assertThat(views.judged())
        .hasValueSatisfying(
            finding -> {
              assertThat(finding.rule()).isEqualTo(rule);
              assertThat(finding.action())
                  .isInstanceOfSatisfying(
                      Action.Change.class,
                      change -> assertThat(change.states()).containsExactly(states));
            });
  }

  private static void assertNothing(Views views) {
    assertThat(views.judged().filter(Finding::acts)).isEmpty();
  }
}
