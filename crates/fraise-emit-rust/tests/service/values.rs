//! Fields and their values.

use insta::assert_snapshot;

use crate::{file, item};

const SCHEMA: &str = "
fraise: 1
service: kinds
settings: {timestamps: none}
enums: {Colour: [red, green], Idle: [a]}
objects:
  Box:
    fields:
      width: decimal(8,2)
      colour: Colour?
      lid: Lid?
      marks: int[]
      when: timestamptz
      raw: json
  Lid: {fields: {tight: bool = true}}
  Unused: {fields: {at: date}}
types:
  Kind:
    fields:
      a_colour: Colour
      a_box: Box?
      texts: text[]
      colours: 'Colour[]?'
      price: money
      number: bigint
      parent: {type: Kind?, on_delete: restrict}
      double: {type: money, from: price * 2}
      order: {type: int, column: group}
    relations: {children: Kind.parent, grandchildren: children.children}
    access: {read: public}
queries:
  kind: {get: Kind, by: [id], access: public}
";

#[test]
fn fields_of_a_type() {
    assert_snapshot!(item(SCHEMA, "types", "KIND"));
}

#[test]
fn enums_and_objects_that_are_used() {
    assert_snapshot!(file(SCHEMA, "src/generated/values.rs"));
}
