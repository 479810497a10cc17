//! Names that are words of a language, clash, mislead or mean harm, in each place that takes a name.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use apollo_compiler::Schema;
use pretty_assertions::assert_eq;

use super::{error_codes, input, quoted};
use crate::case::Case;
use crate::database::differences;
use crate::server::{self, load};

/// The places, each with its ordinary name. In the schema below each stands as `<name>`.
const PLACES: &[(&str, &str)] = &[
    ("service", "shop_names"),
    ("roles prefix", "prefix_names"),
    ("SQL schema", "shelf"),
    ("role", "clerk"),
    ("scalar", "Sku"),
    ("enum", "Colour"),
    ("member", "red"),
    ("object", "Box"),
    ("key of an object", "width"),
    ("type", "Item"),
    ("table", "wares"),
    ("published type", "Ware"),
    ("field", "label"),
    ("column", "label_column"),
    ("published field", "shownLabel"),
    ("reference", "maker"),
    ("relation", "parts"),
    ("rule", "is_good"),
    ("check", "is_long"),
    ("query", "one_item"),
    ("input", "wanted"),
    ("error", "too_late"),
    ("currency", "EUR"),
    ("language of a search", "english"),
    ("claim", "region"),
];

const SCHEMA: &str = r#"fraise: 1
service: <shop_names>
settings: {schema: <shelf>, roles_prefix: <prefix_names>, money: {digits: 2, currency: <EUR>}}
viewer: {type: Maker, id: sub, roles: roles, claims: {<region>: "text?"}}
roles: {<clerk>: {}}
scalars: {<Sku>: {base: text, check: "value <> ''"}}
enums: {<Colour>: [<red>, other_member]}
objects: {<Box>: {fields: {<width>: int}}}
errors: {<too_late>: {class: conflict, message: Too late}}
types:
  Maker:
    fields: {title: text}
    access: {read: public}
  <Item>:
    table: <wares>
    graphql: <Ware>
    fields:
      <label>: {type: text, column: <label_column>, graphql: <shownLabel>}
      <maker>: {type: Maker, on_delete: cascade}
    rules: {<is_good>: "id is not null"}
    checks: {<is_long>: "id is not null"}
    relations: {<parts>: Part.whole}
    indexes: [{search: {<label>: A}, language: <english>}]
    access: {read: public, create: [<clerk>]}
  Part:
    fields: {whole: {type: <Item>, on_delete: cascade}}
    access: {read: public}
queries:
  <one_item>: {list: <Item>, input: {<wanted>: "text?"}, where: "id is not null", order: [id], access: public}
"#;

const NAMES: &[&str] = &[
    // Words of SQL, GraphQL, Rust.
    "select",
    "user",
    "order",
    "table",
    "group",
    "primary",
    "all",
    "current_user",
    "type",
    "self",
    "Self",
    "crate",
    "super",
    "async",
    "fn",
    "__typename",
    "__schema",
    "Query",
    "Mutation",
    "String",
    "ID",
    "true",
    "null",
    // Names of ours and of the servers.
    "id",
    "created_at",
    "viewer",
    "input",
    "fraise",
    "public",
    "system",
    "pg_catalog",
    "pg_temp",
    "information_schema",
    "oid",
    "ctid",
    "xmin",
    "tableoid",
    "count",
    "now",
    // Shapes.
    "",
    " ",
    "_",
    "__",
    "a",
    "A",
    "1st",
    "a-b",
    "a b",
    "a.b",
    "a__b",
    "_a",
    "a_",
    "snake_case",
    "camelCase",
    "PascalCase",
    "SCREAMING",
    "a_name_of_sixty_three_letters_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxz",
    "a_name_of_sixty_three_letters_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxzz",
    // Letters that look like others, show nothing, or turn the line around.
    "\u{430}dmin",
    "ite\u{301}m",
    "caf\u{e9}", // misspelt
    "na\u{200b}me",
    "na\u{ad}me",
    "\u{202e}eman",
    "na\u{a0}me",
    "\u{1d5ba}", // misspelt
    "\u{ff41}",
    "\u{130}",
    "\u{df}",
    "\u{1f353}",
    // What ends a name where it is written.
    "a\"b",
    "a'b",
    "a`b",
    "a;drop table wares",
    "a\"; drop table wares; --",
    "a\\b",
    "a\nb",
    "a\0b",
    "a$b",
    "$$",
    "a/b",
    "../a",
    "a/../../b",
    "{{ a }}",
    "a{",
    "a(",
    "a)",
    "a, b",
    "a # b",
    "a: b",
    "*",
    "a\u{2028}b",
    "r#a",
    "a?",
    "a = 1",
    "a[]",
    "con",
    "nul.txt",
];

/// The schema with a name in one place.
fn with(place: &str, name: &str) -> String {
    let mut schema = SCHEMA.to_owned();
    for (other, ordinary) in PLACES {
        let name = if *other == place { quoted(name) } else { (*ordinary).to_owned() };
        schema = schema.replace(&format!("<{ordinary}>"), &name);
    }
    schema
}

/// What each name ends in, at each place.
#[test]
fn each_name_is_refused_or_is_but_a_name() {
    assert_eq!(error_codes(&with("", "")), [""; 0]);
    let mut said = String::new();
    for name in NAMES {
        let mut ends: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (place, _) in PLACES {
            let schema = with(place, name);
            let codes = error_codes(&schema).join(" ");
            assert!(!codes.contains("F0001"), "{name:?} as {place}");
            let end = if codes.is_empty() { "good".to_owned() } else { codes };
            ends.entry(end).or_default().push(place);
        }
        writeln!(said, "{name:?}").unwrap();
        for (end, places) in ends {
            writeln!(said, "  {end}: {}", places.join(", ")).unwrap();
        }
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("hostile_names", said);
    });
}

/// The places where a name is good, all at once, as far as they do not clash with one another.
fn with_all(name: &str, number: usize) -> Option<String> {
    let mut taken: Vec<&str> = Vec::new();
    let schema = |taken: &[&str]| {
        let mut schema = SCHEMA.to_owned();
        for (place, ordinary) in PLACES {
            let own = format!("names_{number}");
            let name = match *place {
                "roles prefix" => own,
                _ if taken.contains(place) => quoted(name),
                _ => (*ordinary).to_owned(),
            };
            schema = schema.replace(&format!("<{ordinary}>"), &name);
        }
        schema
    };
    for (place, _) in PLACES.iter().filter(|(place, _)| *place != "roles prefix") {
        taken.push(place);
        if fraise::check(&input(&schema(&taken))).0.is_none() {
            taken.pop();
        }
    }
    (!taken.is_empty()).then(|| schema(&taken))
}

#[tokio::test]
async fn what_is_good_is_good_to_servers_and_parsers() {
    let server = server::oldest();
    let mut count = 0;
    for (number, name) in NAMES.iter().enumerate() {
        let Some(schema) = with_all(name, number) else { continue };
        let case = Case::of(&format!("names_{number}"), &input(&schema));
        let sdl = case.sdl().unwrap();
        if let Err(errors) = Schema::parse_and_validate(sdl, "schema.graphql") {
            panic!("{name:?}: {}", errors.errors);
        }
        for (path, file) in case.tree.iter().filter(|(path, _)| path.as_str().ends_with(".rs")) {
            assert!(syn::parse_file(&file.text).is_ok(), "{name:?}: {path}");
        }
        let session = load(&server, &case).await.connect().await.unwrap();
        assert_eq!(differences(&session, &case).await, Vec::<String>::new(), "{name:?}");
        count += 1;
    }
    assert!(count > 20, "only {count} names are good anywhere");
}
