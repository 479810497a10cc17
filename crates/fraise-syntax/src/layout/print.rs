//! Lines to text: the indentation of each, the spaces between its pieces, the place of its comment.

use super::lines::{Comment, Line, Mark, Piece, STEP};

/// The text of the lines.
pub(super) fn print(lines: &[Line]) -> String {
    let mut text = String::new();
    let mut levels = Levels::default();
    let mut is_blank_due = false;
    for (number, line) in lines.iter().enumerate() {
        let printed = match line {
            Line::Blank => {
                is_blank_due = !text.is_empty();
                continue;
            }
            Line::Inside(it) => it.clone(),
            Line::Comment(it) => {
                let behind = lines.get(number + 1..).unwrap_or_default();
                " ".repeat(levels.indent_of_comment(it, next_first(behind))) + &it.text
            }
            Line::Code(pieces, comment) => {
                levels.take(pieces);
                let code = code(pieces);
                match comment {
                    Some(it) => {
                        let is_aligned = it.gap > 1 || is_in_a_column(lines, number, it.column);
                        behind(code, pieces, it, is_aligned)
                    }
                    None => code,
                }
            }
        };
        if std::mem::take(&mut is_blank_due) {
            text.push('\n');
        }
        text.push_str(&printed);
        text.push('\n');
    }
    text
}

/// The first piece that a later line begins with.
fn next_first(lines: &[Line]) -> Option<&Piece> {
    lines.iter().find_map(|line| match line {
        Line::Code(pieces, _) => pieces.first(),
        Line::Blank | Line::Comment(_) | Line::Inside(_) => None,
    })
}

fn code(pieces: &[Piece]) -> String {
    let mut line = String::new();
    let mut previous: Option<&Piece> = None;
    for piece in pieces {
        match previous {
            None => line.push_str(&" ".repeat(piece.indent)),
            Some(previous) if is_apart(previous.mark, piece.mark) => line.push(' '),
            Some(_) => {}
        }
        line.push_str(&piece.text);
        previous = Some(piece);
    }
    line
}

/// Whether a space stands between two marks.
fn is_apart(left: Mark, right: Mark) -> bool {
    use Mark::{Close, Colon, Comma, Dash, Key, Open, Other, Scalar};
    match (left, right) {
        // `{a: , b: }`: without the space the colon might belong to the key.
        (Colon | Dash | Other, _) => true,
        (Open, _) | (_, Comma | Close) => false,
        (Key | Scalar | Close, Colon) => false,
        (Comma | Key | Scalar | Close, Key | Dash | Scalar | Open | Other) | (Comma, Colon) => true,
    }
}

/// A line with its comment. A comment in a column moves with the key of its line, so that it stays in one
/// column with others; one right behind its line stays right behind it.
fn behind(code: String, pieces: &[Piece], comment: &Comment, is_aligned: bool) -> String {
    let end = code.chars().count();
    let is_of_block = |it: &&Piece| matches!(it.mark, Mark::Key | Mark::Dash);
    let moved = pieces.iter().rfind(is_of_block).or(pieces.first());
    let (old, new) = moved.map_or((0, 0), |it| (it.column, it.indent));
    let column = if is_aligned { (comment.column + new).saturating_sub(old) } else { 0 };
    let gap = column.saturating_sub(end).max(1);
    code + &" ".repeat(gap) + &comment.text
}

/// Whether the line above or below has a comment in this column too.
fn is_in_a_column(lines: &[Line], number: usize, column: usize) -> bool {
    let neighbours = [number.checked_sub(1), number.checked_add(1)];
    neighbours.into_iter().flatten().filter_map(|it| lines.get(it)).any(|line| match line {
        Line::Code(_, Some(comment)) => comment.column == column,
        Line::Code(_, None) | Line::Blank | Line::Comment(_) | Line::Inside(_) => false,
    })
}

/// The blocks that are open at a line, outermost first: their columns as written and as printed.
#[derive(Default)]
struct Levels {
    open: Vec<Level>,
}

#[derive(Clone, Copy)]
struct Level {
    old: usize,
    new: usize,
}

impl Levels {
    fn take(&mut self, pieces: &[Piece]) {
        for piece in pieces.iter().filter(|it| matches!(it.mark, Mark::Key | Mark::Dash)) {
            self.open.retain(|it| it.new < piece.indent);
            self.open.push(Level { old: piece.column, new: piece.indent });
        }
    }

    /// A comment alone belongs to what follows, unless it stands deeper: then to the block it stands in.
    fn indent_of_comment(&self, comment: &Comment, next: Option<&Piece>) -> usize {
        if let Some(closing) = next.filter(|it| it.mark == Mark::Close) {
            return closing.indent + STEP;
        }
        let next = next.map_or(Level { old: 0, new: 0 }, |it| Level { old: it.column, new: it.indent });
        if comment.column <= next.old {
            return next.new;
        }
        let around = self.open.iter().rev().find(|it| it.old <= comment.column);
        let indent = around.map_or(0, |it| if it.old < comment.column { it.new + STEP } else { it.new });
        indent.max(next.new)
    }
}
