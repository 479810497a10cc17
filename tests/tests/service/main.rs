//! Generated services: built as a user builds them, run against a server, asked by HTTP.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod build;
mod cases;
mod client;
mod jobs;
mod kinds;
mod mutations;
mod plans;
mod shop;
mod storefront;
