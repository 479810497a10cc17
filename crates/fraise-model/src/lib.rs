//! A service in memory: what its rows are after an operation, or which error must come.
//!
//! In goes the checked model; no SQL is made here and none is read. So what the database does can be held against it:
//! the model is what LANGUAGE.md says, the database is what the emitter made of it, and whoever finds them to differ has
//! found a mistake of one of the two.
//!
//! A walk beside a server is a loop of five lines:
//!
//! ```text
//! state = State::read(ir, &printed)                 the rows of all tables, as PostgreSQL prints them
//! (operation, actor) = state.propose(ir, chance, actors)
//! predicted = state.apply(ir, &operation, &actor)   the rows afterwards, or the errors of which one must come
//! ..                                                the operation is carried out on the server
//! state = predicted.state.agree(ir, &printed)       new ids and times are taken over, or what differs is told
//! ```
//!
//! [`Table::all`] says which tables and columns are read, and [`State::now`] about when it is.
//!
//! - [`value`], [`number`], [`moment`]: values, and what cannot be known before the server has made it
//! - [`rows`]: what the tables hold
//! - [`asker`]: who asks, and what is known of them
//! - [`evaluate`]: expressions over rows, with `operator`, `function`, `pattern`, `aggregate`
//! - [`oracle`]: access items over rows, old and new
//! - [`mod@column`]: what a column makes of a value; `json` what values look like there
//! - [`actor`], [`operation`], [`state`], [`table`]: what is done by whom to which rows; `work` does it
//! - [`agree`]: a predicted state held against the rows of a server
//! - [`propose`], [`chance`]: operations to try
//! - [`refusal`]: errors, and what the model does not know

pub mod actor;
mod aggregate;
pub mod agree;
pub mod asker;
pub mod chance;
pub mod column;
pub mod evaluate;
mod function;
mod json;
pub mod moment;
pub mod number;
pub mod operation;
mod operator;
pub mod oracle;
mod pattern;
pub mod propose;
pub mod refusal;
pub mod rows;
pub mod state;
pub mod table;
pub mod value;
mod work;

pub use actor::{Actor, Approach};
pub use agree::{Agreed, Difference, Differences};
pub use asker::Asker;
pub use chance::Chance;
pub use evaluate::{Frame, Given, Line, World};
pub use operation::Operation;
pub use oracle::{Oracle, Way};
pub use refusal::{NotKnown, Refusal, Refusals, Stop};
pub use rows::{Row, Rows};
pub use state::{Printed, Record, State};
pub use table::{Column, Table};
pub use value::{Unknown, Value};
pub use work::Outcome;
