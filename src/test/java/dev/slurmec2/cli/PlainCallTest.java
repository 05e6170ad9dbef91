package dev.slurmec2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainCallTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resume aws-node-[0-3,7]",
        "suspend aws-node-0",
        "resume-fail 0node",
        "change-state",
        "resume --config-dir /etc/other aws-node-0",
        "change-state --config-dir /etc/other"
      })
  void what_slurmctld_and_the_timer_call_needs_no_parser(String line) {
    assertThat(PlainCall.of(line.split(" ", -1))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "resume",
        "resume --help",
        "resume -v aws-node-0",
        "resume aws-node-0 aws-node-1",
        "resume @file",
        "resume -- aws-node-0",
        "resume ",
        "resum aws-node-0",
        "explain aws-node-0",
        "change-state --dry-run",
        "change-state now",
        "status",
        "status --config-dir /etc/other",
        "resume --config-dir",
        "resume --config-dir /etc/other",
        "resume --config-dir -v aws-node-0",
        "resume --config-dir /etc/other -v aws-node-0",
        "resume aws-node-0 --config-dir /etc/other"
      })
  void everything_else_is_the_parsers(String line) {
    assertThat(PlainCall.of(line.split(" ", -1))).isEmpty();
  }
}
