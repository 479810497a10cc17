//! Where a service finds the crate that it runs on.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use anyhow::Context as _;
use fraise_templates::RuntimeSource;

/// The folder of `fraise-runtime` in the checkout that this command was built from.
const BESIDE_US: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fraise-runtime");

/// The runtime for a service in `output/service`: the folder that was asked for, else the one of our own
/// checkout while it is there, else our own version. Folders are named as seen from the service.
pub(crate) fn runtime_for(output: &Path, asked: Option<&Path>) -> anyhow::Result<RuntimeSource> {
    let folder = match asked {
        Some(folder) => {
            fs::canonicalize(folder).with_context(|| format!("cannot find `{}`", folder.display()))?
        }
        None => match fs::canonicalize(BESIDE_US) {
            Ok(folder) => folder,
            Err(_) => return Ok(RuntimeSource::Version(env!("CARGO_PKG_VERSION").to_owned())),
        },
    };
    let output = resolved(output).with_context(|| format!("cannot find `{}`", output.display()))?;
    Ok(RuntimeSource::Path(path_between(&output.join("service"), &folder)))
}

/// The path without links, of a folder that need not be there yet.
fn resolved(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let mut missing = Vec::new();
    let mut there = path.as_path();
    loop {
        match fs::canonicalize(there) {
            Ok(found) => return Ok(missing.into_iter().rev().fold(found, |path, name| path.join(name))),
            Err(error) => match (there.file_name(), there.parent()) {
                (Some(name), Some(parent)) => {
                    missing.push(name);
                    there = parent;
                }
                _ => return Err(error),
            },
        }
    }
}

/// `../../crates/fraise-runtime`: from one absolute folder to another.
fn path_between(from: &Path, to: &Path) -> String {
    let (from, to): (Vec<Component>, Vec<Component>) =
        (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from.iter().skip(shared).map(|_| "..".to_owned());
    let down = to.iter().skip(shared).map(|it| it.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use pretty_assertions::assert_eq;
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn folders_are_named_from_the_service() {
        let way = |from: &str, to: &str| path_between(Path::new(from), Path::new(to));
        assert_eq!(way("/a/out/service", "/a/crates/runtime"), "../../crates/runtime");
        assert_eq!(way("/a/service", "/a/service/runtime"), "runtime");
        assert_eq!(way("/x/service", "/y"), "../../y");
    }

    #[test]
    fn the_folder_that_was_asked_for_is_taken() {
        let temporary = TempDir::new().unwrap();
        let runtime = temporary.path().join("runtime");
        let output = temporary.path().join("not/there/yet");
        assert!(runtime_for(&output, Some(&runtime)).is_err());
        fs::create_dir(&runtime).unwrap();
        let found = runtime_for(&output, Some(&runtime)).unwrap();
        assert_eq!(found, RuntimeSource::Path("../../../../runtime".to_owned()));
    }

    #[test]
    fn a_checkout_has_a_runtime_of_its_own() {
        let output = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../out");
        let found = runtime_for(&output, None).unwrap();
        assert_eq!(found, RuntimeSource::Path("../../crates/fraise-runtime".to_owned()));
    }
}
