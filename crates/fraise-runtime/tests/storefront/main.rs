//! A mini storefront, asked through the engine on a real server.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    unreachable_pub,
    reason = "tests"
)]

mod model;
mod server;

mod agreement;
mod errors;
mod http;
mod identity;
mod reads;
mod statements;
mod wire;
