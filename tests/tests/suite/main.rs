//! The compiler as a whole: what it makes of schemas, and what parsers and servers that are not ours say
//! of that.
//!
//! - `access_matrix`: who may do what, by the policies and by the service
//! - `case`: the schemas, read and compiled
//! - `compile`: the whole output of each, as a snapshot
//! - `parsers`: SQL, GraphQL and Rust, read by others
//! - `keys`: each key of the language, taken away
//! - `database`: each on real servers, loaded and read back
//! - `laws`: what some of them do there, statement by statement
//! - `founding_document`: the storefront's tables against the document that it comes from
//! - `lints`: facts about PostgreSQL that every loaded schema respects
//! - `machines`: each machine, pair by pair of its states
//! - `repair`: schemas as newcomers break them, and mended by the messages alone
//! - `row_security`: what logins of the roles see
//! - `shop`: the storefront's own mutations, played as the service calls them
//! - `verify`: `fraise verify` finds nothing in what is whole, and what is broken in what is not
//! - `walk`: random operations, each held against a model of the service
//! - `hostile`: texts and names that mean harm, in every place that takes one
//!
//! They are one program, since linking takes longer than running.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod access_matrix;
mod case;
mod compile;
mod database;
mod founding_document;
mod hostile;
mod keys;
mod laws;
mod lints;
mod machines;
mod parsers;
mod repair;
mod row_security;
mod server;
mod shop;
mod verify;
mod walk;
