//! The files of this target.

use std::error::Error;
use std::fmt;

use fraise_emit::{File, InvalidPath, OutputPath, OutputTree, PathTaken};

/// Where the definition goes.
const PATH: &str = "graphql/schema.graphql";

/// A mistake in fraise that shows while files are made.
#[derive(Debug)]
pub enum EmitError {
    /// The path is refused.
    Path(InvalidPath),
    /// Two files have one path.
    Taken(PathTaken),
}

/// `graphql/schema.graphql`, from the text of the definition.
pub fn files(definition: &str) -> Result<OutputTree, EmitError> {
    let mut tree = OutputTree::new();
    let path = OutputPath::new(PATH).map_err(EmitError::Path)?;
    tree.insert(path, File::generated(definition)).map_err(EmitError::Taken)?;
    Ok(tree)
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EmitError::Path(it) => it.fmt(f),
            EmitError::Taken(it) => it.fmt(f),
        }
    }
}

impl Error for EmitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            EmitError::Path(it) => Some(it),
            EmitError::Taken(it) => Some(it),
        }
    }
}
