//! What the rules of a schema allow, read from the model and from nothing else.
//!
//! In go the checked model, the rows of a database, and somebody who asks; out comes a list of [`Cell`]s: role, table,
//! verb, row, column, each with whether it is allowed. No SQL is made here and none is read, so what the policies and
//! the service do can be held against it.
//!
//! - [`value`]: values and their three-valued logic
//! - [`rows`]: what the tables hold
//! - [`asker`]: who asks, and what is known of them
//! - [`evaluate`]: expressions over rows
//! - [`oracle`]: access items over rows, old and new
//! - [`mod@cells`]: the whole matrix of one asker

pub mod asker;
pub mod cells;
pub mod evaluate;
pub mod oracle;
pub mod rows;
pub mod value;

pub use asker::Asker;
pub use cells::{Attempt, Cell, cells};
pub use evaluate::NotKnown;
pub use oracle::{Oracle, Way};
pub use rows::{Row, Rows};
pub use value::Value;
