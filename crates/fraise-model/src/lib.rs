//! A service in memory: what its rows are after an operation, or which error must come.
//!
//! In goes the checked model; no SQL is made here and none is read. So what the database does can be held against it:
//! the model is what LANGUAGE.md says, the database is what the emitter made of it, and whoever finds them to differ has
//! found a mistake of one of the two.
//!
//! - [`value`]: values and their three-valued logic
//! - [`rows`]: what the tables hold
//! - [`asker`]: who asks, and what is known of them
//! - [`evaluate`]: expressions over rows
//! - [`oracle`]: access items over rows, old and new

pub mod asker;
pub mod evaluate;
pub mod oracle;
pub mod rows;
pub mod value;

pub use asker::Asker;
pub use evaluate::{Frame, NotKnown, World};
pub use oracle::{Oracle, Way};
pub use rows::{Row, Rows};
pub use value::Value;
