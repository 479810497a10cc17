//! The files of this repository that are generated, each with what makes it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use crate::{explain, json_schema, reference};

/// Generated files: their texts by their paths from the root of the repository.
pub(crate) type Files = BTreeMap<String, String>;

const MAKERS: [fn() -> anyhow::Result<Files>; 3] = [json_schema::files, explain::files, reference::files];

/// Folders in which every file is generated.
const FOLDERS: [&str; 1] = [explain::PAGES];

/// What a file of this repository becomes.
#[derive(Debug)]
enum Change {
    Written(String),
    Removed,
}

/// Writes those files that differ, and removes those that nothing makes any more.
pub(crate) fn write() -> anyhow::Result<ExitCode> {
    for (name, change) in changes()? {
        let path = root().join(&name);
        match change {
            Change::Written(text) => {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder)
                        .with_context(|| format!("cannot make the folder of {name}"))?;
                }
                fs::write(&path, text).with_context(|| format!("cannot write {name}"))?;
                writeln!(io::stderr(), "wrote {name}")?;
            }
            Change::Removed => {
                fs::remove_file(&path).with_context(|| format!("cannot remove {name}"))?;
                writeln!(io::stderr(), "removed {name}")?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Fails if one differs.
pub(crate) fn check() -> anyhow::Result<ExitCode> {
    let changes = changes()?;
    for name in changes.keys() {
        writeln!(io::stderr(), "{name} is out of date: run `cargo xtask gen`")?;
    }
    Ok(if changes.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn changes() -> anyhow::Result<BTreeMap<String, Change>> {
    let files = all_files()?;
    let mut changes = BTreeMap::new();
    for folder in FOLDERS {
        for name in files_in(folder)? {
            if !files.contains_key(&name) {
                changes.insert(name, Change::Removed);
            }
        }
    }
    for (name, text) in files {
        if fs::read_to_string(root().join(&name)).ok().as_ref() != Some(&text) {
            changes.insert(name, Change::Written(text));
        }
    }
    Ok(changes)
}

fn all_files() -> anyhow::Result<Files> {
    let mut files = Files::new();
    for make in MAKERS {
        files.extend(make()?);
    }
    Ok(files)
}

fn files_in(folder: &str) -> anyhow::Result<Vec<String>> {
    let path = root().join(folder);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(path).with_context(|| format!("cannot read {folder}"))?;
    let name = |it: io::Result<fs::DirEntry>| Ok(format!("{folder}/{}", it?.file_name().to_string_lossy()));
    entries.map(name).collect()
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn the_committed_files_are_what_is_generated() {
        let stale: Vec<String> = changes().unwrap().into_keys().collect();
        assert!(stale.is_empty(), "run `cargo xtask gen`: {stale:?}");
    }

    #[test]
    fn two_runs_give_the_same_bytes() {
        assert_eq!(all_files().unwrap(), all_files().unwrap());
    }
}
