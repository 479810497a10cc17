//! Clauses of queries and conditions.

use super::Mutant;
use crate::script::{Piece, PieceKind};

/// What ends an operand of `and` and `or`.
const OPERAND: &[&str] = &[
    "and",
    "or",
    "order",
    "group",
    "having",
    "limit",
    "for",
    "returning",
    "union",
    "then",
    "loop",
    ";",
    ",",
    "on",
    "when",
    "else",
    "window",
    "where",
    "join",
    "left",
];

/// What ends `order by ..`.
const ORDER: &[&str] = &["for", "limit", ";", "loop", "offset", "returning"];

/// Names of locks.
const LOCKS: &[&[&str]] =
    &[&["for", "no", "key", "update"], &["for", "key", "share"], &["for", "share"], &["for", "update"]];

pub(super) fn mutants(piece: &Piece<'_>) -> Vec<Mutant> {
    if !is_with_conditions(piece) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for position in 0..piece.tokens.len() {
        found.extend(at(piece, position));
    }
    found
}

/// Bodies, policies, checks, triggers and indexes.
pub(super) fn is_with_conditions(piece: &Piece<'_>) -> bool {
    piece.kind != PieceKind::Statement
        || [["create", "policy"], ["create", "table"], ["create", "trigger"], ["create", "unique"]]
            .iter()
            .any(|it| piece.begins(0, it))
}

fn at(piece: &Piece<'_>, position: usize) -> Option<Mutant> {
    let cut = |operator, end| Some(Mutant::new(operator, piece, piece.range(position..end), ""));
    match piece.at(position) {
        "and" if !is_between(piece, position) => cut("condition dropped", operand_end(piece, position + 1)),
        "or" => cut("alternative dropped", operand_end(piece, position + 1)),
        "where" => {
            let range = piece.range(position + 1..operand_end(piece, position + 1));
            Some(Mutant::new("condition always true", piece, range, "true"))
        }
        "order" if piece.at(position + 1) == "by" => cut("order dropped", piece.end_of(position, ORDER)),
        "for" => {
            let lock = LOCKS.iter().find(|it| piece.begins(position, it))?;
            cut("lock dropped", piece.end_of(position + lock.len(), &[";", "loop"]))
        }
        "distinct"
            if piece.at(position.saturating_sub(1)) != "is"
                && piece.at(position.saturating_sub(1)) != "not" =>
        {
            cut("distinct dropped", position + 1)
        }
        "when" if piece.begins(0, &["create", "trigger"]) => {
            cut("trigger without condition", piece.end_of(position + 1, &["execute"]))
        }
        _ => None,
    }
}

/// Behind the operand that begins here; the `and` of a `between` is inside it.
fn operand_end(piece: &Piece<'_>, start: usize) -> usize {
    let end = piece.end_of(start, OPERAND);
    if piece.at(end) == "and" && is_between(piece, end) { operand_end(piece, end + 1) } else { end }
}

/// Whether an `and` belongs to `between`.
fn is_between(piece: &Piece<'_>, position: usize) -> bool {
    let mut parens = 0_usize;
    for before in (0..position).rev() {
        match piece.at(before) {
            ")" => parens += 1,
            "(" if parens == 0 => return false,
            "(" => parens -= 1,
            "between" if parens == 0 => return true,
            "and" | "or" | "where" | "then" | "when" | ";" if parens == 0 => return false,
            _ => {}
        }
    }
    false
}
