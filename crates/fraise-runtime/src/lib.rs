//! What a generated service runs on: one SQL statement for each GraphQL request.
//!
//! Generated code describes the service as static data ([`model`]); this crate answers requests from it. It knows
//! nothing of the compiler.

pub mod model;
