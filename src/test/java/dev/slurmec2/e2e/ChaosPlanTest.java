package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.e2e.ChaosPlan.Job;
import dev.slurmec2.e2e.ChaosPlan.Mark;
import dev.slurmec2.e2e.ChaosPlan.Strike;
import dev.slurmec2.e2e.ChaosPlan.Target;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChaosPlanTest {

  private static final List<ChaosPlan> PLANS =
      IntStream.rangeClosed(1, 200).mapToObj(number -> ChaosPlan.of(1, number)).toList();

  @Test
  void a_seed_gives_the_same_plan_again_and_another_seed_another() {
    assertThat(ChaosPlan.of(1, 7)).isEqualTo(PLANS.get(6));
    assertThat(ChaosPlan.of(2, 7)).isNotEqualTo(PLANS.get(6));
  }

  @Test
  void each_cycle_has_jobs_and_somebody_to_kill() {
    assertThat(PLANS)
        .allSatisfy(
            plan -> {
              assertThat(plan.strikes()).isNotEmpty();
              assertThat(plan.jobs().stream().mapToInt(Job::nodes).sum())
                  .isBetween(1, ChaosPlan.NODES_MAX);
            });
  }

  @Test
  void two_hundred_cycles_hit_each_program_early_and_late() {
    for (Target target : Target.values()) {
      List<Double> moments =
          PLANS.stream()
              .flatMap(plan -> plan.strikes().stream())
              .filter(strike -> strike.target() == target && strike.mark() == Mark.START)
              .map(Strike::moment)
              .toList();
      assertThat(moments).as(target.program()).anyMatch(moment -> moment < 0.2);
      assertThat(moments).as(target.program()).anyMatch(moment -> moment > 0.8);
    }
  }

  @Test
  void many_kills_of_a_resume_come_between_its_launch_and_the_addresses() {
    assertThat(strikes(Target.RESUME, Mark.LAUNCHED)).isGreaterThan(50);
    assertThat(strikes(Target.RESUME, Mark.NAMED)).isGreaterThan(30);
    assertThat(strikes(Target.SUSPEND, Mark.ENDED)).isGreaterThan(30);
  }

  private static long strikes(Target target, Mark mark) {
    return PLANS.stream()
        .flatMap(plan -> plan.strikes().stream())
        .filter(strike -> strike.target() == target && strike.mark() == mark)
        .count();
  }
}
