package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.Page;
import dev.slurmec2.sandbox.engine.Reservation;
import dev.slurmec2.sandbox.engine.ReservationView;

/** DescribeCapacityReservations. */
final class ReservationActions {

  private final Engine engine;

  ReservationActions(Engine engine) {
    this.engine = engine;
  }

  Reply describe(Call call) {
    Query query = call.query();
    Page<ReservationView> page =
        engine
            .stock()
            .reservations(
                call.region(),
                query.texts("CapacityReservationId"),
                Requests.filters(query),
                Requests.paging(query));
    String body =
        Xml.response(
            call.action(),
            call.requestId(),
            xml -> {
              xml.list("capacityReservationSet", page.items(), each -> write(xml, each));
              page.nextToken().ifPresent(token -> xml.text("nextToken", token));
            });
    return Reply.xml(body, page.items().size() + " reservations");
  }

  private static void write(Xml xml, ReservationView view) {
    Reservation reservation = view.reservation();
    xml.text("capacityReservationId", reservation.id()).text("ownerId", Engine.ACCOUNT);
    xml.text(
        "capacityReservationArn",
        "arn:aws:ec2:"
            + reservation.region()
            + ":"
            + Engine.ACCOUNT
            + ":capacity-reservation/"
            + reservation.id());
    xml.text("instanceType", reservation.instanceType()).text("instancePlatform", "Linux/UNIX");
    xml.text("availabilityZone", reservation.zone());
    xml.text("availabilityZoneId", Engine.zoneId(reservation.zone()));
    xml.text("tenancy", "default").text("totalInstanceCount", reservation.total());
    xml.text("availableInstanceCount", view.available()).text("state", view.state().wire());
    xml.time("startDate", reservation.start()).time("createDate", reservation.start());
    reservation.end().ifPresent(end -> xml.time("endDate", end));
    xml.text("endDateType", reservation.end().isPresent() ? "limited" : "unlimited");
    xml.text("instanceMatchCriteria", reservation.targeted() ? "targeted" : "open");
    xml.text("reservationType", reservation.block() ? "capacity-block" : "default");
    xml.tags(view.tags());
  }
}
