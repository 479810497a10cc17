//! What a generated service runs on: one SQL statement for each GraphQL request.
//!
//! Generated code describes the service as static data ([`model`]); this crate answers requests from it. It knows
//! nothing of the compiler. A generated `main` is [`run`] with that data and the SDL.
//!
//! # The way of a request
//! `http` takes it and `token` says who asks; then, in `engine`, which reads from top to bottom:
//!
//! 1. `request`: the body as JSON, its variables as they were written
//! 2. `document`: parsed, held against the limits, validated; kept with its plans
//! 3. `plan`: one statement, its parameters, the shape of its answer; made once for each document, set of roles and
//!    set of variables that are given. Row rules are conditions of the statement, `via` a nested `exists`
//! 4. `input`: each value checked, and put into the text form of its PostgreSQL type
//! 5. `database`: the prepared statement, in autocommit, on a pooled connection
//! 6. `json`: the answer, written from the binary format of nested records as it stands on the wire
//! 7. `response`: data and errors; what is not for the client is in the log, under the request id
//!
//! A mutation goes another way from 3 on, in `mutate`: for each root field `transaction` runs its function and reads its
//! row. `hook` is what code of the service is asked before that; `job` is what follows the commit, and the worker that
//! tries again; `refusal` tells clients what the database refused.
//!
//! `agreement` holds the model against the SDL when the service starts.

mod agreement;
mod cache;
mod config;
mod database;
mod document;
mod engine;
mod error;
pub mod hook;
mod http;
mod identity;
mod input;
mod job;
mod json;
pub mod model;
mod mutate;
mod nearest;
mod plan;
mod refusal;
mod request;
mod response;
mod serve;
mod token;
mod transaction;

pub use config::{Algorithm, BadSetting, Config, TokenConfig};
pub use engine::{Disagreement, Engine, Statement};
pub use error::{Code, Failure, PathItem};
pub use identity::{BadClaim, Identity};
pub use response::{Outcome, Response};
pub use serve::{StartError, pool, run, run_with_hooks, serve, serve_on};
