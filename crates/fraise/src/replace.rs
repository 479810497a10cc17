//! A file of the user's replaced as a whole: at any moment it is the old or the new one.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::DiskError;

/// Puts this text in the place of a file that is there. A symbolic link stays, what it leads to is replaced.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), DiskError> {
    let refused = |source| DiskError::Refused { what: "write", path: path.to_owned(), source };
    let file = fs::canonicalize(path).map_err(refused)?;
    let waiting = beside(&file);
    let done = write(&waiting, &file, text).and_then(|()| fs::rename(&waiting, &file));
    if done.is_err() {
        // It may not be there; what went wrong is told already.
        let _ = fs::remove_file(&waiting);
    }
    done.map_err(refused)
}

/// The new file, with the rights of the old one.
fn write(waiting: &Path, file: &Path, text: &str) -> io::Result<()> {
    remove_left_behind(waiting)?;
    let mut new = File::create_new(waiting)?;
    new.write_all(text.as_bytes())?;
    new.set_permissions(fs::metadata(file)?.permissions())?;
    new.sync_data()
}

/// A run that was stopped may have left its file.
fn remove_left_behind(waiting: &Path) -> io::Result<()> {
    match fs::remove_file(waiting) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// `shop.yaml` to `.shop.yaml.fraise-new` in the same folder, so that renaming is one step.
fn beside(file: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(file.file_name().unwrap_or_default());
    name.push(".fraise-new");
    file.with_file_name(name)
}
