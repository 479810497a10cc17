//! Wrong variants, each as small a change of the right one as shows the point.

use fraise_diagnostics::Code;

use crate::{Variant, refused};

const RELEASE: &str = "            - apply: Inventory.release
              each: items
              qty: line.quantity - line.quantity_shipped
";
const SHIP_LINES: &str = "            - apply: OrderItem.ship
              each: items
              key: {id: line.order_item}
              qty: line.quantity
";
const SALE: &str = "            - apply: Inventory.sale
              each: items
              key: {variant: line.order_item.variant}
              qty: line.quantity
";
const DELETE_LINE: &str = "      delete:
        - {apply: Inventory.release, qty: quantity - quantity_shipped}
";
const STATES: &str = "OrderStatus: [pending, confirmed, processing, shipped, delivered, cancelled]";
const RECALL: &str = "        recall:
          description: Stopped in transit";
const CANCEL_FULFILLMENT: &str = "        cancel: {from: pending, to: cancelled, by: [warehouse]}\n";

fn right() -> Variant {
    Variant::right()
}

// Events of the order.

#[test]
fn release_forgotten() {
    refused("release_forgotten", Code::F0710, right().with(RELEASE, ""));
}

#[test]
fn released_twice() {
    refused("released_twice", Code::F0710, right().with(RELEASE, &format!("{RELEASE}{RELEASE}")));
}

#[test]
fn released_with_what_was_shipped() {
    let whole = RELEASE.replace("line.quantity - line.quantity_shipped", "line.quantity");
    refused("released_with_what_was_shipped", Code::F0710, right().with(RELEASE, &whole));
}

#[test]
fn released_once_for_the_order() {
    let one = RELEASE.replace("line.quantity - line.quantity_shipped", "1");
    refused("released_once_for_the_order", Code::F0710, right().with(RELEASE, &one));
}

#[test]
fn released_in_transit() {
    let variant =
        right().behind("        recall:", "          effects:\n", &format!("          effects:\n{RELEASE}"));
    refused("released_in_transit", Code::F0710, variant);
}

#[test]
fn a_new_way_round_the_release() {
    let lose = format!("        lose: {{from: [confirmed, processing], to: lost, by: [admin]}}\n{RECALL}");
    let variant = right()
        .with(STATES, &STATES.replace("cancelled]", "cancelled, lost]"))
        .behind("machine:\n      field: status\n      initial: pending\n      final: [delivered, cancelled]\n      log: true\n      stamp: {shipped", "final: [delivered, cancelled]", "final: [delivered, cancelled, lost]")
        .with(RECALL, &lose);
    refused("a_new_way_round_the_release", Code::F0710, variant);
}

#[test]
fn a_new_state_forgotten_in_the_hold() {
    let pause = format!(
        "        pause: {{from: confirmed, to: paused, by: [admin]}}
        resume: {{from: paused, to: confirmed, by: [admin]}}
{RECALL}"
    );
    let variant =
        right().with(STATES, &STATES.replace("cancelled]", "cancelled, paused]")).with(RECALL, &pause);
    refused("a_new_state_forgotten_in_the_hold", Code::F0710, variant);
}

#[test]
fn shipped_with_pieces_left() {
    let guard = "          guard: sum(items.quantity - items.quantity_shipped) = 0\n";
    refused("shipped_with_pieces_left", Code::F0710, right().with(guard, ""));
}

#[test]
fn shipped_when_nothing_is_left_in_sum() {
    let check = "{type: int = 0, check: quantity_shipped between 0 and quantity}";
    refused("shipped_when_nothing_is_left_in_sum", Code::F0711, right().with(check, "int = 0"));
}

#[test]
fn a_discount_that_stays_used() {
    let unuse = "          effects:
            - apply: Discount.unuse
              each: discounts
              key: {id: line.discount}
          emit: order_cancelled
";
    refused(
        "a_discount_that_stays_used",
        Code::F0710,
        right().with(unuse, "          emit: order_cancelled\n"),
    );
}

// Conditions.

#[test]
fn released_for_some_lines() {
    let some = RELEASE
        .replace("              qty", "              where: line.quantity_shipped = 0\n              qty");
    refused("released_for_some_lines", Code::F0711, right().with(RELEASE, &some));
}

#[test]
fn released_at_times() {
    let at_times = RELEASE
        .replace("              qty", "              when: payment_status <> 'pending'\n              qty");
    refused("released_at_times", Code::F0711, right().with(RELEASE, &at_times));
}

#[test]
fn released_from_one_state_alone() {
    let from_one = RELEASE
        .replace("              qty", "              when: old.status <> 'processing'\n              qty");
    refused("released_from_one_state_alone", Code::F0710, right().with(RELEASE, &from_one));
}

// Lines.

#[test]
fn a_line_that_takes_nothing() {
    let insert = "      insert:
        - {apply: Inventory.reserve, qty: quantity}
";
    refused("a_line_that_takes_nothing", Code::F0710, right().with(insert, ""));
}

#[test]
fn a_deleted_line_that_gives_nothing_back() {
    refused("a_deleted_line_that_gives_nothing_back", Code::F0710, right().with(DELETE_LINE, ""));
}

