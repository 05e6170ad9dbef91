package dev.slurmec2.slurmconf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GresReaderTest {
  private static final int FUZZ_CASES = 20_000;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gpu             | gpu  |     | 1",
        "gpu:2           | gpu  |     | 2",
        "gpu:t4          | gpu  | t4  | 1",
        "gpu:t4:4        | gpu  | t4  | 4",
        "gpu::4          | gpu  |     | 4",
        "gpu:1080ti:2    | gpu  | 1080ti | 2",
        "gpu:0           | gpu  |     | 0",
        "nvme:2K         | nvme |     | 2048",
        "nvme:2k         | nvme |     | 2048",
        "nvme:2KiB       | nvme |     | 2048",
        "nvme:2KB        | nvme |     | 2000",
        "nvme:3M         | nvme |     | 3145728",
        "nvme:1G         | nvme |     | 1073741824",
        "nvme:1T         | nvme |     | 1099511627776",
        "nvme:ssd:2P     | nvme | ssd | 2251799813685248",
        "'\"gpu:t4:4\"'  | gpu  | t4  | 4"
      })
  void reads_name_type_and_count(String text, String name, String type, long count) {
    assertThat(parsed(text))
        .singleElement()
        .satisfies(
            gres -> {
              assertThat(gres.name()).isEqualTo(name);
              assertThat(gres.type()).isEqualTo(Optional.ofNullable(type));
              assertThat(gres.count()).isEqualTo(count);
              assertThat(gres.noConsume()).isFalse();
            });
  }

  @Test
  void reads_several_elements_in_order_and_passes_over_empty_ones() {
    assertThat(parsed("gpu:t4:1,,nvme:2,license,"))
        .extracting(Gres::label)
        .containsExactly("gpu:t4", "nvme", "license");
  }

  @Test
  void reads_the_sockets_whose_list_may_hold_commas() {
    assertThat(parsed("gpu:t4:2(S:0-1),gpu:a100:1(S:0,2-3),nvme(S:1)"))
        .extracting(gres -> gres.sockets().orElse("none"))
        .containsExactly("0-1", "0,2-3", "1");
  }

  @ParameterizedTest
  @CsvSource({
    "bandwidth:no_consume:4G",
    "bandwidth:lustre:no_consume:4G",
    "bandwidth:no_consume:lustre:4G",
    "bandwidth:no_consume"
  })
  void reads_no_consume(String text) {
    assertThat(parsed(text)).singleElement().matches(Gres::noConsume);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''             | 1",
        "','            | 1",
        ":2             | 1",
        "gpu:2,:3       | 7",
        "gpu:0x10       | 5",
        "gpu:2kk        | 5",
        "gpu:1080ti     | 5",
        "gpu:a:b:2      | 7",
        "gpu:2:t4       | 7",
        "gpu: 2         | 5",
        "'gpu:1, nvme:1'| 7",
        "gpu:1(S:0      | 6",
        "gpu:1(IDX:0)   | 6",
        "gpu:1(S:0)x    | 6",
        "gpu:1(S:)      | 6",
        "gpu:9223372036854775808 | 5",
        "gpu:9999999999P | 5"
      })
  void a_fault_says_where_it_is(String text, int position) {
    assertThat(faults(text)).first().extracting(GresResult.Fault::position).isEqualTo(position);
  }

  @Test
  void every_faulty_element_is_reported() {
    assertThat(faults("gpu:x:y:1,nvme:1(,ok:1,a b")).hasSizeGreaterThanOrEqualTo(2);
    assertThat(faults("gpu:0x1,nvme:2,ssd:3q"))
        .extracting(GresResult.Fault::position)
        .containsExactly(5, 20);
  }

  @Test
  void a_text_too_long_is_refused_unread() {
    assertThat(faults("g".repeat(GresReader.MAX_LENGTH + 1)))
        .singleElement()
        .satisfies(fault -> assertThat(fault.message()).contains("4096"));
  }

  @Test
  void random_texts_never_throw_nor_hang_and_what_is_read_reads_again() {
    Random random = new Random(20261121);
    String alphabet = "gpu:t40129KkMGTPiB,()S-_ \"\t\\#\u00e9no_consume\n";
    Assertions.assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          for (int i = 0; i < FUZZ_CASES; i++) {
            String text = randomText(random, alphabet);
            GresResult result = GresReader.read(text);
            if (result instanceof GresResult.Parsed parsed) {
              assertThat(parsed(written(parsed.list()))).as(text).isEqualTo(parsed.list());
            } else {
              assertThat(faults(text))
                  .isNotEmpty()
                  .allSatisfy(
                      fault ->
                          assertThat(fault.position()).isBetween(1, Math.max(1, text.length())));
            }
          }
        });
  }

  @Test
  void every_well_formed_text_is_read_as_it_was_meant() {
    Random random = new Random(42);
    for (int i = 0; i < FUZZ_CASES / 10; i++) {
      List<Gres> meant = new ArrayList<>();
      for (int n = random.nextInt(5); n >= 0; n--) {
        long count = random.nextInt(2000);
        meant.add(
            new Gres(
                "r" + random.nextInt(9),
                random.nextBoolean() ? Optional.of("t" + random.nextInt(99)) : Optional.empty(),
                random.nextBoolean(),
                count,
                Long.toString(count),
                random.nextInt(3) == 0 ? Optional.of("0,2-3") : Optional.empty()));
      }
      assertThat(parsed(written(meant))).isEqualTo(meant);
    }
  }

  private static String randomText(Random random, String alphabet) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(24); n > 0; n--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static String written(List<Gres> list) {
    StringBuilder text = new StringBuilder();
    for (Gres gres : list) {
      text.append(text.isEmpty() ? "" : ",").append(gres.label());
      text.append(gres.noConsume() ? ":no_consume" : "").append(':').append(gres.countText());
      gres.sockets().ifPresent(sockets -> text.append("(S:").append(sockets).append(')'));
    }
    return text.toString();
  }

  private static List<Gres> parsed(String text) {
    GresResult result = GresReader.read(text);
    assertThat(result).as(text).isInstanceOf(GresResult.Parsed.class);
    return ((GresResult.Parsed) result).list();
  }

  private static List<GresResult.Fault> faults(String text) {
    GresResult result = GresReader.read(text);
    assertThat(result).as(text).isInstanceOf(GresResult.Malformed.class);
    return ((GresResult.Malformed) result).faults();
  }
}
