//! The scripts as they are printed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::case::{self, Case};

const SCRIPTS: [&str; 2] = ["postgres/roles.sql", "postgres/schema.sql"];

/// A fact about the text of a script: what breaks it, and a text that does.
struct Lint {
    name: &'static str,
    finds: fn(&str) -> Vec<String>,
    damage: &'static str,
}

const LINTS: [Lint; 4] = [
    Lint {
        name: "comments of a script are ours",
        finds: comments_of_others,
        damage: "select 'a -- b'; -- \\! rm -rf\nselect 1;",
    },
    Lint {
        name: "generated columns say that they are stored",
        finds: columns_without_a_word,
        damage: "create table a (b int generated always as (c * (1 + 1)));",
    },
    Lint { name: "nothing drops more than it names", finds: cascades, damage: "drop table a cascade;" },
    Lint {
        name: "no line is a command of psql",
        finds: lines_of_psql,
        damage: "select 1;\n\\connect other\n",
    },
];

/// What a script says outside of literals, quoted names and comments; and the comments.
struct Outside {
    code: String,
    comments: Vec<String>,
}

fn outside(script: &str) -> Outside {
    let (mut code, mut comments) = (String::new(), Vec::new());
    let mut rest = script;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("--") {
            let length = rest.find('\n').unwrap_or(rest.len());
            comments.push(rest[2..length].trim().to_owned());
            length
        } else if first == '\'' {
            literal(rest, code.ends_with(['e', 'E']))
        } else if first == '"' {
            rest[1..].find('"').map_or(rest.len(), |it| it + 2)
        } else {
            code.push(first);
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    Outside { code, comments }
}

/// How long the literal is that the text begins with.
fn literal(text: &str, has_escapes: bool) -> usize {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == '\\' && has_escapes {
            chars.next();
        } else if c == '\'' {
            return at + 1;
        }
    }
    text.len()
}

/// A newline in a comment ends it, and psql runs what follows; so no text of a schema stands in one, and each is found
/// in what we print.
fn comments_of_others(script: &str) -> Vec<String> {
    let ours = ours();
    outside(script).comments.into_iter().filter(|it| !ours.contains(it.as_str())).collect()
}

/// What our pages and our printer say in comments: behind `--`, or in a literal of Rust.
fn ours() -> BTreeSet<String> {
    let root = case::folder().join("..");
    let mut files = Vec::new();
    for folder in ["templates/postgres", "crates/fraise-sql/src", "crates/fraise-emit-postgres/src"] {
        collect(&root.join(folder), &mut files);
    }
    let texts: Vec<String> = files.iter().map(|it| fs::read_to_string(it).unwrap()).collect();
    let literals = texts.iter().flat_map(|text| text.split('"').map(str::to_owned));
    let comments = texts.iter().flat_map(|text| {
        let behind = text.lines().filter_map(|line| line.split_once("-- "));
        behind.map(|(_, comment)| comment.trim().trim_end_matches(['"', ',', '\\']).to_owned())
    });
    comments.chain(literals).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// Since PostgreSQL 18 the lack of a word means that the column is computed whenever it is read.
fn columns_without_a_word(script: &str) -> Vec<String> {
    let code = outside(script).code;
    let mut found = Vec::new();
    for (at, begin) in code.match_indices("generated always as (") {
        let mut depth = 0;
        let behind = code[at + begin.len() - 1..].char_indices().find(|(_, c)| {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        });
        let Some((end, _)) = behind else { continue };
        let rest = code[at + begin.len() + end..].trim_start();
        if !rest.starts_with("stored") {
            found.push(rest.lines().next().unwrap_or_default().to_owned());
        }
    }
    found
}

/// `on delete cascade` is what a schema says; any other is more than it says.
fn cascades(script: &str) -> Vec<String> {
    let code = outside(script).code;
    let lines = code.lines().filter(|it| it.contains("cascade") && !it.contains("on delete cascade"));
    lines.map(str::to_owned).collect()
}

/// Commands of psql run on the operator's machine.
fn lines_of_psql(script: &str) -> Vec<String> {
    let code = outside(script).code;
    code.lines().filter(|it| it.trim_start().starts_with('\\')).map(str::to_owned).collect()
}

fn found(case: &Case) -> Vec<String> {
    let mut wrong = Vec::new();
    for script in SCRIPTS {
        for lint in &LINTS {
            let found = (lint.finds)(case.file(script));
            wrong.extend(found.iter().map(|it| format!("{} {script}: {}: {it}", case.name, lint.name)));
        }
    }
    wrong
}

#[test]
fn every_script_holds_them() {
    let wrong: Vec<String> = case::all().iter().flat_map(found).collect();
    assert_eq!(wrong, [""; 0], "{}", wrong.join("\n"));
}

#[test]
fn each_sees_what_breaks_it() {
    for lint in &LINTS {
        assert_eq!((lint.finds)(lint.damage).len(), 1, "{}", lint.name);
    }
}
