package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearMissTest {
  private static final List<String> KNOWN =
      List.of("SubnetIds", "SubnetId", "MaxNodes", "Tags", "on-demand", "spot");

  @ParameterizedTest
  @CsvSource({
    "SubnetIDs, SubnetIds",
    "SUBNETID, SubnetId",
    "MaxNode, MaxNodes",
    "MaxNdoes, MaxNodes",
    "maxnode, MaxNodes",
    "Tag, Tags",
    "ondemand, on-demand",
    "On-Demand, on-demand",
    "sopt, spot",
  })
  void findsWhatWasMeant(String word, String meant) {
    assertThat(NearMiss.of(word, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"Comment", "T", "Partitions", "''"})
  void guessesNothingForOtherWords(String word) {
    assertThat(NearMiss.of(word, KNOWN)).isEmpty();
  }

  @Test
  void isNoMissForTheWordItself() {
    assertThat(NearMiss.of("spot", List.of("spot"))).isEmpty();
  }

  @Test
  void doesNotCompareEndlessWords() {
    assertThat(NearMiss.of("x".repeat(100_000), List.of("x".repeat(100_000) + "y"))).isEmpty();
  }
}
