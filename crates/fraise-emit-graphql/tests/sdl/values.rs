//! Types of values.

use insta::assert_snapshot;

use crate::sdl;

#[test]
fn every_type_of_the_language() {
    assert_snapshot!(sdl(r#"
fraise: 1
service: kinds
description: "Every \"kind\" of value"
settings: {timestamps: none}
scalars:
  Sku: {base: varchar(50), check: value <> ''}
enums:
  Colour: {red: {description: Like a cherry}, green: {}}
objects:
  Box:
    description: |
      A box
        of cardboard
    fields: {width: "decimal(8,2)", colour: Colour?, lid: Lid}
  Lid: {fields: {tight: bool = true}}
types:
  Kind:
    fields:
      a_uuid: uuid
      a_text: text
      a_short_text: text(5)?
      a_varchar: varchar(5)
      an_int: int
      a_bigint: bigint
      a_decimal: decimal(8,3)
      some_money: money
      a_bool: bool
      a_date: date
      a_time: time
      a_timestamptz: timestamptz
      an_interval: interval
      a_json: json
      some_bytes: bytes
      a_colour: Colour
      a_sku: Sku
      a_box: Box?
      texts: text[]
      colours: "Colour[]?"
    access: {read: public}
  Counter:
    id: bigint
    fields:
      kind: {type: Kind, on_delete: restrict}
    access: {read: public}
queries:
  kind: {get: Kind, by: [id], access: public}
  counter: {get: Counter, by: [id], access: public}
"#));
}

#[test]
fn scalars_enums_and_objects_stand_there_only_when_they_are_used() {
    let text = sdl("
fraise: 1
service: small
settings: {timestamps: none}
enums: {Idle: [a, b]}
objects: {Unused: {fields: {at: date}}}
types:
  Thing: {fields: {name: text}, access: {read: public}}
queries:
  things: {list: Thing, order: [id], access: public}
");
    assert!(!text.contains("Idle") && !text.contains("Unused") && !text.contains("scalar"), "{text}");
}

#[test]
fn a_composite_key_is_an_opaque_id() {
    let text = sdl("
fraise: 1
service: seating
settings: {timestamps: none}
types:
  Seat:
    key: [row, number]
    fields: {row: text, number: int}
    access: {read: public}
queries:
  seats: {list: Seat, order: [row, number], access: public}
");
    assert!(text.contains("type Seat {\n  id: ID!\n  row: String!\n  number: Int!\n}\n"), "{text}");
}
