//! Finding, starting and reading PostgreSQL servers: the only database code of the compiler.
//!
//! - [`find`]: where PostgreSQL is installed, or what to do about it.
//! - [`Server`]: a throw-away server on a private socket, gone when its owner is gone.
//! - [`Session`]: a connection that keeps what the server says, and runs whole scripts.
//!
//! Layer 5: it may touch disk, environment, processes and network. It knows `fraise-sql` and nothing
//! of fraise's language.

pub mod find;

mod account;
mod error;
mod script;
mod server;
mod session;
mod template;

pub use error::{Error, ScriptError};
pub use find::{Binaries, NotFound, Version, find};
pub use server::{Durability, Server};
pub use session::{Database, Notice, Session};
