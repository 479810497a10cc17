//! The walls of the house, held against the manifests and the sources.
//!
//! Each file is one wall: a table, a check that is a plain function, the check of this workspace, and a
//! made-up violation that the check must find. What the walls are for stands in `crates/README.md`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod exclusive;
mod layers;
mod names;
mod outside_world;
mod sql_text;
mod top_level;
mod workspace;
