package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceSyntaxTest {
  private static final Set<String> PLACEHOLDERS = Set.of("cluster", "region");

  @Test
  void findsAllNamesInAText() {
    assertThat(ReferenceSyntax.names("a{{ssm:/x}}b{{ssm:/{cluster}/{region}}}c{{ssm:plain:3}}"))
        .containsExactly("/x", "/{cluster}/{region}", "plain:3");
    assertThat(ReferenceSyntax.names("{{other:/x}} {node_name} {{ssm:/open")).isEmpty();
  }

  @Test
  void putsValuesInTheirPlace() {
    assertThat(ReferenceSyntax.replace("a{{ssm:/x}}b{{ssm:/y}}", name -> "<" + name + ">"))
        .isEqualTo("a</x>b</y>");
  }

  @Test
  void fillsPlaceholders() {
    assertThat(ReferenceSyntax.filled("/{cluster}/{region}/{cluster}", Map.of("cluster", "c")))
        .isEqualTo("/c/{region}/c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ssm:/a/b-c_d.e}}",
        "x{{ssm:/{cluster}/{region}}}y",
        "{{ssm:arn:aws:ssm:us-east-1:123456789012:parameter/a}}",
        "{node_name} {}",
        ""
      })
  void findsNoFaultWithGoodTexts(String text) {
    assertThat(ReferenceSyntax.fault(text, PLACEHOLDERS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ssm:/a}",
        "{{ssm:/a",
        "{{ssm:}}",
        "{{SSM:/a}}",
        "{{ ssm:/a}}",
        "{ssm:/a}",
        "{{ssm:/a}}{{ssm:",
        "{{ssm:/a b}}",
        "{{ssm:/{{ssm:/a}}}}",
        "{{ssm:/{cluster}/{zone}}}",
        "{{ssm:/{}}}"
      })
  void findsFaultWithOthers(String text) {
    assertThat(ReferenceSyntax.fault(text, PLACEHOLDERS)).isPresent();
  }

  @Test
  void takesLongTextsInItsStride() {
    String text = "{{ssm:{a}".repeat(20_000);
    assertThat(ReferenceSyntax.fault(text, PLACEHOLDERS)).isPresent();
    assertThat(ReferenceSyntax.names("{{ssm:/x}}".repeat(20_000))).hasSize(20_000);
  }
}
