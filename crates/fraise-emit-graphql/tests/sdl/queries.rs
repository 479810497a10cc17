//! The root type.

use insta::assert_snapshot;

use crate::{checked, definition, sdl};

const TYPES: &str = "
fraise: 1
service: shop
settings: {page: {default: 7, max: 70}}
enums: {State: [open, shut]}
types:
  Shop:
    fields:
      slug: {type: varchar(80), unique: true}
      state: State = 'open'
      owner: {type: Shop, on_delete: restrict}
      size: int
    relations: {owned: Shop.owner}
    access: {read: public}
";

fn query(queries: &str) -> String {
    definition(&sdl(&format!("{TYPES}queries:\n{queries}")), "type Query")
}

#[test]
fn a_get_is_nullable_unless_missing_is_an_error() {
    assert_snapshot!(query(
        "
  shop: {get: Shop, by: [id], access: public}
  shop_by_slug: {get: Shop, by: [slug], missing: error, access: public, description: By its name in addresses}
"
    ));
}

#[test]
fn a_list_has_its_inputs_then_limit_and_offset() {
    assert_snapshot!(query(
        "
  shops: {list: Shop, order: [id], access: public}
  found:
    list: Shop
    input:
      owner: Shop?
      state: State = 'open'
      at_least: {type: int = 3, description: Least size}
      named: text
      states: State[]
      price: money?
    where: [owner = input.owner, state = input.state, size >= input.at_least, slug = input.named]
    order: [id]
    page: {default: 5, max: 9}
    access: public
"
    ));
}

#[test]
fn to_many_relations_take_a_limit() {
    let text = sdl(&format!("{TYPES}queries: {{shops: {{list: Shop, order: [id], access: public}}}}"));
    assert!(text.contains("  owned(limit: Int = 7): [Shop!]!\n"), "{text}");
}

#[test]
fn without_a_query_there_is_no_definition() {
    assert_eq!(fraise_emit_graphql::lower(&checked(TYPES)), None);
}
