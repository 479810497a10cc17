//! One file for each verb.

mod check;
mod compile;
mod completions;
mod explain;
mod fmt;
mod ir;

pub(crate) use check::check;
pub(crate) use compile::compile;
pub(crate) use completions::completions;
pub(crate) use explain::explain;
pub(crate) use fmt::fmt;
pub(crate) use ir::ir;
