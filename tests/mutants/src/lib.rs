//! Damages the emitted SQL of a schema one piece at a time, and counts what `fraise verify` does not see.
//!
//! A *mutant* is the script with one thing taken away or turned round; it is *killed* by the check that finds something,
//! and *stillborn* if PostgreSQL does not take the script, which counts for nothing. The comparison with the catalog that
//! is meant is left out: it would see each of them, and what is asked here is whether the checks know what the script is
//! *for*.
//!
//! - [`token`], [`script`]: SQL in tokens and pieces
//! - [`operator`]: the mutations
//! - [`choose`]: which of them are tried
//! - [`trial`]: one of them, loaded and verified

pub mod choose;
pub mod operator;
pub mod script;
pub mod token;
pub mod trial;
