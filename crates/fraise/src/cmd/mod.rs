//! One file for each verb.

mod check;
mod compile;
mod completions;
mod explain;
mod ir;

pub(crate) use check::check;
pub(crate) use compile::compile;
pub(crate) use completions::completions;
pub(crate) use explain::explain;
pub(crate) use ir::ir;
