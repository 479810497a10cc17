//! The same of a library, a hotel and a theatre.

use fraise_diagnostics::{Code, Severity};

use crate::{Variant, refused};

const LIBRARY: &str = include_str!("../../../../schemas/library.yaml");
const HOTEL: &str = include_str!("../../../../schemas/hotel.yaml");
const SEATS: &str = include_str!("../../../../schemas/seats.yaml");

#[test]
fn the_right_ones_are_proven() {
    for schema in [LIBRARY, HOTEL, SEATS] {
        let (found, _) = Variant::of(schema).checked();
        let worse: Vec<String> = found
            .iter()
            .filter(|it| it.severity != Severity::Note)
            .map(|it| format!("{} {}", it.code.as_str(), it.message))
            .collect();
        assert_eq!(worse, [""; 0]);
    }
}

#[test]
fn an_expired_reservation_that_keeps_its_copy() {
    let give_back = "          after: {reserved: 3 days}    # nobody came for it
          effects:
            - {apply: Title.give_back, key: {id: title}}
";
    let without = "          after: {reserved: 3 days}    # nobody came for it\n";
    let variant = Variant::of(LIBRARY).with(give_back, without);
    refused("an_expired_reservation_that_keeps_its_copy", Code::F0710, variant);
}

#[test]
fn a_lost_copy_that_comes_back_too() {
    let lose = "            - {apply: Title.lose, key: {id: title}}\n";
    let both = format!("{lose}            - {{apply: Title.give_back, key: {{id: title}}}}\n");
    refused("a_lost_copy_that_comes_back_too", Code::F0710, Variant::of(LIBRARY).with(lose, &both));
}

#[test]
fn a_deleted_loan_that_gives_back_whenever() {
    let when = ", when: \"status in ('reserved', 'lent')\"";
    refused("a_deleted_loan_that_gives_back_whenever", Code::F0710, Variant::of(LIBRARY).with(when, ""));
}

#[test]
fn nights_given_back_of_another_room_type() {
    let variant = Variant::of(HOTEL).behind(
        "        miss:",
        "key: {room_type: line.room_type, day: line.day}",
        "key: {room_type: line.room_type, day: arrival}",
    );
    refused("nights_given_back_of_another_room_type", Code::F0710, variant);
}

#[test]
fn nights_added_after_the_stay() {
    let variant = Variant::of(HOTEL).with(
        "editable_while: booking.status in ('requested', 'booked', 'checked_in')",
        "editable_while: booking.status <> 'cancelled'",
    );
    refused("nights_added_after_the_stay", Code::F0710, variant);
}

#[test]
fn seats_sold_again_and_still_held() {
    let give_back = "            - apply: Ticket.give_back
              each: items
              key: {id: line.ticket}
              qty: line.seats
";
    refused("seats_sold_again_and_still_held", Code::F0710, Variant::of(SEATS).with(give_back, ""));
}

#[test]
fn seats_given_back_whatever_the_purchase_is_in() {
    let variant = Variant::of(SEATS).with(
        "guard: purchase.status = 'paid' and purchase.show.starts_at > now()",
        "guard: purchase.show.starts_at > now()",
    );
    refused("seats_given_back_whatever_the_purchase_is_in", Code::F0710, variant);
}

#[test]
fn a_payment_that_is_too_late_and_takes_the_seats_again() {
    let variant = Variant::of(SEATS)
        .with(
            "          from: picked\n          to: paid\n",
            "          from: [picked, lapsed]\n          to: paid\n",
        )
        .with("final: [lapsed, refunded, used]", "final: [refunded, used]");
    refused("a_payment_that_is_too_late_and_takes_the_seats_again", Code::F0710, variant);
}
