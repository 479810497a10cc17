//! The printed scripts: their look, and that parsers which are not ours read them.

#![allow(clippy::unwrap_used, reason = "tests")]

mod sample;

use fraise_sql::{print, statement};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

#[test]
fn roles_script() {
    insta::assert_snapshot!(print::roles(&sample::roles(), &["For the administrator."]));
}

#[test]
fn schema_script() {
    insta::assert_snapshot!(print::schema(&sample::catalog(), &["For the owner.", "", "Once."]));
}

fn scripts() -> [String; 2] {
    [
        print::roles(&sample::roles(), &["For the administrator."]),
        print::schema(&sample::catalog(), &["For the owner."]),
    ]
}

#[test]
fn layout_is_clean() {
    for script in scripts() {
        assert!(script.ends_with(";\n") && !script.ends_with("\n\n"));
        assert!(!script.contains('\r') && !script.contains("\n\n\n"));
        for line in script.lines() {
            assert_eq!(line.trim_end(), line);
        }
    }
}

#[test]
fn squawk_reads_every_script() {
    for script in scripts() {
        let errors = squawk_syntax::SourceFile::parse(&script).errors();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

/// How the statements begin that sqlparser 0.63 cannot read. Everything else we print it reads.
const UNKNOWN_TO_SQLPARSER: &[&str] = &[
    "do $fn$",
    "do $fn$",
    "alter default privileges",
    "comment on function",
    "comment on constraint",
    "comment on constraint",
    "alter sequence", // owned by
    "alter table",    // on delete set null (parent_id)
    "comment on constraint",
    "comment on function",
    "create trigger", // arguments
    "comment on trigger",
    "comment on policy",
];

#[test]
fn sqlparser_reads_all_but_the_kinds_it_does_not_know() {
    let (roles, catalog) = (sample::roles(), sample::catalog());
    let sections = statement::prepare(&roles).into_iter().chain(statement::create(&catalog));
    let unknown: Vec<String> = sections
        .flat_map(|section| section.statements)
        .map(|step| print::statement(&step))
        .filter(|text| Parser::parse_sql(&PostgreSqlDialect {}, text).is_err())
        .collect();
    let beginnings: Vec<&str> = unknown
        .iter()
        .zip(UNKNOWN_TO_SQLPARSER)
        .map(|(text, kind)| text.get(..kind.len()).unwrap_or(text))
        .collect();
    assert_eq!(beginnings, UNKNOWN_TO_SQLPARSER);
    assert_eq!(unknown.len(), UNKNOWN_TO_SQLPARSER.len(), "{unknown:#?}");
}
