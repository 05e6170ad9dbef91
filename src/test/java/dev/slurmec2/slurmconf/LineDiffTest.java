package dev.slurmec2.slurmconf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.slurmconf.LineChange.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineDiffTest {

  @Test
  void equal_texts_have_no_changes() {
    assertThat(LineDiff.between("a\nb\n", "a\nb\n")).isEmpty();
  }

  @Test
  void a_line_put_between_is_the_only_change() {
    assertThat(LineDiff.between("a\nb\n", "a\nx\nb\n")).hasToString("[+x]");
  }

  @Test
  void what_stands_between_two_changes_is_no_change() {
    assertThat(LineDiff.between("a\nb\nc\nd\n", "A\nb\nc\nD\n")).hasToString("[-a, +A, -d, +D]");
  }

  @Test
  void applied_to_the_old_text_the_changes_give_the_new_one() {
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      String before = randomText(random);
      String after = randomText(random);
      assertThat(apply(before, LineDiff.between(before, after))).isEqualTo(after);
    }
  }

  @Test
  void texts_too_large_to_compare_are_replaced_whole() {
    String before = numbered("old", 2100);
    String after = numbered("new", 2100);

    List<LineChange> changes = LineDiff.between(before, after);

    assertThat(changes).hasSize(4200);
    assertThat(apply(before, changes)).isEqualTo(after);
  }

  private static String numbered(String word, int count) {
    return IntStream.range(0, count).mapToObj(i -> word + i + "\n").collect(Collectors.joining());
  }

  private static String randomText(Random random) {
    return IntStream.range(0, random.nextInt(12))
        .mapToObj(i -> "abcd".charAt(random.nextInt(4)) + "\n")
        .collect(Collectors.joining());
  }

  private static String apply(String before, List<LineChange> changes) {
    List<String> lines = new ArrayList<>(before.lines().toList());
    changes.stream()
        .filter(change -> change.kind() == Kind.REMOVED)
        .sorted((a, b) -> Integer.compare(b.line(), a.line()))
        .forEach(change -> assertThat(lines.remove(change.line() - 1)).isEqualTo(change.text()));
    changes.stream()
        .filter(change -> change.kind() == Kind.ADDED)
        .forEach(change -> lines.add(change.line() - 1, change.text()));
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }
}
