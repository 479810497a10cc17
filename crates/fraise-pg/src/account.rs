//! The account a server runs as. PostgreSQL refuses to run as root.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use crate::Error;

/// Unprivileged accounts that are taken when this program runs as root.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// The account of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Account {
    /// The one that this program runs as.
    Own(u32),
    /// Another one, since this program runs as root.
    Other {
        /// Its number.
        user: u32,
        /// The number of its group.
        group: u32,
    },
}

impl Account {
    /// The account to use, told by the owner of a folder that this program has just made.
    pub(crate) fn choose(own_folder: &Path) -> Result<Self, Error> {
        let user = fs::metadata(own_folder).map_err(Error::file("look at", own_folder))?.uid();
        if user != 0 {
            return Ok(Self::Own(user));
        }
        let passwd = Path::new("/etc/passwd");
        let accounts = fs::read_to_string(passwd).map_err(Error::file("read", passwd))?;
        UNPRIVILEGED
            .iter()
            .find_map(|name| entry(&accounts, name))
            .map(|(user, group)| Self::Other { user, group })
            .ok_or(Error::Program {
                program: "postgres".to_owned(),
                said: "it refuses to run as root, and there is neither an account postgres nor \
                       nobody"
                    .to_owned(),
            })
    }

    /// Its number.
    pub(crate) fn user(self) -> u32 {
        match self {
            Self::Own(user) | Self::Other { user, .. } => user,
        }
    }

    /// A command that runs as this account, in a folder that it may enter.
    pub(crate) fn command(self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/");
        match self {
            Self::Own(_) => {}
            Self::Other { user, group } => {
                command.uid(user).gid(group);
            }
        }
        command
    }

    /// Makes a folder that only this account may enter. An error if it is there already.
    pub(crate) fn make_folder(self, path: &Path) -> Result<(), Error> {
        fs::DirBuilder::new().mode(0o700).create(path).map_err(Error::file("make the folder", path))?;
        self.take(path)
    }

    /// Hands a file or folder of this program over to this account.
    pub(crate) fn take(self, path: &Path) -> Result<(), Error> {
        match self {
            Self::Own(_) => Ok(()),
            Self::Other { user, group } => {
                chown(path, Some(user), Some(group)).map_err(Error::file("hand over", path))
            }
        }
    }
}

/// The numbers of user and group in a line `name:x:101:104:..`.
fn entry(accounts: &str, name: &str) -> Option<(u32, u32)> {
    let line = accounts.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    let mut fields = line.split(':').skip(1);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_found_by_their_whole_name() {
        let accounts = "postgresql:x:1:2::/:/bin/sh\npostgres:x:101:104::/:/bin/sh\n";
        assert_eq!(entry(accounts, "postgres"), Some((101, 104)));
        assert_eq!(entry(accounts, "nobody"), None);
    }
}
