//! The command `fraise`.

use std::process::ExitCode;

fn main() -> ExitCode {
    fraise::main().into()
}
