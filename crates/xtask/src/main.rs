//! Developer commands: `cargo xtask gen` writes the files that are made from our own tables.

mod explain;
mod generate;
mod json_schema;
mod reference;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Developer commands of fraise")]
struct Xtask {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Write the generated files of this repository
    Gen {
        /// Write nothing; fail if one differs
        #[arg(long)]
        check: bool,
    },
}

fn main() -> anyhow::Result<ExitCode> {
    match Xtask::parse().verb {
        Verb::Gen { check: false } => generate::write(),
        Verb::Gen { check: true } => generate::check(),
    }
}
