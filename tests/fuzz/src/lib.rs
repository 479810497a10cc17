//! What must hold for any input, as three functions over it that panic where it does not.
//!
//! [`reading`] takes the bytes of files, [`expressions`] takes one text, [`compiling`] takes the text of a
//! schema. `tests/fuzz/run` lets an engine look for input that breaks one of them; the test `corpus` gives
//! them the inputs that are kept in `corpus/` and those of the other suites.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod compiling;
mod expressions;
mod last;
mod mutate;
mod places;
mod reading;
mod spelled;

pub use compiling::compiling;
pub use expressions::expressions;
pub use last::noted;
pub use mutate::mutated;
pub use reading::reading;
