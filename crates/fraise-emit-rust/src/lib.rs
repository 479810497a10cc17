//! The checked model to the crate of a running service.
//!
//! In: [`Checked<Ir>`](fraise_ir::Checked), and the text of the schema definition. On the way: [`service::Crate`], plain
//! data of the shape that the runtime reads. Out: `service/`, where `src/generated/` is ours and everything else the
//! user's.
//!
//! ```text
//! Checked<Ir> ──lower──> service::Crate ──render──> files
//! ```
//!
//! No text of the schema becomes Rust or SQL by itself: strings are literals of Rust, names of the database through
//! `fraise-sql`, and the names of statics are made of capitals, digits and underscores.

mod files;
mod lower;
mod render;
pub mod service;

pub use files::{EmitError, files};
pub use fraise_templates::RuntimeSource;
pub use lower::{Options, Unsupported, lower};
pub use render::{RenderError, render};
