//! `@authorize`, and fields that may be unreadable.

use insta::assert_snapshot;

use crate::{definition, sdl};

const SCHEMA: &str = r"
fraise: 1
service: shop
viewer: {type: Person, id: sub, roles: roles}
roles:
  customer: {}
  support: {}
  admin: {includes: [support]}
  system: {internal: true}
types:
  Person:
    table: persons
    fields:
      name: text
      email: {type: text, read: [support, customer if self]}
      notes: {type: text, read: []}
      token: {type: text, read: [system]}
    rules: {self: id = viewer.id}
    access: {read: [public]}
  Order:
    fields:
      person: {type: Person, on_delete: restrict}
      seller: {type: Seller, on_delete: restrict}
    relations: {lines: Line.order}
    rules: {owner: person = viewer}
    access: {read: [customer if owner, support]}
  Line:
    fields:
      order: {type: Order, on_delete: cascade}
      seller: {type: Seller, on_delete: restrict}
    access: {read: [via order]}
  Seller:
    fields: {name: text}
    access: {read: [support]}
  Secret:
    fields: {name: text}
    access: {read: []}
queries:
  orders: {list: Order, order: [id], access: [customer, admin]}
  persons: {list: Person, order: [id], access: public}
";

#[test]
fn roles_are_the_upward_closure_in_declaration_order() {
    assert_snapshot!(definition(&sdl(SCHEMA), "type Query"));
    assert_snapshot!(definition(&sdl(SCHEMA), "type Order "));
}

#[test]
fn guarded_fields_are_nullable_and_what_only_the_server_reads_is_not_there() {
    assert_snapshot!(definition(&sdl(SCHEMA), "type Person"));
}

#[test]
fn a_to_one_whose_target_may_be_unreadable_is_nullable() {
    assert_snapshot!(definition(&sdl(SCHEMA), "type Line "));
}

#[test]
fn nobody_is_an_empty_list_of_roles() {
    assert_snapshot!(definition(&sdl(SCHEMA), "type Secret"));
}

#[test]
fn the_directive_is_defined_only_where_it_is_used() {
    assert!(sdl(SCHEMA).contains("directive @authorize(roles: [String!]!) on OBJECT | FIELD_DEFINITION\n"));
    let open = "
fraise: 1
service: shop
types:
  Person: {fields: {name: text}, access: {read: public}}
queries:
  people: {list: Person, order: [id], access: public}
";
    assert!(!sdl(open).contains("authorize"), "{}", sdl(open));
}
