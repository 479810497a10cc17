//! The files of this target.

use std::error::Error;
use std::fmt;

use fraise_emit::OutputTree;
use fraise_ir::{Checked, Ir};

use crate::{Options, RenderError, Unsupported, lower, render};

/// A mistake in fraise that shows while files are made.
#[derive(Debug)]
pub enum EmitError {
    /// The runtime has no place for a construct.
    Unsupported(Unsupported),
    /// A file is not what it should be.
    Render(RenderError),
}

/// The files of `service/`; none when there is no query that it could answer.
pub fn files(ir: &Checked<Ir>, options: &Options) -> Result<OutputTree, EmitError> {
    let krate = lower(ir, options).map_err(EmitError::Unsupported)?;
    if krate.service.queries.is_empty() {
        return Ok(OutputTree::new());
    }
    render(&krate).map_err(EmitError::Render)
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EmitError::Unsupported(it) => it.fmt(f),
            EmitError::Render(it) => it.fmt(f),
        }
    }
}

impl Error for EmitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            EmitError::Unsupported(it) => Some(it),
            EmitError::Render(it) => Some(it),
        }
    }
}
