//! Who may read what.

use insta::assert_snapshot;

use crate::item;

const SCHEMA: &str = "
fraise: 1
service: shop
settings: {timestamps: none}
viewer: {type: Person, id: sub, roles: roles, claims: {team: text?}}
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
      phone: {type: text, read: [support, customer if self]}
    rules: {self: id = viewer.id}
    access: {read: [public if self, support]}
  Team:
    graphql: false
    fields: {name: text}
    access: {read: [public if name = viewer.team, customer if has_role('admin')]}
  Task:
    soft_delete: true
    fields:
      team: {type: Team, on_delete: restrict}
      person: {type: Person, on_delete: restrict}
    access: {read: [via team]}
queries:
  tasks: {list: Task, order: [id], access: [customer, admin]}
";

#[test]
fn rules_become_conditions_and_roles_their_upward_closure() {
    assert_snapshot!(item(SCHEMA, "types", "PERSON"));
}

#[test]
fn via_asks_the_other_type_also_where_that_is_hidden() {
    assert_snapshot!(item(SCHEMA, "types", "TASK"));
    assert_snapshot!(item(SCHEMA, "types", "TEAM"));
    assert_snapshot!(item(SCHEMA, "types", "ALL"), @r"
    /// The types of the schema definition.
    pub(super) static ALL: &[&Type] = &[&PERSON, &TASK];
    ");
}

#[test]
fn roles_have_bits_in_declaration_order() {
    assert_snapshot!(crate::file(SCHEMA, "src/generated/roles.rs"));
}

#[test]
fn the_viewer_is_told_by_claims() {
    assert_snapshot!(crate::file(SCHEMA, "src/generated/mod.rs"));
}
