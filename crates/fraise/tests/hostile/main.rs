//! The command under input and disks that mean harm, or are broken: an error with a code, or output that is
//! whole; never a panic, never a folder that looks complete and is not.
//!
//! - `files`: schema files of every kind of broken
//! - `disk`: folders, links, rights, devices
//! - `killed`: runs that are stopped in the middle of writing
//!
//! What hostile texts become in the languages that come out is tested where these are read: in
//! `tests/tests/suite/hostile`.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod disk;
mod files;
mod killed;
mod shop;
