//! A script in pieces: its statements, and the bodies of its functions.

use std::ops::Range;

use crate::token::{Kind, Token, tokens};

/// A stretch of tokens in which mutations are made.
#[derive(Debug, Clone)]
pub struct Piece<'t> {
    /// The whole script.
    pub text: &'t str,
    /// What it belongs to: `create function public.create_order`.
    pub name: String,
    /// What it is.
    pub kind: PieceKind,
    /// Its tokens.
    pub tokens: Vec<Token>,
}

/// Which stretch it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceKind {
    /// A statement of the script, of a function all but its body.
    Statement,
    /// The body of a function in PL/pgSQL.
    Procedure,
    /// The body of a function in SQL.
    Query,
}

/// The pieces of a script. None if it is no SQL.
pub fn pieces(text: &str) -> Option<Vec<Piece<'_>>> {
    let all = tokens(text, 0)?;
    let mut found = Vec::new();
    for statement in all.split_inclusive(|it| text.get(it.range.clone()) == Some(";")) {
        let piece = Piece {
            text,
            name: name(text, statement),
            kind: PieceKind::Statement,
            tokens: statement.to_vec(),
        };
        let kind =
            if piece.has_words(&["language", "sql"]) { PieceKind::Query } else { PieceKind::Procedure };
        if let Some(body) = statement.iter().find(|it| it.kind == Kind::Body) {
            let inside = inside_dollars(text, &body.range)?;
            let body = Piece {
                text,
                name: piece.name.clone(),
                kind,
                tokens: tokens(text.get(inside.clone())?, inside.start)?,
            };
            found.push(body);
        }
        found.push(piece);
    }
    Some(found)
}

/// What stands between `$fn$` and `$fn$`.
fn inside_dollars(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let whole = text.get(range.clone())?;
    let tag = whole.get(1..)?.find('$')? + 2;
    Some(range.start + tag..range.end - tag)
}

/// The first words of a statement, up to the name of what it makes.
fn name(text: &str, statement: &[Token]) -> String {
    let end = statement
        .iter()
        .position(|it| matches!(text.get(it.range.clone()), Some("(" | ";")))
        .unwrap_or(statement.len())
        .min(8);
    let first = statement.first().map_or(0, |it| it.range.start);
    let last = end.checked_sub(1).and_then(|it| statement.get(it)).map_or(first, |it| it.range.end);
    text.get(first..last).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Piece<'_> {
    /// The text of a token; nothing behind the last.
    pub fn at(&self, position: usize) -> &str {
        self.tokens.get(position).and_then(|it| self.text.get(it.range.clone())).unwrap_or_default()
    }

    /// Whether these words follow one another somewhere.
    pub fn has_words(&self, words: &[&str]) -> bool {
        (0..self.tokens.len()).any(|start| self.begins(start, words))
    }

    /// Whether these words stand at a position.
    pub fn begins(&self, position: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(index, word)| self.at(position + index) == *word)
    }

    /// The place of some tokens in the script.
    pub fn range(&self, tokens: Range<usize>) -> Range<usize> {
        let start = self.tokens.get(tokens.start).map_or(0, |it| it.range.start);
        let last = tokens.end.checked_sub(1).and_then(|it| self.tokens.get(it));
        start..last.map_or(start, |it| it.range.end)
    }

    /// The position behind the stretch that begins here: at the first of these words that is not inside parentheses or a
    /// `case` of the stretch, or where the parentheses around it end.
    pub fn end_of(&self, start: usize, ends: &[&str]) -> usize {
        let (mut parens, mut cases) = (0_usize, 0_usize);
        for position in start..self.tokens.len() {
            let word = self.at(position);
            if parens == 0 && cases == 0 && ends.contains(&word) {
                return position;
            }
            match word {
                "(" | "[" => parens += 1,
                ")" | "]" if parens == 0 => return position,
                ")" | "]" => parens -= 1,
                "case" => cases += 1,
                "end" if cases > 0 => cases -= 1,
                _ => {}
            }
        }
        self.tokens.len()
    }
}
