//! The command as people and scripts meet it: help, exit codes, formats, what goes to which stream.

#![allow(clippy::unwrap_used, reason = "tests")]

mod compile;
mod doctor;
mod explain;
mod findings;
mod fmt;
mod help;
mod seed;
mod storefront;
mod test;
mod usage;
mod verify;

use std::fs;
use std::path::Path;

use snapbox::cmd::{Command, cargo_bin};
use tempfile::TempDir;

/// The command in a folder of its own, without the caller's environment.
fn fraise_in(folder: &Path) -> Command {
    let variables = [
        "FRAISE_COLOR",
        "FRAISE_FORMAT",
        "FRAISE_OUTPUT",
        "DATABASE_URL",
        "NO_COLOR",
        "CLICOLOR_FORCE",
        "COLUMNS",
    ];
    let command = Command::new(cargo_bin!("fraise")).current_dir(folder);
    variables.into_iter().fold(command, Command::env_remove)
}

fn fraise() -> Command {
    fraise_in(Path::new(env!("CARGO_MANIFEST_DIR")))
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}
