package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexCodeTest {

  @ParameterizedTest
  @CsvSource({
    "2, 2, 1",
    "3, 3, 1",
    "4, 4, 2",
    "6, 4, 2",
    "7, 5, 2",
    "10, 5, 2",
    "20, 6, 3",
    "100, 9, 4",
    "924, 12, 6",
    "925, 13, 6",
    "1000, 13, 6",
    "1716, 13, 6",
    "10000, 16, 8",
    "65536, 19, 9"
  })
  void has_as_few_bits_as_half_of_them_can_be_chosen(int count, int bits, int weight) {
    assertThat(IndexCode.of(count)).contains(new IndexCode(bits, weight));
  }

  @Test
  void one_number_needs_none_and_more_than_slurm_has_are_none() {
    assertThat(IndexCode.of(1)).isEmpty();
    assertThat(IndexCode.of(0)).isEmpty();
    assertThat(IndexCode.of(-1)).isEmpty();
    assertThat(IndexCode.of(Integer.MAX_VALUE)).isEmpty();
  }

  @Test
  void numbers_follow_each_other_in_a_fixed_order() {
    IndexCode code = IndexCode.of(10).orElseThrow();
    assertThat(code.bitsOf(0)).containsExactly(0, 1);
    assertThat(code.bitsOf(1)).containsExactly(0, 2);
    assertThat(code.bitsOf(2)).containsExactly(1, 2);
    assertThat(code.bitsOf(3)).containsExactly(0, 3);
    assertThat(code.bitsOf(9)).containsExactly(3, 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 8, 100, 1000, 10_000, 65_536})
  void every_number_comes_back_and_has_its_own_bits(int count) {
    IndexCode code = IndexCode.of(count).orElseThrow();
    Set<Set<Integer>> seen = new HashSet<>();
    for (int index = 0; index < count; index++) {
      assertThat(code.indexOf(code.bitsOf(index))).hasValue(index);
      assertThat(seen.add(code.bitsOf(index))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 6, 10, 200, 1000})
  void whoever_sees_fewer_bits_reads_no_number_at_all(int count) {
    IndexCode code = IndexCode.of(count).orElseThrow();
    for (int index = 0; index < count; index++) {
      List<Integer> bits = new ArrayList<>(code.bitsOf(index));
      for (int part = 0; part < (1 << bits.size()) - 1; part++) {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < bits.size(); i++) {
          if ((part >> i & 1) == 1) {
            seen.add(bits.get(i));
          }
        }
        assertThat(code.indexOf(seen)).isEmpty();
      }
    }
  }

  @Test
  void bits_of_another_code_are_no_number() {
    IndexCode code = IndexCode.of(10).orElseThrow();
    assertThat(code.indexOf(Set.of(0, 1, 2))).isEmpty();
    assertThat(code.indexOf(Set.of(0, 5))).isEmpty();
    assertThat(code.indexOf(Set.of(-1, 2))).isEmpty();
    assertThat(code.indexOf(Set.of())).isEmpty();
  }
}
