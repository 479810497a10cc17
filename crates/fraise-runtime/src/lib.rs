//! What a generated service runs on: one SQL statement for each GraphQL request.
//!
//! Generated code describes the service as static data ([`model`]); this crate answers requests from it. It knows
//! nothing of the compiler.

mod agreement;
mod cache;
mod database;
mod document;
mod engine;
mod error;
mod identity;
mod input;
mod json;
pub mod model;
mod plan;
mod request;
mod response;

pub use engine::{Disagreement, Engine, Statement};
pub use error::{Code, Failure, PathItem};
pub use identity::{BadClaim, Identity};
pub use response::Response;
