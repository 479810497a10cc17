//! The files of this repository that are generated, each with what makes it.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use crate::json_schema;

/// A generated file: its path from the root of the repository, and its text.
type Generated = (&'static str, fn() -> anyhow::Result<String>);

const FILES: &[Generated] = &[("schemas/fraise.schema.json", json_schema::print)];

/// Writes those files that differ.
pub(crate) fn write() -> anyhow::Result<ExitCode> {
    for (name, text) in differing()? {
        let path = root().join(name);
        fs::write(&path, text).with_context(|| format!("cannot write {name}"))?;
        writeln!(io::stderr(), "wrote {name}")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Fails if one differs.
pub(crate) fn check() -> anyhow::Result<ExitCode> {
    let differing = differing()?;
    for (name, _) in &differing {
        writeln!(io::stderr(), "{name} is out of date: run `cargo xtask gen`")?;
    }
    Ok(if differing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn differing() -> anyhow::Result<Vec<(&'static str, String)>> {
    let mut differing = Vec::new();
    for (name, make) in FILES {
        let text = make().with_context(|| format!("cannot make {name}"))?;
        if fs::read_to_string(root().join(name)).ok().as_ref() != Some(&text) {
            differing.push((*name, text));
        }
    }
    Ok(differing)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn the_committed_files_are_what_is_generated() {
        let stale: Vec<_> = differing().unwrap().into_iter().map(|(name, _)| name).collect();
        assert!(stale.is_empty(), "run `cargo xtask gen`: {stale:?}");
    }

    #[test]
    fn two_runs_give_the_same_bytes() {
        for (name, make) in FILES {
            assert_eq!(make().unwrap(), make().unwrap(), "{name}");
        }
    }
}
