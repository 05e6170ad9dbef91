package dev.slurmec2.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuiteReasonTest {

  @Test
  void reason_of_the_suite_names_its_rule() {
    String reason = SuiteReason.of("never-came", "no instance (Code:X)");

    assertThat(reason).isEqualTo("slurm-ec2: never-came: no instance (Code:X)");
    assertThat(SuiteReason.isOurs(reason)).isTrue();
    assertThat(SuiteReason.isOf("never-came", reason)).isTrue();
    assertThat(SuiteReason.isOf("never", reason)).isFalse();
  }

  @Test
  void sentence_cannot_break_the_form() {
    String reason = SuiteReason.of("resume", "EC2 said : \"no\"\nand more");

    assertThat(reason).doesNotContain("\"").doesNotContain("\n");
    assertThat(SuiteReason.isOurs(reason)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "slurm-ec2: resume: no capacity (Code:InsufficientInstanceCapacity)",
        "slurm-ec2: resume: no capacity : ResumeTimeout reached",
        "Not responding : slurm-ec2: dead: gone",
        "node_stuck"
      })
  void ours(String reason) {
    assertThat(SuiteReason.isOurs(reason)).isTrue();
    assertThat(SuiteReason.isSlurms(reason)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Not responding",
        "ResumeTimeout reached",
        "Node unexpectedly rebooted",
        "Duplicate jobid",
        "Not responding : ResumeTimeout reached"
      })
  void slurms(String reason) {
    assertThat(SuiteReason.isSlurms(reason)).isTrue();
    assertThat(SuiteReason.isOurs(reason)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "maintenance",
        "bad disk : ResumeTimeout reached",
        "looks Not responding to me",
        "ask ops about slurm-ec2: resume",
        "slurm-ec2: resume: x : keep, bob is looking",
        "(Code:InsufficientInstanceCapacity)Failure when resuming nodes",
        ""
      })
  void an_operators_words_are_nobody_elses(String reason) {
    assertThat(SuiteReason.isOurs(reason)).isFalse();
    assertThat(SuiteReason.isSlurms(reason)).isFalse();
    assertThat(SuiteReason.isSlurmsFinding(reason)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Low RealMemory (reported:1 < 100.00% of configured:2)",
        "gres/gpu count reported lower than configured (0 < 1)",
        "Kill task failed",
        "Kill task failed : Not responding",
        "slurm-ec2: unbacked: its instance is gone : Kill task failed"
      })
  void findings_of_slurm_are_not_its_silence(String reason) {
    assertThat(SuiteReason.isSlurmsFinding(reason)).isTrue();
    assertThat(SuiteReason.isSlurms(reason)).isFalse();
    assertThat(SuiteReason.isOurs(reason)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "Low RealMemory, true",
    "'Low socket*core*thread count, Low CPUs', true",
    "gres/gpu count reported lower than configured (0 < 1), true",
    "slurm-ec2: unbacked: its instance is gone : Low TmpDisk, true",
    "Kill task failed, false",
    "Not responding, false",
    "'Low on coffee : bob', false",
  })
  void what_a_node_lacked_at_its_registration_is_told_from_other_findings(
      String reason, boolean shortfall) {
    assertThat(SuiteReason.isSlurmsShortfall(reason)).isEqualTo(shortfall);
  }
}
