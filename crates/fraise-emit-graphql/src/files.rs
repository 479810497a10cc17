//! The files of this target.

use std::error::Error;
use std::fmt;

use fraise_emit::{File, InvalidPath, OutputPath, OutputTree, PathTaken};
use fraise_ir::{Checked, Ir};

use crate::{Unreadable, lower, print};

/// Where the definition goes.
const PATH: &str = "graphql/schema.graphql";

/// A mistake in fraise that shows while files are made.
#[derive(Debug)]
pub enum EmitError {
    /// The text is not GraphQL.
    Unreadable(Unreadable),
    /// The path is refused.
    Path(InvalidPath),
    /// Two files have one path.
    Taken(PathTaken),
}

/// `graphql/schema.graphql`, if the service has a query.
pub fn files(ir: &Checked<Ir>) -> Result<OutputTree, EmitError> {
    let mut tree = OutputTree::new();
    if let Some(schema) = lower(ir) {
        let text = print(&schema).map_err(EmitError::Unreadable)?;
        let path = OutputPath::new(PATH).map_err(EmitError::Path)?;
        tree.insert(path, File::generated(text)).map_err(EmitError::Taken)?;
    }
    Ok(tree)
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EmitError::Unreadable(it) => it.fmt(f),
            EmitError::Path(it) => it.fmt(f),
            EmitError::Taken(it) => it.fmt(f),
        }
    }
}

impl Error for EmitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            EmitError::Unreadable(it) => Some(it),
            EmitError::Path(it) => Some(it),
            EmitError::Taken(it) => Some(it),
        }
    }
}
