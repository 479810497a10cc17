//! One file for each verb.

mod check;
mod compile;
mod completions;
mod doctor;
mod explain;
mod fmt;
mod ir;
mod seed;
mod test;
mod verify;

pub(crate) use check::check;
pub(crate) use compile::compile;
pub(crate) use completions::completions;
pub(crate) use doctor::doctor;
pub(crate) use explain::explain;
pub(crate) use fmt::fmt;
pub(crate) use ir::ir;
pub(crate) use seed::seed;
pub(crate) use test::test;
pub(crate) use verify::verify;
