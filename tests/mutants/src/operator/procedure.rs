//! Statements and questions of PL/pgSQL.

use std::ops::Range;

use super::Mutant;
use crate::script::{Piece, PieceKind};
use crate::token::Kind;

pub(super) fn mutants(piece: &Piece<'_>) -> Vec<Mutant> {
    if piece.kind != PieceKind::Procedure {
        return Vec::new();
    }
    let steps = steps(piece);
    let dropped = steps.statements.into_iter().map(|tokens| {
        let operator = match piece.at(tokens.start) {
            "raise" => "error not raised",
            _ => "statement dropped",
        };
        Mutant::new(operator, piece, piece.range(tokens), "null;")
    });
    let asked = steps.questions.into_iter().flat_map(|tokens| {
        let range = piece.range(tokens);
        [
            Mutant::new("question always false", piece, range.clone(), "false"),
            Mutant::new("question always true", piece, range, "true"),
        ]
    });
    dropped.chain(asked).collect()
}

#[derive(Default)]
struct Steps {
    /// Each with its semicolon.
    statements: Vec<Range<usize>>,
    /// What stands between `if` and `then`.
    questions: Vec<Range<usize>>,
}

fn steps(piece: &Piece<'_>) -> Steps {
    let mut steps = Steps::default();
    let begin = (0..piece.tokens.len()).find(|it| piece.at(*it) == "begin");
    let mut position = begin.map_or(piece.tokens.len(), |it| it + 1);
    while position < piece.tokens.len() {
        let word = piece.at(position);
        position = match word {
            "begin" | "else" | "loop" | "exception" | ";" => position + 1,
            "if" | "elsif" => {
                let end = piece.end_of(position + 1, &["then"]);
                steps.questions.push(position + 1..end);
                end + 1
            }
            "when" => piece.end_of(position + 1, &["then"]) + 1,
            "case" => piece.end_of(position + 1, &["when"]),
            "for" | "foreach" | "while" => piece.end_of(position + 1, &["loop"]) + 1,
            "declare" => piece.end_of(position + 1, &["begin"]),
            // An end of a block, and what must be there.
            "end" | "return" | "exit" | "continue" => piece.end_of(position + 1, &[";"]) + 1,
            _ => {
                let end = piece.end_of(position, &[";"]);
                let is_statement = piece.tokens.get(position).is_some_and(|it| it.kind == Kind::Word);
                if is_statement && word != "null" && piece.at(end) == ";" {
                    steps.statements.push(position..end + 1);
                }
                end + 1
            }
        };
    }
    steps
}
