//! The raw operations that types have by their access.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use fraise_diagnostics::Sources;
use fraise_ir::raw::{self, Answer, Given, RawOperation};

const SCHEMA: &str = r#"
fraise: 1
service: shop
naming: {fields: snake_case}
roles: {customer: {}, admin: {}, system: {internal: true}}
enums: {State: [open, shut]}
types:
  Shelf:
    key: [room, number]
    fields: {room: varchar(20), number: int, note: "text?"}
    access: {read: [admin], create: [admin], update: [admin], delete: [admin]}
  Brand:
    fields: {name: varchar(50), state: State = 'open'}
    machine:
      field: state
      initial: open
      final: []
      events:
        shut: {from: open, to: shut, by: [admin]}
        reopen: {from: shut, to: open, by: [admin]}
    access: {read: public, create: [admin], update: [customer], delete: []}
  Product:
    fields:
      brand: {type: Brand, on_delete: restrict, frozen: true}
      sku: {type: varchar(20), frozen: true}
      price: {type: money, write: [admin]}
      quantity: int = 1
      note: {type: "text?", write: [system]}
      origin: {type: "text?", write: []}
      slug: {type: text, from: lower(sku), stored: true}
    access: {read: [admin, customer if price > 0], create: [admin, customer], delete: [system]}
  Entry:
    append_only: true
    fields: {name: text, secret: {type: text, graphql: false}}
    access: {read: public, create: [customer]}
"#;

#[test]
fn operations_follow_from_access() {
    let mut sources = Sources::new();
    let source = sources.add("schema.yaml", SCHEMA);
    let (document, _) = fraise_syntax::parse(source, SCHEMA);
    let (ir, found) = fraise_check::check(&document);
    let ir = ir.unwrap_or_else(|| panic!("{found:?}"));
    let told: Vec<String> = raw::operations(&ir)
        .iter()
        .map(|it| {
            let answer = match it.answer(&ir) {
                Answer::Row { certain: true } => "row!",
                Answer::Row { certain: false } => "row",
                Answer::Key => "key",
            };
            format!("{} -> {answer}", told(it))
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

/// `create_brand (createBrand, CreateBrandInput): name!`
fn told(operation: &RawOperation<'_>) -> String {
    let graphql = operation.graphql.as_deref().unwrap_or("-");
    let input = operation.graphql_input.as_deref().unwrap_or("-");
    let key: Vec<&str> = operation.key.iter().map(|it| it.sql.as_str()).collect();
    let fields: Vec<String> = operation.fields.iter().map(given).collect();
    format!("{} ({graphql}, {input}) [{}]: {}", operation.name, key.join(" "), fields.join(" "))
}

/// `!` must be given, `?` may be null, `-` is not for clients.
fn given(given: &Given) -> String {
    let required = if given.required { "!" } else { "" };
    let takes_null = if given.takes_null { "?" } else { "" };
    let hidden = if given.published { "" } else { "-" };
    format!("{}{required}{takes_null}{hidden}", given.input.sql)
}
