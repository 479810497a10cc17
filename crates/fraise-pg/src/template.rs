//! A cluster made once per server version and copied ever after: `initdb` takes a second, a copy a
//! tenth of it.
//!
//! It lies in the folder for temporary files, in a folder that only the account of the server may
//! enter. Processes that need it at the same time wait for one another at a lock file; it appears
//! by a rename, so what is there is complete.

use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::account::Account;
use crate::{Binaries, Error};

/// Counts up when the way the cluster is made changes.
const EDITION: u32 = 1;

const INITDB: &[&str] = &[
    "--username=postgres",
    "--auth=trust",
    "--no-sync",
    "--locale=C",
    "--encoding=UTF8",
    "--wal-segsize=1",
    "--no-instructions",
];

/// Copies the template of this version to `target`, which must not be there yet.
pub(crate) fn copy(binaries: &Binaries, account: Account, target: &Path) -> Result<(), Error> {
    let template = ensure(binaries, account)?;
    let mut command = account.command("cp");
    run(command.arg("-Rp").arg(template).arg(target))
}

/// The template of this version, made if it is missing.
fn ensure(binaries: &Binaries, account: Account) -> Result<PathBuf, Error> {
    let cache = cache_folder(account)?;
    let name = folder_name(&binaries.version.full);
    let template = cache.join(&name);
    let lock_path = cache.join(format!("{name}.lock"));
    let lock = File::create(&lock_path).map_err(Error::file("make", &lock_path))?;
    account.take(&lock_path)?;
    lock.lock().map_err(Error::file("lock", &lock_path))?;
    if template.exists() {
        return Ok(template);
    }
    let unfinished = cache.join(format!("{name}.unfinished"));
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).map_err(Error::file("remove", &unfinished))?;
    }
    let mut command = account.command(binaries.folder.join("initdb"));
    run(command.args(INITDB).arg("--pgdata").arg(&unfinished))?;
    fs::rename(&unfinished, &template).map_err(Error::file("rename", &unfinished))?;
    Ok(template)
}

/// The folder of all templates of one account, which appears by a rename as well. One that somebody
/// else has put there is refused.
fn cache_folder(account: Account) -> Result<PathBuf, Error> {
    let user = account.user();
    let folder = std::env::temp_dir().join(format!("fraise-postgres-{user}"));
    if !folder.exists() {
        let unfinished = folder.with_extension(std::process::id().to_string());
        account.make_folder(&unfinished)?;
        if fs::rename(&unfinished, &folder).is_err() {
            // Another process was faster.
            fs::remove_dir(&unfinished).map_err(Error::file("remove", &unfinished))?;
        }
    }
    let found = fs::symlink_metadata(&folder).map_err(Error::file("look at", &folder))?;
    if found.is_dir() && found.uid() == user {
        return Ok(folder);
    }
    Err(Error::Program {
        program: "initdb".to_owned(),
        said: format!("{} belongs to somebody else", folder.display()),
    })
}

/// A file name out of what the server says of its version.
fn folder_name(version: &str) -> String {
    let plain: String =
        version.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
    format!("{plain}-edition-{EDITION}")
}

/// Runs a program that must succeed.
fn run(command: &mut std::process::Command) -> Result<(), Error> {
    let program = command.get_program().to_string_lossy().into_owned();
    let failed = |said: String| Error::Program { program: program.clone(), said };
    let output = command.output().map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    Err(failed(String::from_utf8_lossy(&output.stderr).into_owned()))
}
