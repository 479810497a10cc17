//! In which order rows of several types are locked.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use fraise_diagnostics::Sources;
use fraise_ir::ranks;
use pretty_assertions::assert_eq;

fn order(schema: &str) -> String {
    let mut sources = Sources::new();
    let source = sources.add("schema.yaml", schema);
    let (document, _) = fraise_syntax::parse(source, schema);
    let (ir, found) = fraise_check::check(&document);
    let ir = ir.unwrap_or_else(|| panic!("{found:?}"));
    let names: Vec<&str> = ranks::in_order(&ir).into_iter().map(|it| ir.entity(it).name.as_str()).collect();
    names.join(" ")
}

/// Types with a name and references, as in `Line: order`.
fn of_types(types: &[(&str, &[(&str, &str)])]) -> String {
    let types = types.iter().map(|(name, references)| {
        let references = references
            .iter()
            .map(|(field, target)| format!("{field}: {{type: '{target}?', on_delete: set_null}}"));
        let fields = [vec!["note: 'text?'".to_owned()], references.collect()].concat().join(", ");
        format!("  {name}: {{access: {{read: public}}, fields: {{{fields}}}}}\n")
    });
    order(&format!("fraise: 1\nservice: ranks\ntypes:\n{}", types.collect::<String>()))
}

#[test]
fn parents_come_before_their_children_and_the_smallest_name_first() {
    let types: &[(&str, &[(&str, &str)])] = &[
        ("Line", &[("parcel", "Parcel"), ("item", "Zone")]),
        ("Parcel", &[("sender", "Zone")]),
        ("Zone", &[("outer", "Zone")]),
        ("Alone", &[]),
    ];
    assert_eq!(of_types(types), "Alone Zone Parcel Line");
}

#[test]
fn a_circle_is_cut_at_the_reference_of_the_smallest_name() {
    // `B.first` is cut, not `B.next`, which is in no circle, nor `C.b`.
    let types: &[(&str, &[(&str, &str)])] =
        &[("B", &[("next", "A"), ("first", "C")]), ("C", &[("b", "B")]), ("A", &[])];
    assert_eq!(of_types(types), "A B C");
    // Two circles: one cut for each.
    let types: &[(&str, &[(&str, &str)])] =
        &[("X", &[("y", "Y")]), ("Y", &[("x", "X"), ("z", "Z")]), ("Z", &[("y", "Y")])];
    assert_eq!(of_types(types), "X Y Z");
}

#[test]
fn counters_come_behind_the_types_that_move_them() {
    let storefront = order(include_str!("../../../schemas/storefront.yaml"));
    let place =
        |name: &str| storefront.split(' ').position(|it| it == name).unwrap_or_else(|| panic!("{name}"));
    // A counter that is a parent as well, by `order_item`.
    assert!(place("FulfillmentItem") > place("Fulfillment"), "{storefront}");
    assert!(place("Fulfillment") < place("OrderItem"), "{storefront}");
    assert!(place("OrderItem") < place("Inventory"), "{storefront}");
    assert!(place("Order") < place("OrderItem"), "{storefront}");
    assert_eq!(storefront.split(' ').count(), 20);
}
