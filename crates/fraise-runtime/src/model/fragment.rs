//! SQL fragments with holes.
//!
//! A fragment is text that the compiler printed, and holes that the planner fills. Text of a request never becomes
//! part of a statement: inputs and claims are bound parameters.

use super::{RoleSet, Type};

/// An expression, as the compiler printed it: `price >= input.min_price` is
/// `Sql(&[Row, Text(".price >= "), Input(2)])`.
///
/// It stands wherever an operand may stand only when the compiler put parentheses around it; conditions are put
/// into parentheses by the planner. Subqueries inside a fragment name their tables `x1`, `x2`, ..: the planner's own
/// names are `t0`, `t1`, ...
#[derive(Debug, Clone, Copy)]
pub struct Sql(pub &'static [Piece]);

impl Sql {
    /// Whether it reads rows only, and so needs no parameter.
    pub(crate) fn binds_nothing(&self) -> bool {
        self.0.iter().all(|piece| match piece {
            Piece::Text(_) | Piece::Row | Piece::Parent | Piece::HasRole(_) => true,
            Piece::Viewer | Piece::Claim(_) | Piece::Input(_) | Piece::Readable(..) => false,
        })
    }
}

/// A part of a fragment.
#[derive(Debug, Clone, Copy)]
pub enum Piece {
    /// SQL as it stands; names in it are quoted where they must be.
    Text(&'static str),
    /// The alias of the row that is asked about; in the field of an [`Object`](super::Object) the JSON value.
    Row,
    /// The alias of the row at the other end: in the condition of a relation or of `via`, the row it hangs on.
    Parent,
    /// The viewer's id, null without a login.
    Viewer,
    /// A claim of the viewer, by its place in [`Viewer::claims`](super::Viewer::claims); null when the token has none.
    Claim(usize),
    /// An input of the query, by its place in [`Query::inputs`](super::Query::inputs).
    Input(usize),
    /// `has_role('support')`: true or false, known before the statement is printed. The set holds every role that
    /// includes the one asked for.
    HasRole(RoleSet),
    /// Whether the viewer may read the row of this type which the fragment itself named by this alias:
    /// `exists (select from public.orders x1 where x1.id = $1 and ` `Readable(&ORDER, "x1")` `)`.
    Readable(&'static Type, &'static str),
}
