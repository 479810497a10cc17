//! What is reported for what is written: each snapshot shows a schema and the findings in it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use fraise_diagnostics::{Diagnostics, Format, Sources, render};
use fraise_syntax::{load, merge};

/// The schema and what is found in it.
fn check(schema: &str) -> String {
    check_bytes(schema.as_bytes())
}

fn check_bytes(bytes: &[u8]) -> String {
    let mut sources = Sources::new();
    let (source, _, found) = load(&mut sources, "schema.yaml", bytes);
    assert!(!found.is_empty(), "nothing was found");
    fixes_can_be_applied(&found, &sources);
    let schema = sources.text(source).replace('\0', "<NUL>");
    format!(
        "{}\n{}\n\n{}",
        schema.trim_end(),
        "-".repeat(60),
        render(&found, &sources, Format::Human { color: false })
    )
}

/// Every fix takes its finding away.
fn fixes_can_be_applied(found: &Diagnostics, sources: &Sources) {
    for finding in found {
        let Some(fix) = &finding.fix else { continue };
        let mut text = sources.text(finding.primary.span.source).to_owned();
        for edit in fix.edits.iter().rev() {
            text.replace_range(edit.span.range(), &edit.replacement);
        }
        let (_, _, left) = load(&mut Sources::new(), "fixed.yaml", text.as_bytes());
        let alike = |all: &Diagnostics| {
            all.iter().filter(|it| it.code == finding.code && it.message == finding.message).count()
        };
        assert!(alike(&left) < alike(found), "{} of {text}: {left:#?}", fix.title);
    }
}

macro_rules! findings {
    ($($name:ident: $schema:expr;)*) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(check($schema));
        })*
    };
}

findings! {
    unknown_key_offers_the_nearest: "\
fraise: 1
quereis: {}
types:
  Order:
    feilds: {}
    fields:
      total: {type: money, uniqe: true}
      customer:
        type: Customer
        onDelete: restrict
";
    unknown_key_lists_the_legal_ones: "\
fraise: 1
settings:
  banana: 3
";
    duplicate_key_shows_both_places: "\
fraise: 1
types:
  Order:
    fields: {name: text}
  Customer:
    fields: {name: text, name: varchar(3)}
  Order:
    fields: {total: money}
";
    anchors_aliases_tags_and_merge_keys: "\
fraise: 1
types:
  Order:
    fields: &f {name: text}
  Customer:
    fields: *f
  Cart:
    <<: *f
    description: !!str 12
  Review:
    fields: *nowhere
";
    second_document: "\
fraise: 1
description: One
---
description: Two
";
    directive: "\
%YAML 1.1
---
fraise: 1
description: no
";
    ambiguous_scalars: "\
fraise: 1
service: on
description: 12:30
enums:
  Answer: [yes, no, maybe]
settings:
  page: {default: 010, max: 1_000}
types:
  Order:
    soft_delete: yes
    fields: {no: text}
seeds:
  shop:
    Order:
      first: {day: 2026-01-01, at: 2026-01-01 10:00:00, hex: 0x1F, y: 1}
";
    unquoted_floats: "\
fraise: 1
seeds:
  shop:
    Product:
      shirt: {price: 20.00, weight: .5}
      shoe: {price: 1e3}
";
    cut_scalars: "\
fraise: 1
types:
  Order:
    fields:
      total: {type: decimal(8,2), unique: true}
      name: {type: text, check: coalesce(a, b || 'x (') = substring(c, 1, 2)}
      mail: {type: text, check: coalesce(a, 'b') = c}
    unique:
      - [f(a, b), c]
    indexes:
      - {fields: [a], where: (a = 1}
";
    version_is_missing: "\
service: shop
";
    version_is_not_first: "\
service: shop
fraise: 1
";
    version_is_unknown: "\
fraise: 2
service: shop
";
    wrong_kinds_of_values: "\
fraise: 1
service: my shop
roles: [admin]
settings:
  page: 50
  money: {digits: two}
  jobs: {wait: soon}
types:
  Order:
    table: [orders]
    soft_delete: True
    append_only: 'true'
    fields:
      total: {type: money, read: }
      a-b: text
    access: public
    unique: [a, b]
    same: {a: b}
    rules:
";
    null_is_no_text: "\
fraise: 1
service: ~
description: null
enums:
  Answer: [null, maybe]
types:
  Order:
    fields:
      name: Null
      null: text
      note: {type: text, check: null}
";
    words_are_offered: "\
fraise: 1
types:
  Order:
    timestamps: creatd
    fields:
      customer: {type: Customer, on_delete: cascad}
      cart: {type: Cart, on_delete: banana}
";
    missing_keys: "\
fraise: 1
types:
  Order: {}
  Cart:
queries:
  order: {access: public}
  orders: {lst: Order}
  cart: {get: Cart, list: Cart}
mutations:
  pay:
    steps:
      - {fnd: Order, where: [id = 1]}
      - as: order
      - create: Order
        require: x
";
    later_keys: "\
fraise: 1
tenant: {type: Organization}
functions: {}
types:
  Order:
    history: true
    partition: {by: created_at}
    fields: {name: text}
";
    items_that_cannot_be_read: "\
fraise: 1
types:
  Order:
    fields: {name: text}
    access:
      read: [customer when owner, via, support if, 12]
    indexes:
      - [name descending]
      - name
    relations:
      items: OrderItem..order
";
    several_errors_of_yaml_in_one_run: "\
fraise: 1
types:
  Order:
    fields:
      lines: {type: Line[1..100], unique: true}
      name: text
    access:
      read: [public
  Customer:
    fields:
      name: \"text
      mail: text
      colour: @red
  Review:
    fields:
      stars: int
\t\tbody: text
  Cart:
    fields: {uniqe: text}
    uniqe: []
queries:
  order: get: Order
  orders: {list: Order}
";
    parts_that_do_not_fit_together: "\
fraise: 1
enums:
  - a
  b: [c]
";
    a_scalar_is_no_schema: "hello\n";
    an_empty_file: "\n# nothing\n";
    a_key_is_a_name: "\
fraise: 1
types:
  ? [a, b]
  : {}
  {a: b}: c
";
    control_characters: "fraise: 1\nservice: a\0b\n";
}

#[test]
fn not_utf8() {
    insta::assert_snapshot!(check_bytes(b"fraise: 1\ndescription: caf\xe9\n"));
}

#[test]
fn imports_share_one_space() {
    let mut sources = Sources::new();
    let shop = "fraise: 1\nservice: shop\nimports: [stock.yaml]\ntypes:\n  Order: {fields: {name: text}}\n";
    let stock = "fraise: 1\nsettings: {schema: s}\ntypes:\n  Order: {fields: {name: text}}\n  Item: {fields: {name: text}}\n";
    let (_, root, found) = load(&mut sources, "shop.yaml", shop.as_bytes());
    assert!(found.is_empty());
    let (_, import, found) = load(&mut sources, "stock.yaml", stock.as_bytes());
    assert!(found.is_empty());
    let (whole, found) = merge(root, vec![import]);
    assert_eq!(whole.types.names().collect::<Vec<_>>(), ["Order", "Item"]);
    insta::assert_snapshot!(render(&found, &sources, Format::Human { color: false }));
}

#[test]
fn a_schema_names_its_service() {
    let mut sources = Sources::new();
    let (_, root, found) = load(&mut sources, "shop.yaml", b"fraise: 1\n");
    assert!(found.is_empty());
    let (_, found) = merge(root, Vec::new());
    insta::assert_snapshot!(render(&found, &sources, Format::Human { color: false }));
}
