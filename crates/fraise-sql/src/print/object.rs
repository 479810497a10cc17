//! Objects with their kind, as `comment on` and `grant .. on` want them.

use std::fmt;

use super::layout;
use crate::statement::Object;

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Schema(name) => write!(f, "schema {name}"),
            Self::Type(name) => write!(f, "type {name}"),
            Self::Sequence(name) => write!(f, "sequence {name}"),
            Self::Table(name) => write!(f, "table {name}"),
            Self::Column(table, name) => write!(f, "column {table}.{name}"),
            Self::Constraint(table, name) => write!(f, "constraint {name} on {table}"),
            Self::Index(name) => write!(f, "index {name}"),
            Self::View(name) => write!(f, "view {name}"),
            Self::Function(name, types) => {
                write!(f, "function {name}({})", layout::inline(types))
            }
            Self::Trigger(table, name) => write!(f, "trigger {name} on {table}"),
            Self::Policy(table, name) => write!(f, "policy {name} on {table}"),
        }
    }
}
