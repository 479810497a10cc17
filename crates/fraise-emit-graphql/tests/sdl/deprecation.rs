//! `deprecated:`.

use insta::assert_snapshot;

use crate::sdl;

#[test]
fn reasons_stand_in_the_directive_or_in_words() {
    assert_snapshot!(sdl(r#"
fraise: 1
service: shop
settings: {timestamps: none}
enums: {State: {open: {}, shut: {deprecated: "nobody \"shuts\""}}}
types:
  Shop:
    deprecated: ask for places
    description: Where people buy
    fields:
      state: State
      name: {type: text, deprecated: use title}
    access: {read: public}
queries:
  shops:
    list: Shop
    input:
      named: {type: text?, deprecated: use titled}
      sized: {type: int, deprecated: all are}
    where: [name = input.named]
    order: [id]
    access: public
    deprecated: ask for places
"#));
}
