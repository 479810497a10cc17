//! Whole statements of the script, and parts of tables and functions.

use super::Mutant;
use crate::script::{Piece, PieceKind};

/// Statements that may go, by their first words.
const STATEMENTS: &[(&str, &[&str])] = &[
    ("trigger dropped", &["create", "trigger"]),
    ("policy dropped", &["create", "policy"]),
    ("right not given", &["grant"]),
    ("right not taken", &["revoke"]),
    ("right not taken", &["alter", "default"]),
    ("row security left off", &["alter", "table", "TABLE", "enable"]),
    ("unique index dropped", &["create", "unique"]),
];

pub(super) fn mutants(piece: &Piece<'_>) -> Vec<Mutant> {
    if piece.kind != PieceKind::Statement {
        return Vec::new();
    }
    let mut found = Vec::new();
    let whole = || piece.range(0..piece.tokens.len());
    for (operator, words) in STATEMENTS {
        if begins(piece, words) {
            found.push(Mutant::new(operator, piece, whole(), ""));
        }
    }
    if piece.begins(0, &["create", "table"]) || piece.begins(0, &["alter", "table"]) {
        found.extend(constraints(piece));
    }
    if piece.begins(0, &["create", "function"]) {
        found.extend(header(piece));
    }
    found
}

/// `TABLE` stands for the name of a table, which may have a schema.
fn begins(piece: &Piece<'_>, words: &[&str]) -> bool {
    let mut position = 0;
    for word in words {
        if *word == "TABLE" {
            position += if piece.at(position + 1) == "." { 3 } else { 1 };
        } else if piece.at(position) == *word {
            position += 1;
        } else {
            return false;
        }
    }
    true
}

/// Constraints with the comma before them, and what a column is besides its type.
fn constraints(piece: &Piece<'_>) -> Vec<Mutant> {
    let mut found = Vec::new();
    for position in 0..piece.tokens.len() {
        let before = position.saturating_sub(1);
        if piece.at(position) == "constraint" || piece.begins(position, &["add", "constraint"]) {
            let end = piece.end_of(position, &[",", ";"]);
            let is_inside = piece.at(before) == "add";
            let operator = match constrained(piece, position) {
                "check" => "check dropped",
                "foreign" => "foreign key dropped",
                "unique" => "unique constraint dropped",
                _ => continue,
            };
            if is_inside {
                continue;
            }
            // With its comma: the one before it, or the one behind the first.
            let range = match (piece.at(before), piece.at(end)) {
                (",", _) => piece.range(before..end),
                (_, ",") => piece.range(position..end + 1),
                _ if piece.begins(0, &["alter"]) => piece.range(0..piece.tokens.len()),
                _ => continue,
            };
            found.push(Mutant::new(operator, piece, range, ""));
        }
        if piece.begins(0, &["create", "table"]) && piece.begins(position, &["not", "null"]) {
            let range = piece.range(position..position + 2);
            found.push(Mutant::new("not null dropped", piece, range, ""));
        }
        if piece.begins(0, &["create", "table"]) && piece.at(position) == "default" {
            let end = piece.end_of(position + 1, &[",", "not", "constraint"]);
            found.push(Mutant::new("default dropped", piece, piece.range(position..end), ""));
        }
    }
    found
}

/// The kind of a constraint: the word behind its name.
fn constrained<'p>(piece: &'p Piece<'_>, position: usize) -> &'p str {
    let name = if piece.at(position) == "add" { position + 2 } else { position + 1 };
    piece.at(name + 1)
}

fn header(piece: &Piece<'_>) -> Vec<Mutant> {
    let mut found = Vec::new();
    for position in 0..piece.tokens.len() {
        if piece.begins(position, &["set", "search_path"]) {
            let end = piece.end_of(position, &["as"]);
            found.push(Mutant::new("search path not pinned", piece, piece.range(position..end), ""));
        }
        if piece.begins(position, &["security", "definer"]) {
            let range = piece.range(position..position + 2);
            found.push(Mutant::new("rights of the caller", piece, range, ""));
        }
    }
    found
}
