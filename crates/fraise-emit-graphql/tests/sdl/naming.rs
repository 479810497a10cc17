//! `naming:` and names given by hand.

use insta::assert_snapshot;

use crate::sdl;

const REST: &str = "
settings: {timestamps: none}
enums: {PayState: [paid_in_full, open]}
types:
  LineItem:
    graphql: Line
    fields:
      pay_state: PayState
      unit_price: {type: int, graphql: price}
    access: {read: public}
queries:
  all_lines:
    list: LineItem
    input: {pay_state: PayState?, at_least: int?}
    where: [pay_state = input.pay_state, unit_price >= input.at_least]
    order: [id]
    access: public
";

#[test]
fn by_default_names_are_camel_case_and_enum_values_scream() {
    assert_snapshot!(sdl(&format!("fraise: 1\nservice: shop\n{REST}")));
}

#[test]
fn a_policy_changes_all_names_of_a_kind() {
    let policy = "naming: {operations: snake_case, arguments: snake_case, fields: snake_case, \
                  enum_values: as_written, enum_arguments: String}";
    assert_snapshot!(sdl(&format!("fraise: 1\nservice: shop\n{policy}\n{REST}")));
}
