//! Texts that end what they stand in, or begin something else, in each place that takes a text.

use apollo_compiler::Schema;
use apollo_compiler::schema::ExtendedType;
use pretty_assertions::assert_eq;

use super::{error_codes, input, quoted, skeleton};
use crate::case::Case;
use crate::database::differences;
use crate::server::{self, load, texts};

/// The schema; `@1` to `@22` are texts in YAML, what `E(..)` holds is a text in an expression.
const SCHEMA: &str = r#"fraise: 1
service: SERVICE
description: @1
settings: {money: {digits: 2, currency: EUR}}
viewer: {type: Item, id: sub}
roles:
  admin: {description: @2}
scalars:
  Code: {base: text, check: "value <> E(3)", description: @4}
enums:
  Kind:
    small: {description: @5}
    large: {deprecated: @6}
objects:
  Size:
    description: @7
    fields: {width: {type: int, description: @8}}
types:
  Item:
    description: @9
    fields:
      note: {type: text, description: @10, check: "note <> E(11)"}
      code: Code
      kind: Kind
      size: Size
      former: {type: "text?", deprecated: @12}
      filled: "text = E(13)"
      joined: {type: text, from: "note || E(14)", stored: true}
      shown: {type: text, from: "concat(note, E(15))"}
    rules: {mine: "note = E(16) and id = viewer.id"}
    checks: {listed: "note in (E(17), 'b')"}
    unique: [{fields: [code], where: "note <> E(18)"}]
    indexes: [{fields: [kind], where: "note > E(19)"}]
    access: {read: [admin, "public if mine"], create: admin, update: ["admin if mine"], delete: admin}
queries:
  item: {get: Item, by: [id], description: @20, access: public}
  items: {list: Item, where: "note <> E(21)", deprecated: @22, order: [id], access: public}
"#;

const PLACES: usize = 22;

const TEXTS: &[&str] = &[
    "it's",
    "say \"this\"",
    "'; drop table items; --",
    "' || (select 1/0) || '",
    "\\",
    "\\'; drop table items; --",
    "\\\\",
    "*/ drop table items; /*",
    "-- a comment",
    "line one\nline two",
    "line\n\\! touch owned\n",
    "\\! touch owned",
    "\\copy items to 'owned'",
    "tab\there",
    "$$; drop table items; $$",
    "$fn$; drop table items; $fn$",
    "$1 %s %I %L",
    "\"\"\"",
    "\\\"\"\"",
    "ends with a quote \"",
    "ends with a backslash \\",
    "\"\"\" type Owned { a: Int } \"\"\"",
    "# a comment",
    "{{ 7 * 7 }}",
    "{% raw %}{{ x }}",
    "#[cfg(any())]",
    "*/ pub fn owned() {} /*",
    "\"#; pub fn owned() {} r#\"",
    "\"##; pub fn owned() {} r##\"",
    "//! inner",
    "{} {0} {name}",
    "${HOME} $(touch owned) `touch owned`",
    "../../../../etc/passwd",
    "</script><script>alert(1)</script>",
    "a\u{2028}b\u{2029}c",
    "\u{202e}gnirts",
    "zero\u{200b}width",
    "é 😀 \u{1f468}\u{200d}\u{1f469}",
    "e\u{301}",
    "  spaces around  ",
    "yes",
    "null",
];

/// The schema with this text in all places.
fn schema(service: &str, text: &str) -> String {
    let literal = format!("'{}'", text.replace('\'', "''"));
    let mut schema = SCHEMA.replace("SERVICE", service);
    for place in (1..=PLACES).rev() {
        schema = schema.replace(&format!("@{place}"), &quoted(text));
        // The whole expression stands in double quotes.
        let inside = quoted(&literal);
        schema = schema.replace(&format!("E({place})"), &inside[1..inside.len() - 1]);
    }
    schema
}

fn case(service: &str, text: &str) -> Case {
    Case::of(service, &input(&schema(service, text)))
}

/// The files but for their texts.
fn skeletons(case: &Case) -> Vec<(String, Vec<String>)> {
    let files = case.tree.iter().filter_map(|(path, file)| {
        let skeleton = match path.as_str().rsplit_once('.')? {
            (_, "sql") => skeleton::sql(&file.text),
            (_, "rs") => skeleton::rust(&file.text),
            _ => return None,
        };
        Some((path.to_string(), skeleton))
    });
    files.collect()
}

#[test]
fn a_text_is_a_text_in_sql_and_rust() {
    let harmless = skeletons(&case("texts", "harmless"));
    assert!(harmless.len() > 4, "the files were found");
    for text in TEXTS {
        let found = skeletons(&case("texts", text));
        for ((path, meant), (_, found)) in harmless.iter().zip(&found) {
            let differs = meant.iter().zip(found).position(|(meant, found)| meant != found);
            let around =
                differs.map(|at| (&meant[at.saturating_sub(5)..=at], &found[at.saturating_sub(5)..=at]));
            assert_eq!(around, None, "{text:?} in {path}");
            assert_eq!(meant.len(), found.len(), "{text:?} in {path}");
        }
        assert_eq!(harmless.len(), found.len());
    }
}

#[test]
fn a_text_is_a_text_in_graphql() {
    let count = |schema: &Schema| schema.types.len();
    let read = |text: &str| {
        let case = case("texts", text);
        let sdl = case.sdl().unwrap().to_owned();
        Schema::parse_and_validate(&sdl, "schema.graphql")
            .unwrap_or_else(|error| panic!("{text:?}: {}", error.errors))
    };
    let harmless = count(&read("harmless"));
    for text in TEXTS {
        let schema = read(text);
        assert_eq!(count(&schema), harmless, "{text:?}");
        let ExtendedType::Object(item) = &schema.types["Item"] else { panic!("{text:?}") };
        let description = item.description.as_ref().map(|it| it.trim().to_owned());
        assert_eq!(description.as_deref(), Some(text.trim()), "{text:?}");
        let reason = schema.type_field("Item", "former").unwrap().directives.get("deprecated").unwrap();
        let reason = reason.specified_argument_by_name("reason").unwrap().as_str();
        assert_eq!(reason.map(str::trim), Some(text.trim()), "{text:?}");
    }
}

/// A real server takes each for a text: what it holds then is what was meant, and it gives the text back.
#[tokio::test]
async fn a_text_is_a_text_to_a_server() {
    let server = server::oldest();
    for (number, text) in TEXTS.iter().enumerate() {
        let case = case(&format!("texts_{number}"), text);
        let session = load(&server, &case).await.connect().await.unwrap();
        assert_eq!(differences(&session, &case).await, Vec::<String>::new(), "{text:?}");
        let comment = texts(&session, "select obj_description('public.items'::regclass, 'pg_class')").await;
        assert_eq!(comment[0][0].trim(), text.trim(), "{text:?}");
        let row = "insert into items (id, note, code, kind, size) values (gen_random_uuid(), 'b', 'c', 'small', '{\"width\": 1}')
            returning filled, joined";
        let row = texts(&session, row).await;
        assert_eq!(row[0], [(*text).to_owned(), format!("b{text}")], "{text:?}");
    }
}

/// Letters that no text may hold.
#[test]
fn what_postgresql_cannot_hold_is_refused() {
    for text in ["a\0b", "\0"] {
        assert!(error_codes(&schema("texts", text)).contains(&"F0112"), "{text:?}");
    }
}
