//! What comes out, read by parsers that are not ours.

use std::collections::BTreeSet;

use apollo_compiler::Schema;
use fraise_sql::{print, statement};
use pretty_assertions::assert_eq;
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use squawk_syntax::SourceFile;
use squawk_syntax::ast::{AstNode as _, CreateFunction, Do};

use crate::case::{self, Case};

const SCRIPTS: [&str; 2] = ["postgres/roles.sql", "postgres/schema.sql"];

/// squawk does not know the INTO of PL/pgSQL behind RETURNING and behind WITH, nor that of several variables, which has a
/// line of its own.
fn without_into(script: &str) -> String {
    let line = |line: &str| {
        let words = line.trim_start();
        let (before, behind) = words.split_once(" into ").unwrap_or((words, ""));
        match behind.split_once(" from ") {
            _ if words.starts_with("into ") => "\n".to_owned(),
            _ if words.starts_with("returning ") && !behind.is_empty() => format!("{before};\n"),
            Some((_, from)) if words.starts_with("select ") => format!("{before} from {from}\n"),
            Some(_) | None => format!("{line}\n"),
        }
    };
    script.lines().map(line).collect()
}

/// What squawk says of a script and, since a body is but a text in it, of each body.
fn squawk_errors(script: &str) -> Vec<String> {
    let file = SourceFile::parse(&without_into(script));
    let mut errors = file.errors();
    for node in file.tree().syntax().descendants() {
        if let Some(function) = CreateFunction::cast(node.clone()) {
            let (plpgsql, sql) = (function.plpgsql(), function.sql_body());
            assert!(plpgsql.is_some() || sql.is_some(), "{node} has a body");
            errors.extend(plpgsql.iter().flat_map(|it| it.errors()));
            errors.extend(sql.iter().flat_map(|it| it.errors()));
        }
        if let Some(block) = Do::cast(node) {
            errors.extend(block.plpgsql().unwrap().errors());
        }
    }
    errors.iter().map(|it| format!("{it:?}")).collect()
}

#[test]
fn squawk_reads_every_script() {
    for case in case::all() {
        for path in SCRIPTS {
            assert_eq!(squawk_errors(case.file(path)), Vec::<String>::new(), "{}: {path}", case.name);
        }
    }
}

#[test]
fn squawk_finds_what_is_broken() {
    let storefront = case::storefront();
    let broken = [
        ("postgres/schema.sql", "using (true)", "using true)"),
        ("postgres/schema.sql", "foreach frozen in", "foreach frozen on"),
        ("postgres/schema.sql", "and not exists (", "and not exists"),
        ("postgres/roles.sql", "if it.owner_now is null then", "if it.owner_now is null"),
    ];
    for (path, right, wrong) in broken {
        let script = storefront.file(path);
        assert!(script.contains(right), "{right}");
        assert_ne!(squawk_errors(&script.replacen(right, wrong, 1)), Vec::<String>::new(), "{wrong}");
    }
}

/// The statements of both scripts, as they stand there.
fn statements(case: &Case) -> Vec<String> {
    let [roles, schema] = SCRIPTS.map(|it| case.file(it));
    let (setup, catalog) = (case.role_setup(), case.catalog());
    let sections = statement::prepare(&setup).into_iter().chain(statement::create(&catalog));
    let texts: Vec<String> = sections.flat_map(|it| it.statements).map(|it| print::statement(&it)).collect();
    for text in &texts {
        assert!(roles.contains(text.as_str()) || schema.contains(text.as_str()), "{}: {text}", case.name);
    }
    texts
}

/// The words that say what a statement is: up to the first that is a name.
fn kind(statement: &str) -> String {
    let words = statement.split_whitespace();
    let said = words.take_while(|it| it.chars().all(|c| c.is_ascii_lowercase() || c == '$')).take(3);
    said.filter(|it| *it != "on" || statement.starts_with("comment")).collect::<Vec<_>>().join(" ")
}

/// The kinds of statement that sqlparser cannot read, or not all of. Everything else it reads.
const UNKNOWN_TO_SQLPARSER: &[&str] = &[
    "alter default privileges",
    "alter sequence", // owned by
    "alter table",    // on delete set null (return_address_id)
    "comment on function",
    "create trigger", // arguments
    "do $fn$ declare",
];

#[test]
fn sqlparser_reads_all_but_the_kinds_it_does_not_know() {
    let statements = case::all().iter().flat_map(statements).collect::<Vec<_>>();
    let unknown = statements.iter().filter(|it| Parser::parse_sql(&PostgreSqlDialect {}, it).is_err());
    let kinds: BTreeSet<String> = unknown.map(|it| kind(it)).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), UNKNOWN_TO_SQLPARSER);
}

#[test]
fn apollo_finds_every_definition_valid() {
    for case in case::all() {
        let Some(sdl) = case.sdl() else { continue };
        if let Err(errors) = Schema::parse_and_validate(sdl, "schema.graphql") {
            panic!("{}: {}", case.name, errors.errors);
        }
    }
}

/// What graphql-parser understood, written by it and read again, is what was meant.
#[test]
fn graphql_parser_understands_every_definition() {
    for case in case::all() {
        let Some(sdl) = case.sdl() else { continue };
        let document = graphql_parser::parse_schema::<String>(sdl);
        let document = document.unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let again = document.to_string();
        let [meant, understood] =
            [sdl, again.as_str()].map(|it| Schema::parse(it, "schema.graphql").unwrap());
        assert!(meant == understood, "{}:\n{again}", case.name);
    }
}

#[test]
fn syn_reads_every_rust_file() {
    for case in case::all() {
        let sources = case.tree.iter().filter(|(path, _)| path.as_str().ends_with(".rs"));
        let mut count = 0;
        for (path, file) in sources {
            if let Err(error) = syn::parse_file(&file.text) {
                panic!("{}: {path}:{:?}: {error}", case.name, error.span().start());
            }
            count += 1;
        }
        assert_eq!(count > 3, case.sdl().is_some(), "{} has a service", case.name);
    }
}
