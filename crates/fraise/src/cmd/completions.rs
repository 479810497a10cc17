//! `fraise completions`: what a shell needs to complete our arguments.

use std::io::{self, Write as _};

use clap::CommandFactory as _;

use crate::Exit;
use crate::cli::{Cli, Completions};

pub(crate) fn completions(arguments: &Completions) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "fraise", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(Exit::Good)
}
