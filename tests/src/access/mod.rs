//! The matrix of what somebody may do, as the model says it.
//!
//! In go the checked model, the rows of a database, and somebody who asks; out comes a list of [`Cell`]s: role, table,
//! verb, row, column, each with whether it is allowed. No SQL is made here and none is read, so what the policies and
//! the service do can be held against it.

pub mod cells;

pub use cells::{Attempt, Cell, cells};
