package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.CapacityUpdate;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.Market;
import dev.slurmec2.sandbox.engine.PoolPrice;
import dev.slurmec2.sandbox.engine.PoolRule;
import dev.slurmec2.sandbox.engine.Reservation;
import dev.slurmec2.sandbox.engine.Stock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What EC2 has to give, in JSON: the file of {@code --capacity-file} and the control interface. */
public final class CapacityJson {

  private static final String[] MEMBERS = {
    "rules", "prices", "vcpuQuotas", "subnetAddresses", "reservations", "reclaimSpot"
  };

  /**
   * Changes, and when.
   *
   * @param at from when the first of them holds
   * @param later by the time of each
   */
  public record Plan(Instant at, CapacityUpdate now, Map<Instant, CapacityUpdate> later) {
    public Plan {
      later = Map.copyOf(later);
    }

    /** The ids of all reservations and blocks that there are at any time. */
    public Set<String> reservationIds() {
      return Stream.concat(Stream.of(now), later.values().stream())
          .flatMap(update -> update.reservations().stream())
          .map(Reservation::id)
          .collect(Collectors.toSet());
    }

    /** Carries it out: the first changes now, the others when their time comes. */
    public void applyTo(Stock stock) {
      stock.update(now);
      new TreeMap<>(later).forEach(stock::plan);
    }
  }

  private CapacityJson() {}

  /**
   * Reads a file; times in it count from {@code start}.
   *
   * @throws IOException when it cannot be read
   * @throws IllegalArgumentException with a sentence when its content is wrong
   */
  public static Plan read(Path file, Instant start) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "The capacity file " + file + " cannot be read: correct its path or its mode.");
    }
    try {
      return read(Fields.read(Files.readString(file)), start);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The capacity file " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Whether a file gives a time as a date and not in seconds: what it means depends on when it is
   * read.
   *
   * @throws IOException when it cannot be read
   * @throws IllegalArgumentException with a sentence when its content is wrong
   */
  public static boolean hasDates(Path file) throws IOException {
    read(file, Instant.EPOCH);
    return hasDates(Fields.read(Files.readString(file)));
  }

  private static boolean hasDates(Fields json) {
    return Stream.concat(
            json.objects("reservations").stream(),
            json.objects("schedule").stream()
                .flatMap(step -> step.objects("reservations").stream()))
        .anyMatch(each -> each.text("start").isPresent() || each.text("end").isPresent());
  }

  static Plan read(Fields json, Instant start) {
    List<String> known = new ArrayList<>(List.of(MEMBERS));
    known.add("schedule");
    json.only(known.toArray(String[]::new));
    Map<Instant, CapacityUpdate> later = new TreeMap<>();
    for (Fields step : json.objects("schedule")) {
      List<String> members = new ArrayList<>(List.of(MEMBERS));
      members.add("afterSeconds");
      step.only(members.toArray(String[]::new));
      Instant at = start.plus(seconds(step, "afterSeconds"));
      if (later.put(at, update(step, at)) != null) {
        throw new IllegalArgumentException(
            "Two steps of the schedule have the same afterSeconds: make them one.");
      }
    }
    return new Plan(start, update(json, start), later);
  }

  private static CapacityUpdate update(Fields json, Instant at) {
    Map<Market, Integer> quotas = new EnumMap<>(Market.class);
    json.object("vcpuQuotas")
        .ifPresent(
            object ->
                object
                    .only(Market.ON_DEMAND.wire(), Market.SPOT.wire())
                    .members()
                    .keySet()
                    .forEach(name -> quotas.put(market(name), object.whole(name))));
    Map<String, Integer> addresses = new LinkedHashMap<>();
    json.object("subnetAddresses")
        .ifPresent(
            object ->
                object
                    .members()
                    .keySet()
                    .forEach(subnet -> addresses.put(subnet, object.whole(subnet))));
    return new CapacityUpdate(
        json.texts("rules").stream().map(PoolRule::parse).toList(),
        json.texts("prices").stream().map(PoolPrice::parse).toList(),
        quotas,
        addresses,
        json.objects("reservations").stream().map(each -> reservation(each, at)).toList(),
        json.flag("reclaimSpot").orElse(false));
  }

  private static Market market(String name) {
    return name.equals(Market.SPOT.wire()) ? Market.SPOT : Market.ON_DEMAND;
  }

  private static Reservation reservation(Fields json, Instant at) {
    json.only(
        "id",
        "type",
        "match",
        "instanceType",
        "zone",
        "count",
        "start",
        "startSeconds",
        "end",
        "endSeconds");
    boolean block = oneOf(json, "type", "default", "capacity-block").equals("capacity-block");
    boolean targeted = oneOf(json, "match", "open", "targeted").equals("targeted");
    return new Reservation(
        json.need("id"),
        json.need("instanceType"),
        json.need("zone"),
        json.whole("count"),
        block,
        block || targeted,
        moment(json, "start", at).orElse(at),
        moment(json, "end", at));
  }

  private static String oneOf(Fields json, String name, String usual, String other) {
    String word = json.text(name).orElse(usual);
    if (!word.equals(usual) && !word.equals(other)) {
      throw new IllegalArgumentException(
          "The member %s is \"%s\"; it must be %s or %s.".formatted(name, word, usual, other));
    }
    return word;
  }

  private static Optional<Instant> moment(Fields json, String name, Instant at) {
    Optional<String> written = json.text(name);
    if (written.isPresent()) {
      try {
        return Optional.of(Instant.parse(written.get()));
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(
            "The member "
                + name
                + " is \""
                + written.get()
                + "\"; it must be a time such as 2026-11-21T08:00:00Z.",
            e);
      }
    }
    return json.number(name + "Seconds").map(value -> at.plusMillis(Math.round(value * 1000)));
  }

  private static Duration seconds(Fields json, String name) {
    double value =
        json.number(name)
            .orElseThrow(() -> new IllegalArgumentException("The member " + name + " is missing."));
    if (value < 0) {
      throw new IllegalArgumentException("The member " + name + " is negative.");
    }
    return Duration.ofMillis(Math.round(value * 1000));
  }

  /** What holds now, in the form that {@link #read} takes. */
  static Map<String, Object> write(Engine engine) {
    CapacityUpdate holds = engine.stock().holds();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("rules", holds.rules().stream().map(PoolRule::toString).toList());
    json.put("prices", holds.prices().stream().map(PoolPrice::toString).toList());
    Map<String, Object> quotas = new LinkedHashMap<>();
    holds.vcpuQuotas().forEach((market, count) -> quotas.put(market.wire(), count));
    json.put("vcpuQuotas", quotas);
    json.put("subnetAddresses", holds.subnetAddresses());
    json.put("reservations", holds.reservations().stream().map(CapacityJson::write).toList());
    return json;
  }

  private static Map<String, Object> write(Reservation reservation) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", reservation.id());
    json.put("type", reservation.block() ? "capacity-block" : "default");
    json.put("match", reservation.targeted() ? "targeted" : "open");
    json.put("instanceType", reservation.instanceType());
    json.put("zone", reservation.zone());
    json.put("count", reservation.total());
    json.put("start", reservation.start().toString());
    reservation.end().ifPresent(end -> json.put("end", end.toString()));
    return json;
  }
}
