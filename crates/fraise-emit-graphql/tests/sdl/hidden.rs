//! `graphql: false`.

use insta::assert_snapshot;

use crate::sdl;

#[test]
fn what_is_hidden_takes_along_what_leads_to_it() {
    assert_snapshot!(sdl("
fraise: 1
service: shop
settings: {timestamps: none}
types:
  Shop:
    fields:
      name: text
      margin: {type: int, graphql: false}
      ledger: {type: Ledger, on_delete: restrict}
    relations: {entries: Entry.shop}
    access: {read: public}
  Ledger: {graphql: false, fields: {name: text}, access: {read: public}}
  Entry: {graphql: false, fields: {shop: {type: Shop, on_delete: cascade}}, access: {read: public}}
queries:
  shops: {list: Shop, order: [id], access: public}
  hidden: {list: Shop, order: [id], access: public, graphql: false}
"));
}
