//! What a generated service runs on: one SQL statement for each GraphQL request.
//!
//! Generated code describes the service as static data ([`model`]); this crate answers requests from it. It knows
//! nothing of the compiler.

mod agreement;
mod cache;
mod config;
mod database;
mod document;
mod engine;
mod error;
mod http;
mod identity;
mod input;
mod json;
pub mod model;
mod plan;
mod request;
mod response;
mod serve;
mod token;

pub use config::{Algorithm, BadSetting, Config, TokenConfig};
pub use engine::{Disagreement, Engine, Statement};
pub use error::{Code, Failure, PathItem};
pub use identity::{BadClaim, Identity};
pub use response::{Outcome, Response};
pub use serve::{StartError, pool, run, serve, serve_on};
