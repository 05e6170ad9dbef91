package dev.slurmec2.sandbox.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pools a fleet gets its instances from; {@link FleetTable} says how to read the tables. */
final class AllocationTest {

  private final FleetTable table = new FleetTable();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "what it is about      | pools           | wanted                     | overrides       | launched    | errors",
        "the cheapest first    |                 | 2                          | L@a X@a M@a     | M@a:2       | -",
        "then the next         | M@a=1           | 2                          | L@a X@a M@a     | L@a:1 M@a:1 | M@a:InsufficientInstanceCapacity",
        "priorities            |                 | 1 prioritized              | L@a/2 X@a/1 M@a | X@a:1       | -",
        "partly is not nothing | L@a=1 L@b=1     | 3                          | L@a L@b         | L@a:1 L@b:1 | L@a:InsufficientInstanceCapacity L@b:InsufficientInstanceCapacity",
        "evenly over the pools |                 | 3 spot diversified         | L@a L@b L@c     | L@a:1 L@b:1 L@c:1 | -",
        "what one lacks        | L@b=0           | 4 spot diversified         | L@a L@b L@c     | L@a:2 L@c:2 | L@b:InsufficientInstanceCapacity",
        "an early one lacks    | L@c=0           | 4 spot diversified         | L@a L@b L@c     | L@a:2 L@b:2 | L@c:InsufficientInstanceCapacity",
        "the roomiest          | M@a=2 L@b=9     | 2 spot capacity-optimized  | M@a L@b         | L@b:2       | -",
        "cheap with room       | M@a=1 L@b=3     | 2 spot price-capacity-optimized | M@a L@b X@b | L@b:2      | -",
        "cheap if all have     | M@a=2 L@b=3     | 2 spot price-capacity-optimized | M@a L@b     | M@a:2      | -",
        "room before priority  | L@a=1 L@b=4     | 2 spot capacity-optimized-prioritized | L@a/0 L@b/1 | L@b:2 | -",
        "priority where room   | L@a=3 L@b=4     | 2 spot capacity-optimized-prioritized | L@a/0 L@b/1 | L@a:2 | -",
        "one zone that has all | L@a=1 L@b=2     | 2 one-zone min=2           | L@a L@b         | L@b:2       | -",
        "one zone, the most    | L@a=1 L@b=2     | 3 one-zone                 | L@a L@b         | L@b:2       | L@b:InsufficientInstanceCapacity",
        "one zone, two types   | L@a=1 X@a=2 L@b=2 | 3 one-zone min=3         | L@a X@a L@b     | L@a:1 X@a:2 | L@a:InsufficientInstanceCapacity",
        "one type              | L@a=1 L@b=1 X@a=9 | 2 one-type min=2         | L@a L@b X@a     | L@a:1 L@b:1 | L@a:InsufficientInstanceCapacity",
        "one type in one zone  | L@a=1 L@b=1 X@a=9 | 2 one-type one-zone min=2 | L@a L@b X@a    | X@a:2       | -",
        "below the minimum     | L@a=1 L@b=2     | 3 one-zone min=3           | L@a L@b         | -           | L@a:InsufficientInstanceCapacity L@b:InsufficientInstanceCapacity",
        "at least the minimum  | L@a=1 L@b=2     | 3 one-zone min=2           | L@a L@b         | L@b:2       | L@b:InsufficientInstanceCapacity",
        "a refusal of a pool   | L@a=Unsupported | 1                          | L@a X@a         | X@a:1       | L@a:Unsupported",
        "all pools together    | *@*=2           | 3                          | L@a L@b         | L@a:2       | L@a:InsufficientInstanceCapacity L@b:InsufficientInstanceCapacity"
      },
      useHeadersInDisplayName = true)
  void a_fleet_gets(
      String what, String pools, String wanted, String overrides, String launched, String errors) {
    table.pools(pools == null ? "" : pools);

    FleetAnswer answer = table.launch(wanted, overrides);

    assertThat(FleetTable.launched(answer)).as("launched").isEqualTo(launched);
    assertThat(FleetTable.errors(answer)).as("errors").isEqualTo(errors);
    assertThat(table.engine.everyInstance()).hasSize(answer.count());
  }
}
