//! The command `fraise`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A compilation is mostly small pieces of text: with this allocator it takes a fifth less time than with glibc's.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    fraise::main().into()
}
