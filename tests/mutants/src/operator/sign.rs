//! Signs and words turned into their opposites.

use super::{Mutant, clause::is_with_conditions};
use crate::script::Piece;

/// Signs of comparisons, each with what it becomes: the least change, which tells bounds apart.
const COMPARISONS: &[(&str, &str)] =
    &[("<", "<="), ("<=", "<"), (">", ">="), (">=", ">"), ("=", "<>"), ("<>", "=")];

const ARITHMETIC: &[(&str, &str)] = &[("+", "-"), ("-", "+"), ("*", "+")];

const CONSTANTS: &[(&str, &str)] = &[("true", "false"), ("false", "true")];

pub(super) fn mutants(piece: &Piece<'_>) -> Vec<Mutant> {
    if !is_with_conditions(piece) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for position in 0..piece.tokens.len() {
        let word = piece.at(position);
        let turned =
            |list: &[(&str, &'static str)]| list.iter().find(|(it, _)| *it == word).map(|(_, it)| *it);
        let range = piece.range(position..position + 1);
        if let Some(instead) = turned(COMPARISONS) {
            found.push(Mutant::new("comparison turned", piece, range.clone(), instead));
        }
        if let Some(instead) = turned(ARITHMETIC) {
            found.push(Mutant::new("sum turned", piece, range.clone(), instead));
        }
        if let Some(instead) = turned(CONSTANTS) {
            found.push(Mutant::new("constant turned", piece, range.clone(), instead));
        }
        if word == "not" && piece.at(position + 1) != "null" && piece.at(position + 1) != "materialized" {
            found.push(Mutant::new("not dropped", piece, range.clone(), ""));
        }
        if piece.begins(position, &["is", "null"]) {
            let range = piece.range(position..position + 2);
            found.push(Mutant::new("null turned", piece, range, "is not null"));
        }
        if piece.begins(position, &["is", "not", "null"]) {
            let range = piece.range(position..position + 3);
            found.push(Mutant::new("null turned", piece, range, "is null"));
        }
    }
    found
}
