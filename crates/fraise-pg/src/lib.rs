//! Finding, starting and reading PostgreSQL servers: the only database code of the compiler.
//!
//! - [`mod@find`]: where PostgreSQL is installed, or what to do about it.
//! - [`Server`]: a throw-away server on a private socket, gone when its owner is gone.
//! - [`Session`]: a connection that keeps what the server says, and runs whole scripts.
//! - [`introspect()`]: what a live database contains, as a [`Catalog`](fraise_sql::catalog::Catalog).
//! - [`normalise()`]: a catalog with its expressions as the server itself would print them.
//! - [`insert_rows`]: rows put into a live database.
//! - [`Scratch`]: a database that is made to be thrown away.
//! - [`Trial`]: a transaction that is never committed.
//! - [`compare()`]: what differs between the catalog that is meant and the one that is there.
//!
//! Layer 5: it may touch disk, environment, processes and network. It knows `fraise-sql` and nothing
//! of fraise's language.

pub mod find;

mod about;
mod account;
mod compare;
mod error;
mod introspect;
mod normalise;
mod place;
mod rows;
mod scratch;
mod script;
mod server;
mod session;
mod template;
mod trial;

pub use about::About;
pub use compare::{Difference, compare};
pub use error::{Error, ScriptError};
pub use find::{Binaries, NotFound, Version, find};
pub use introspect::{Beyond, Introspection, introspect, introspect_within};
pub use normalise::{Normalised, Unreadable, normalise, read_back, read_back_within};
pub use rows::{Refusal, RowBatch, RowsError, insert_rows};
pub use scratch::Scratch;
pub use server::{Durability, Server};
pub use session::{Database, Notice, Notification, Session};
pub use trial::{Said, Texts, Trial};
