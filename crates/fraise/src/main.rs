//! The command `fraise`.
fn main() {}
