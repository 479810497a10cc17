//! The compiler as a library and as a command.
//!
//! [`compile`] is the whole flow in one function: an [`Input`] that was read, through the checked model, to
//! a tree of files and what was found on the way. It touches nothing outside. The rest is the rim that
//! does: reading schema files with their imports, writing the tree, the command line.

mod cli;
mod cmd;
mod disk;
mod exit;
mod input;
mod patch;
mod pipeline;
mod read;
mod replace;
mod report;
mod runtime_folder;
mod unfinished;

use std::io::{self, ErrorKind, Write as _};
use std::panic::{self, PanicHookInfo, UnwindSafe};
use std::thread;

use clap::Parser as _;

pub use disk::{DiskError, OutputFolder};
pub use exit::Exit;
pub use fraise_templates::RuntimeSource;
pub use input::{Input, Options, Target};
pub use pipeline::{check, compile};
pub use read::{ReadError, read};

/// In bytes.
const STACK: usize = 64 * 1024 * 1024;

/// The command `fraise`, from the arguments of the process to its end.
pub fn main() -> Exit {
    panic::set_hook(Box::new(tell_panic));
    guarded(|| match cli::Cli::try_parse() {
        Ok(cli) => ended(cli.run()),
        Err(answer) => {
            // The reader of help may have gone; there is nobody left to tell.
            let _ = answer.print();
            if answer.use_stderr() { Exit::Usage } else { Exit::Good }
        }
    })
}

fn ended(result: anyhow::Result<Exit>) -> Exit {
    result.unwrap_or_else(|error| {
        let is_broken_pipe =
            error.downcast_ref::<io::Error>().is_some_and(|it| it.kind() == ErrorKind::BrokenPipe);
        if is_broken_pipe {
            return Exit::Good;
        }
        let _ = writeln!(io::stderr(), "error: {error:#}");
        Exit::Usage
    })
}

/// Turns a panic into the exit code of a bug.
///
/// Expressions are trees, walked by functions that call themselves. How deep they may be is bounded; how
/// large the stack of a process is differs between systems, so we bring our own.
fn guarded(run: impl FnOnce() -> Exit + UnwindSafe + Send + 'static) -> Exit {
    let own_stack = thread::Builder::new().stack_size(STACK);
    let ended = own_stack.spawn(|| panic::catch_unwind(run)).map(|it| it.join().and_then(|it| it));
    match ended {
        Ok(ended) => ended.unwrap_or(Exit::Bug),
        Err(error) => ended_early(&error),
    }
}

fn ended_early(error: &io::Error) -> Exit {
    let _ = writeln!(io::stderr(), "error: no thread can be started: {error}");
    Exit::Usage
}

fn tell_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(|it| format!(" ({}:{})", it.file(), it.line())).unwrap_or_default();
    let message = panic.payload_as_str().unwrap_or("no message");
    let _ = writeln!(io::stderr(), "error: fraise itself went wrong: {message}{place}");
    let _ = writeln!(io::stderr(), "This is a bug of fraise, whatever the schema says.");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "tests")]

    use super::*;

    #[test]
    fn a_panic_ends_as_a_bug() {
        assert_eq!(guarded(|| panic!("on purpose")), Exit::Bug);
        assert_eq!(guarded(|| Exit::Good).code(), 0);
    }

    #[test]
    fn a_reader_that_went_away_is_no_error() {
        let gone = io::Error::from(ErrorKind::BrokenPipe);
        assert_eq!(ended(Err(gone.into())), Exit::Good);
        assert_eq!(ended(Err(anyhow::anyhow!("else"))), Exit::Usage);
    }
}
