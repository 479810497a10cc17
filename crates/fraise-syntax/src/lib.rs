//! Schema files to a document of spanned declarations; nothing is resolved.
//!
//! In goes the text of one file, out comes a [`Document`] and what is wrong with it: never one without the
//! other, and never a failure. Names, types and expressions stay text with their place; what they mean is
//! the business of the checker.
//!
//! The order of passes: bytes are weighed and read as text, YAML events become a tree of [`node::Node`]s
//! (where duplicate keys, anchors and ambiguous scalars are refused), the tree is decoded construct by
//! construct. Each construct is declared once, in [`document`]; the declaration gives its struct, its decoder
//! and its rows in the table of [`keys`].

mod decode;
pub mod document;
pub mod keys;
mod layout;
mod merge;
pub mod node;
mod read;
pub mod text;

pub use decode::{Absent, Decode, Decoder, KeyEntry};
pub use document::Document;
pub use keys::{KeyRow, Kind};
pub use layout::format;
pub use merge::merge;
pub use read::{LANGUAGE_VERSION, MAX_BYTES, MAX_DEPTH, key_entries, load, parse};
pub use text::{ExprText, SourceText, TypeText};
