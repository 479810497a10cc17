//! SQL with the holes that the runtime fills.

use fraise_sql::Fragment;
use serde::Serialize;

use super::{RoleSet, StaticName};

/// An expression or a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Sql(pub Vec<Piece>);

/// A part of it; the names are the runtime's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Piece {
    /// SQL as it stands.
    Text(Fragment),
    /// The alias of the row that is asked about.
    Row,
    /// The alias of the row at the other end.
    Parent,
    /// The viewer's id.
    Viewer,
    /// A claim of the viewer, by position.
    Claim(usize),
    /// An input of the query, by position.
    Input(usize),
    /// Whether the viewer has one of these roles.
    HasRole(RoleSet),
    /// Whether the viewer may read the row of this type and alias.
    Readable(StaticName, Fragment),
}
