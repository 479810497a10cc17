//! Root fields.

use insta::assert_snapshot;

use crate::{file, tree};

const TYPES: &str = "
fraise: 1
service: shop
settings: {timestamps: none, page: {default: 7, max: 70}}
roles: {staff: {}}
enums: {State: [open, shut]}
types:
  Shop:
    fields:
      name: varchar(80)
      slug: {type: varchar(80), unique: true}
      state: State = 'open'
      owner: {type: Person, on_delete: restrict}
      size: int
    indexes:
      - {search: {name: A}, language: simple}
    access: {read: public}
  Person:
    table: persons
    fields: {name: text}
    access: {read: [staff]}
";

#[test]
fn gets_compare_their_fields() {
    assert_snapshot!(file(
        &format!(
            "{TYPES}
queries:
  shop: {{get: Shop, by: [id], access: public}}
  shop_by_slug: {{get: Shop, by: [slug], missing: error, access: [staff]}}
"
        ),
        "src/generated/queries.rs"
    ));
}

#[test]
fn lists_have_conditions_search_and_order() {
    assert_snapshot!(file(
        &format!(
            "{TYPES}
queries:
  shops:
    list: Shop
    input:
      words: text(99)?
      state: State = 'open'
      at_least: {{type: int?}}
      at_most: int = 2 * 3
      owner: Person?
      states: State[]
    search: input.words
    where:
      - state = input.state or state = any(input.states)
      - size >= input.at_least and size <= input.at_most
      - size <= coalesce(input.at_least, 3)
      - owner = input.owner
      - owner.name <> 'nobody'
    order: [rank desc, name desc, id]
    page: {{default: 5, max: 9}}
    access: [staff, public if input.at_least > 3]
"
        ),
        "src/generated/queries.rs"
    ));
}

#[test]
fn without_a_query_there_is_no_service() {
    assert!(tree(TYPES).is_empty());
}
