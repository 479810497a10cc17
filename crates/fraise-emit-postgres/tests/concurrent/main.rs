//! Laws that eight sessions try to break at once: whoever looks never sees one broken, and nobody waits in a circle. Each
//! of them is broken when the same is done without what keeps it, so each of these tests can fail.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod aggregates;
mod append_only;
mod contest;
mod editable_while;
mod frozen;
mod isolation;
mod same;
mod soft_delete;
mod within;
