//! SQL with holes, and with the places where a long text may be broken.

use fraise_ir::{ClaimId, EntityId, StepId, access::Who, expr::Root};
use fraise_sql::{Fragment, Ident};

/// An expression or a condition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sql {
    pieces: Vec<Piece>,
}

/// A part of an [`Sql`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// SQL as it stands.
    Text(Fragment),
    /// What only the user of the expression knows.
    Hole(Hole),
    /// A space, or a new line where the text around it is too long for one.
    Line,
    /// The same, where what the last line began goes on: moved in.
    FurtherLine,
    /// Here begins a part that is broken, or not, as a whole.
    Open(Shape),
    /// Here it ends.
    Close,
}

/// How a part looks when it is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// On lines of its own between its parentheses.
    Parens,
    /// Moved in behind its first line, but for the last one: `case .. end`.
    Case,
}

/// What only the user of an expression knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hole {
    /// The alias of a root's row, in front of a `.`.
    Row(Root),
    /// The viewer's id, null without a login.
    Viewer,
    /// A claim of the viewer; null when the token has none.
    Claim(ClaimId),
    /// Whether the viewer holds a role, or one that includes it.
    HasRole(Who),
    /// An argument of the operation; an entity input is its key.
    Input(usize),
    /// A field of a line of an input list, by its position in the object.
    LineInput(usize),
    /// A field of a hook's output.
    HookOutput(StepId, usize),
    /// The quantity of a move.
    Qty,
    /// The value that a scalar's check asks about.
    Value,
    /// Whether the viewer may read the row of this type that the expression itself calls by this alias.
    Readable(EntityId, Ident),
}

impl Sql {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// SQL of this program.
    pub fn kw(words: &'static str) -> Self {
        Self::from(Fragment::new().kw(words))
    }

    /// This with SQL of this program behind it.
    pub fn with_kw(self, words: &'static str) -> Self {
        self.with(Self::kw(words))
    }

    /// This with a name behind it.
    pub fn with_ident(self, ident: &Ident) -> Self {
        self.with(Self::from(Fragment::new().ident(ident)))
    }

    /// This with another behind it.
    pub fn with(mut self, other: Sql) -> Self {
        for piece in other.pieces {
            match (self.pieces.last_mut(), piece) {
                (Some(Piece::Text(last)), Piece::Text(text)) => *last = std::mem::take(last).frag(&text),
                (_, piece) => self.pieces.push(piece),
            }
        }
        self
    }

    /// This with a place behind it where a long text may be broken.
    pub fn with_line(mut self) -> Self {
        self.pieces.push(Piece::Line);
        self
    }

    /// The same, where what the last line began goes on.
    pub fn with_further_line(mut self) -> Self {
        self.pieces.push(Piece::FurtherLine);
        self
    }

    /// This in parentheses; a long text stands between them on lines of its own.
    pub fn parens(self) -> Self {
        Self::kw("(").with(self.group(Shape::Parens)).with_kw(")")
    }

    /// Its first piece begins so.
    pub(crate) fn begins_with(&self, words: &str) -> bool {
        matches!(self.pieces.first(), Some(Piece::Text(text)) if text.as_str().starts_with(words))
    }

    /// This as a part that is broken, or not, as a whole.
    pub fn group(mut self, shape: Shape) -> Self {
        self.pieces.insert(0, Piece::Open(shape));
        self.pieces.push(Piece::Close);
        self
    }

    /// Several with `separator` between them.
    pub fn join(separator: &'static str, all: impl IntoIterator<Item = Sql>) -> Self {
        let mut joined = Self::new();
        for (position, each) in all.into_iter().enumerate() {
            if position > 0 {
                joined = joined.with_kw(separator);
            }
            joined = joined.with(each);
        }
        joined
    }

    /// Conditions with `and` or `or` between them, each on a line of its own where the text is long.
    pub fn junction(word: &'static str, all: impl IntoIterator<Item = Sql>) -> Self {
        let mut joined = Self::new();
        for (position, each) in all.into_iter().enumerate() {
            if position > 0 {
                joined = joined.with_line().with_kw(word);
            }
            joined = joined.with(each);
        }
        joined
    }

    /// Conditions with `and` between them, where what comes before goes on with them.
    pub fn further(all: impl IntoIterator<Item = Sql>) -> Self {
        let mut joined = Self::new();
        for (position, each) in all.into_iter().enumerate() {
            if position > 0 {
                joined = joined.with_further_line().with_kw("and ");
            }
            joined = joined.with(each);
        }
        joined
    }

    /// Its parts in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The same with other SQL in place of holes; a hole for which there is none stays.
    pub fn fill(&self, fill: &mut dyn FnMut(&Hole) -> Option<Sql>) -> Sql {
        let mut filled = Sql::new();
        for piece in &self.pieces {
            let part = match piece {
                Piece::Hole(hole) => fill(hole).unwrap_or_else(|| Sql::from(hole.clone())),
                Piece::Text(_) | Piece::Line | Piece::FurtherLine | Piece::Open(_) | Piece::Close => {
                    Sql { pieces: vec![piece.clone()] }
                }
            };
            filled = filled.with(part);
        }
        filled
    }

    /// Its holes in order.
    pub fn holes(&self) -> impl Iterator<Item = &Hole> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Hole(hole) => Some(hole),
            Piece::Text(_) | Piece::Line | Piece::FurtherLine | Piece::Open(_) | Piece::Close => None,
        })
    }
}

impl From<Fragment> for Sql {
    fn from(fragment: Fragment) -> Self {
        Self { pieces: vec![Piece::Text(fragment)] }
    }
}

impl From<Hole> for Sql {
    fn from(hole: Hole) -> Self {
        Self { pieces: vec![Piece::Hole(hole)] }
    }
}
