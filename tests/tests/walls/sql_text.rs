//! SQL is built from values and printed by the crate that quotes; nobody else formats statements.

use pretty_assertions::assert_eq;
use proc_macro2::{Delimiter, TokenTree};

use super::workspace::{Source, is_ident, is_punct, sources};

/// Who writes statements as text: the printer, the pages that print fragments only, and the two that talk
/// to a server.
const WRITERS: &[&str] = &["fraise-sql", "fraise-templates", "fraise-pg", "fraise-runtime"];

const MACROS: &[&str] =
    &["format", "format_args", "write", "writeln", "print", "println", "concat", "indoc", "formatdoc"];
const METHODS: &[&str] = &["push_str", "write_str"];

const OBJECTS: &[&str] = &[
    "aggregate",
    "column",
    "constraint",
    "database",
    "default",
    "domain",
    "extension",
    "function",
    "group",
    "index",
    "materialized",
    "or",
    "owned",
    "policy",
    "procedure",
    "role",
    "rule",
    "schema",
    "sequence",
    "statistics",
    "table",
    "temp",
    "temporary",
    "trigger",
    "type",
    "unique",
    "user",
    "view",
];
const PRIVILEGES: &[&str] =
    &["all", "create", "delete", "execute", "insert", "references", "select", "trigger", "update", "usage"];

fn statements_are_built(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources.iter().filter(|it| !WRITERS.contains(&it.krate.as_str())) {
        source.each(&mut |tokens| {
            for literal in formatted_literals(tokens) {
                if let Some(words) = statement_in(&literal.to_string()) {
                    found.push(source.violation(&tokens[0], format!("formats SQL: `{words} ..`")));
                }
            }
        });
    }
    found
}

/// The literals in `format!("..")` and its kin, and in `.push_str("..")`.
fn formatted_literals(tokens: &[TokenTree]) -> Vec<TokenTree> {
    let arguments = match tokens {
        [name, bang, TokenTree::Group(group), ..]
            if is_punct(bang, '!') && MACROS.iter().any(|it| is_ident(name, it)) =>
        {
            group
        }
        [dot, name, TokenTree::Group(group), ..]
            if is_punct(dot, '.') && METHODS.iter().any(|it| is_ident(name, it)) =>
        {
            group
        }
        _ => return Vec::new(),
    };
    if arguments.delimiter() == Delimiter::None {
        return Vec::new();
    }
    arguments.stream().into_iter().filter(|it| matches!(it, TokenTree::Literal(_))).collect()
}

/// The two words that make the text a statement, as `create table`; prose such as "drop the key" is none.
fn statement_in(literal: &str) -> Option<String> {
    let literal = literal.to_lowercase().replace("\\n", " ").replace("\\t", " ");
    let words: Vec<&str> = literal
        .split(|it: char| !(it.is_alphanumeric() || it == '_' || it == '{' || it == '}'))
        .filter(|it| !it.is_empty())
        .collect();
    let pair = words.windows(2).find(|pair| match pair[0] {
        "create" | "alter" | "drop" => OBJECTS.contains(&pair[1]),
        "grant" | "revoke" => PRIVILEGES.contains(&pair[1]) || pair[1].starts_with('{'),
        "insert" => pair[1] == "into",
        "delete" => pair[1] == "from",
        "select" => words.contains(&"from"),
        "comment" => pair[1] == "on",
        _ => false,
    })?;
    Some(pair.join(" "))
}

#[test]
fn only_its_writers_format_sql() {
    assert_eq!(statements_are_built(&sources()), Vec::<String>::new());
}

#[test]
fn violations_are_found() {
    let text = r##"
        fn f(name: &str, out: &mut String) {
            let _ = format!("CREATE TABLE \"{name}\" ()");
            let _ = write!(out, "grant {name} on t to r");
            let _ = format!(r#"select {name} from "t""#);
            out.push_str("alter table t drop column c");
            let _ = format!("the help says: drop the key `{name}`, or select another");
            let built = sql!["select ", name, " from t"];
        }
    "##;
    let outside = Source::parse("fraise-emit-postgres", "a.rs", text);
    assert_eq!(
        statements_are_built(&[outside, Source::parse("fraise-sql", "b.rs", text)]),
        [
            "a.rs:3: formats SQL: `create table ..`",
            "a.rs:4: formats SQL: `grant {name} ..`",
            "a.rs:5: formats SQL: `select {name} ..`",
            "a.rs:6: formats SQL: `alter table ..`",
        ]
    );
}
