//! The checked model to a GraphQL schema definition.
//!
//! In: [`Checked<Ir>`](fraise_ir::Checked). On the way: [`sdl::Schema`], plain data. Out: `graphql/schema.graphql`.
//!
//! The definition holds what the service answers: `get` and `list` queries, the types of all entities, and what can be
//! reached from these. Names, nullability and who may read what are decided in `fraise-ir`; this crate knows nothing of
//! SQL, Rust, or the text of the schema.
//!
//! ```text
//! Checked<Ir> ──lower──> sdl::Schema ──print──> text ──graphql-parser──> nothing, or a mistake of ours
//! ```

mod files;
mod lower;
mod print;
pub mod sdl;

pub use files::{EmitError, files};
pub use lower::lower;
pub use print::{Unreadable, print, read_back};
