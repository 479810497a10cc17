//! Output trees and how they reach a disk, decided without touching one.
//!
//! In: the files that the emitters made ([`OutputTree`]), what the output folder holds, and the
//! lock file of the last run ([`Manifest`]). Out: a [`Plan`], one action for each path, that
//! somebody else carries out.
//!
//! Words: a *generated* file is ours and overwritten, a *scaffold* is the user's and written once.
//! A *conflict* is a file that we may not touch without being told to. The *manifest* is what lets
//! us tell our own last output from an edit by hand.
//!
//! Knows nothing of schemas, SQL, GraphQL or Rust, and never reads or writes a file.

mod hash;
mod manifest;
mod path;
mod plan;
mod tree;

pub use hash::ContentHash;
pub use manifest::{Manifest, ManifestError};
pub use path::{InvalidPath, OutputPath, PathFault};
pub use plan::{Action, Conflict, Force, Plan, Step, plan};
pub use tree::{File, OutputTree, Owner, PathTaken};
