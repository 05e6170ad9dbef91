package dev.slurmec2.hostlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostlistTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a                          | a",
        "a[5]                       | a5",
        "a[05]                      | a05",
        "[1-3]                      | 1 2 3",
        "a[0-1]b[2-3]               | a0b2 a0b3 a1b2 a1b3",
        "rack[0-1]_blade[08-10]     | rack0_blade08 rack0_blade09 rack0_blade10"
            + " rack1_blade08 rack1_blade09 rack1_blade10",
        "a[1-2][3-4,6]              | a13 a14 a16 a23 a24 a26",
        "a[1-2]-x                   | a1-x a2-x",
        "a[1-2].b3,c                | a1.b3 a2.b3 c",
        "a[001-3]                   | a001 a002 a003",
        "a[1-003]                   | a1 a2 a3",
        "n[099-101]                 | n099 n100 n101",
        "n[8-11]                    | n8 n9 n10 n11",
        "a[1-2],a[1-2]              | a1 a2 a1 a2",
        "a[3,1-2,2]                 | a3 a1 a2 a2",
        "',,a,,b c,'                | a b c",
        "a[0-1]b[2-3]c[4-5]         | a0b2c4 a0b2c5 a0b3c4 a0b3c5 a1b2c4 a1b2c5 a1b3c4 a1b3c5",
      })
  void expands(String expression, String names) {
    assertThat(Hostlist.expand(expression)).containsExactly(names.split(" "));
  }

  @Test
  void separatesByAnyWhiteSpaceToo() {
    assertThat(Hostlist.expand("a b\tc\nd")).containsExactly("a", "b", "c", "d");
  }

  @Test
  void theEmptyExpressionMeansNoNames() {
    assertThat(Hostlist.expand("")).isEmpty();
    assertThat(Hostlist.expand(" , ")).isEmpty();
    assertThat(Hostlist.fold(List.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a[3-1]     | 3 | the range 3-1 runs backwards",
        "a[1-2      | 2 | the [ is never closed",
        "ab,c[1     | 5 | the [ is never closed",
        "a1]        | 3 | a ] without its [",
        "a[1-2]]    | 7 | a ] without its [",
        "a[]        | 3 | a number is due and there is a ]",
        "a[1,]      | 5 | a number is due and there is a ]",
        "a[,1]      | 3 | a number is due and there is a ,",
        "a[1,,2]    | 5 | a number is due and there is a ,",
        "a[[1]]     | 3 | a number is due and there is a [",
        "a[x]       | 3 | a number is due and there is \"x\"",
        "a[1-x]     | 5 | a number is due and there is \"x\"",
        "a[-1]      | 3 | a number is due and there is a -",
        "a[1-]      | 5 | a number is due and there is a ]",
        "a[1-3-5]   | 6 | there is a - where a comma, a - or a ] is due",
        "a[1;2]     | 4 | there is \";\" where a comma, a - or a ] is due",
        "a[1-٣]     | 5 | a number is due",
        "a[1234567890123456789] | 3 | more than 18 digits",
      })
  void refusesWithThePosition(String expression, int position, String problem) {
    assertThatExceptionOfType(HostlistException.class)
        .isThrownBy(() -> Hostlist.expand(expression))
        .withMessageContaining(expression)
        .withMessageContaining("at character " + position + ", ")
        .withMessageContaining(problem)
        .satisfies(e -> assertThat(e.position()).isEqualTo(position));
  }

  @Test
  void showsOnlyTheNeighbourhoodOfAFaultInALongExpression() {
    String expression = "a,".repeat(10_000) + "b[2-1]" + ",c".repeat(10_000);

    assertThatExceptionOfType(HostlistException.class)
        .isThrownBy(() -> Hostlist.expand(expression))
        .withMessageContaining("b[2-1]")
        .withMessageContaining("at character 20003")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a[0-65536]",
        "a[0-999999999999999999]",
        "a[0-65535],b",
        "a[0-255]b[0-255],c",
        "a[0-256]b[0-255]",
        "[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]",
        "a[0-60000,0-60000]",
      })
  void refusesMoreNamesThanSlurmHasNodes(String expression) {
    assertThatExceptionOfType(HostlistException.class)
        .isThrownBy(() -> Hostlist.expand(expression))
        .withMessageContaining("more than 65536");
  }

  @Test
  void takesAsManyNamesAsSlurmHasNodes() {
    assertThat(Hostlist.expand("a[0-65535]")).hasSize(Hostlist.MAX_NAMES);
    assertThat(Hostlist.expand("a[0-255]b[0-255]")).hasSize(Hostlist.MAX_NAMES);
  }

  @Test
  void refusesNamesThatFillTheMemory() {
    String longest = "a".repeat(Hostlist.MAX_NAME_LENGTH - 1);

    assertThat(Hostlist.expand(longest + "[1-9]")).hasSize(9);
    assertThatExceptionOfType(HostlistException.class)
        .isThrownBy(() -> Hostlist.expand(longest + "[1-10]"))
        .withMessageContaining("256 characters");
    assertThatExceptionOfType(HostlistException.class)
        .isThrownBy(() -> Hostlist.expand("[1]".repeat(100_000)))
        .withMessageContaining("100000 characters");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "n3 n1 n2                       | n[1-3]",
        "n1 n1 n2                       | n[1-2]",
        "n9 n10 n11                     | n[9-11]",
        "n09 n10 n11 n100               | n[09-11,100]",
        "n9 n09 n10 n010                | n[9,09-10,010]",
        "n1 n01 n001 n2 n02 n002        | n[1-2,01-02,001-002]",
        "a0b1 a0b2 a1b1                 | a0b[1-2],a1b1",
        "a10b1 a9b1 a9b2                | a9b[1-2],a10b1",
        "a1 a a2 b                      | a,a[1-2],b",
        "a01b1 a1b1 a001b2              | a001b2,a01b1,a1b1",
        "n1-x n2-x n1-y                 | n1-x,n1-y,n2-x",
        "N1 n1 n2 N2                    | N[1-2],n[1-2]",
        "1 2 3 10                       | [1-3,10]",
        "n1234567890123456789 n1        | n1,n1234567890123456789",
      })
  void folds(String names, String expression) {
    assertThat(Hostlist.fold(List.of(names.split(" ")))).isEqualTo(expression);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a,b", "a b", "a[1]", "a]", "a\n"})
  void doesNotFoldWhatIsNoName(String name) {
    assertThat(Hostlist.isName(name)).isFalse();
    assertThatExceptionOfType(HostlistException.class)
        .isThrownBy(() -> Hostlist.fold(List.of(name)));
  }

  @Test
  void sortsWithoutDuplicates() {
    assertThat(Hostlist.sorted(List.of("b1", "a10", "a9", "a10")))
        .containsExactly("a9", "a10", "b1");
  }

  @Test
  void foldsAndExpandsAsManyNamesAsSlurmHasNodes() {
    List<String> names =
        new ArrayList<>(
            IntStream.range(0, Hostlist.MAX_NAMES).mapToObj(i -> "aws-node-" + i).toList());
    Collections.shuffle(names, new Random(1));

    assertThat(Hostlist.fold(names)).isEqualTo("aws-node-[0-65535]");

    List<String> scattered =
        IntStream.range(0, Hostlist.MAX_NAMES).mapToObj(i -> "n" + 2L * i).toList();
    assertThat(Hostlist.expand(Hostlist.fold(scattered))).isEqualTo(scattered);
    assertThatExceptionOfType(HostlistException.class)
        .isThrownBy(
            () ->
                Hostlist.fold(
                    IntStream.rangeClosed(0, Hostlist.MAX_NAMES).mapToObj(i -> "n" + i).toList()));
  }

  @Test
  void whatFoldsExpandsToTheSameNames() {
    RandomNames random = new RandomNames(20_261_121);
    for (int round = 0; round < 3_000; round++) {
      List<String> names = random.names();

      String folded = Hostlist.fold(names);

      assertThat(Hostlist.expand(folded))
          .as("fold of %s: %s", names, folded)
          .isEqualTo(Hostlist.sorted(names))
          .containsOnlyOnceElementsOf(names);
      assertThat(Hostlist.fold(Hostlist.expand(folded))).isEqualTo(folded);
    }
  }
}
