package dev.slurmec2.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class DonorsTest {
  private final Donors donors = new Donors();

  @Test
  void are_found_by_group_and_zone_in_the_order_in_which_they_came() {
    donors.add("a-1", "p/a", Optional.of("z1"));
    donors.add("b-1", "p/b", Optional.of("z1"));
    donors.add("a-0", "p/a", Optional.of("z2"));
    donors.add("a-2", "p/a", Optional.empty());

    assertThat(donors.of("p/a", Optional.empty())).containsExactly("a-1", "a-0", "a-2");
    assertThat(donors.of("p/a", Optional.of(Optional.of("z2")))).containsExactly("a-0");
    assertThat(donors.of("p/a", Optional.of(Optional.empty()))).containsExactly("a-2");
    assertThat(donors.of("p/c", Optional.empty())).isEmpty();
    assertThat(donors.zones())
        .containsExactly(Optional.of("z1"), Optional.of("z2"), Optional.empty());
  }

  @Test
  void one_that_has_given_is_nobodys_donor() {
    donors.add("a-1", "p/a", Optional.of("z1"));
    donors.add("a-2", "p/a", Optional.of("z1"));

    donors.remove("a-1");
    donors.remove("never-was");

    assertThat(donors.of("p/a", Optional.empty())).containsExactly("a-2");
    assertThat(donors.of("p/a", Optional.of(Optional.of("z1")))).containsExactly("a-2");
    donors.remove("a-2");
    assertThat(donors.zones()).isEmpty();
  }
}