#[test]
fn a_line_added_when_nothing_is_held() {
    let variant = right().behind(
        "        error: over_quantity\n    editable_while: order.status = 'pending'",
        "editable_while: order.status = 'pending'",
        "editable_while: order.status in ('pending', 'shipped')",
    );
    refused("a_line_added_when_nothing_is_held", Code::F0710, variant);
}

#[test]
fn lines_that_come_and_go_at_any_time() {
    let variant = right().behind(
        "        error: over_quantity\n    editable_while: order.status = 'pending'",
        "    editable_while: order.status = 'pending'\n",
        "",
    );
    refused("lines_that_come_and_go_at_any_time", Code::F0710, variant);
}

#[test]
fn a_line_that_may_change_hands() {
    let variant = right().behind(
        "  OrderDiscount:",
        "{type: Order, on_delete: restrict, frozen: true}",
        "{type: Order, on_delete: restrict}",
    );
    refused("a_line_that_may_change_hands", Code::F0710, variant);
}

// What is held, and how moves count.

#[test]
fn held_with_what_was_shipped() {
    let variant = right()
        .with("          amount: line.quantity - line.quantity_shipped", "          amount: line.quantity");
    refused("held_with_what_was_shipped", Code::F0710, variant);
}

#[test]
fn held_in_no_sum() {
    let variant = right().with(
        "          amount: line.quantity - line.quantity_shipped",
        "          amount: greatest(line.quantity - line.quantity_shipped, 0)",
    );
    refused("held_in_no_sum", Code::F0711, variant);
}

#[test]
fn a_move_that_gives_back_double() {
    let variant = right().with(
        "      release:
        set: {quantity_reserved: quantity_reserved - qty}",
        "      release:
        set: {quantity_reserved: quantity_reserved - 2 * qty}",
    );
    refused("a_move_that_gives_back_double", Code::F0710, variant);
}

#[test]
fn a_return_that_reserves() {
    let variant = right().with(
        "      return:
        set: {quantity_on_hand: quantity_on_hand + qty}",
        "      return:
        set:
          quantity_on_hand: quantity_on_hand + qty
          quantity_reserved: quantity_reserved + qty",
    );
    refused("a_return_that_reserves", Code::F0710, variant);
}

#[test]
fn a_counter_that_begins_with_five() {
    let variant =
        right().with("      quantity_reserved: {type: int = 0,", "      quantity_reserved: {type: int = 5,");
    refused("a_counter_that_begins_with_five", Code::F0710, variant);
}

#[test]
fn a_counted_row_that_may_go() {
    let variant = right().behind(
        "    table: inventory\n",
        "      create: [admin]\n      update: [warehouse]\n",
        "      create: [admin]\n      update: [warehouse]\n      delete: [admin]\n",
    );
    refused("a_counted_row_that_may_go", Code::F0711, variant);
}

#[test]
fn halves_of_whole_pieces() {
    let variant = right().with(
        "          amount: line.quantity - line.quantity_shipped",
        "          amount: line.quantity * 0.5",
    );
    let (codes, text) = variant.told();
    assert!(codes.contains(&"F0711") && text.contains("more digits behind the point"), "{text}");
}

// Effects of others.

#[test]
fn sold_and_still_held() {
    refused("sold_and_still_held", Code::F0710, right().with(SHIP_LINES, ""));
}

#[test]
fn shipped_and_not_sold() {
    refused("shipped_and_not_sold", Code::F0710, right().with(SALE, ""));
}

#[test]
fn sold_twice() {
    refused("sold_twice", Code::F0710, right().with(SALE, &format!("{SALE}{SALE}")));
}

#[test]
fn sold_whatever_the_order_is_in() {
    refused(
        "sold_whatever_the_order_is_in",
        Code::F0710,
        right().with("guard: order.status = 'processing' and tracking_number", "guard: tracking_number"),
    );
}

#[test]
fn sold_to_somebody_elses_line() {
    let variant =
        right().behind("  FulfillmentItem:", "    same:\n      - fulfillment.order = order_item.order\n", "");
    refused("sold_to_somebody_elses_line", Code::F0710, variant);
}

#[test]
fn sold_after_the_order_was_cancelled() {
    let first = format!("            - fire: order.cancel\n{SHIP_LINES}");
    refused("sold_after_the_order_was_cancelled", Code::F0710, right().with(SHIP_LINES, &first));
}

#[test]
fn released_twice_through_a_chain() {
    let chain = "        cancel:
          from: pending
          to: cancelled
          by: [warehouse]
          effects:
            - apply: Inventory.release
              each: items
              key: {variant: line.order_item.variant}
              qty: line.quantity
            - fire: order.cancel
";
    refused("released_twice_through_a_chain", Code::F0710, right().with(CANCEL_FULFILLMENT, chain));
}

#[test]
fn released_by_a_mutation() {
    let mutation = "  damage_stock:
    description: Goods broken or lost";
    let release = format!(
        "  free_stock:
    input:
      variant: ProductVariant
      quantity: Quantity
    access: [warehouse]
    steps:
      - apply: Inventory.release
        key: {{variant: input.variant}}
        qty: input.quantity
      - find: Inventory
        as: stock
        where: [variant = input.variant]
    returns: stock

{mutation}"
    );
    refused("released_by_a_mutation", Code::F0710, right().with(mutation, &release));
}
