//! Where PostgreSQL is installed.
//!
//! Looked at in this order: if one major version is wanted, the folder in `FRAISE_PG_BIN_18` or
//! another number; the folder in `FRAISE_PG_BIN`; the folders of `PATH`; what `pg_config` names and
//! the usual install folders, of which the newest that fits is taken.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The environment variable that names a folder with `postgres` and `initdb`. With `_` and a major
/// version behind it, it counts for that version alone.
pub const VARIABLE: &str = "FRAISE_PG_BIN";

/// The oldest PostgreSQL that is used.
pub const OLDEST: u32 = 15;

/// Where distributions and installers put PostgreSQL; `*` is a version.
const USUAL: &[(&str, &str)] = &[
    ("/usr/lib/postgresql", "bin"),
    ("/usr", "bin"),
    ("/usr/local/opt", "bin"),
    ("/opt/homebrew/opt", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "bin"),
    ("/usr/local", "bin"),
];

/// The programs of one installed PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    /// The folder that holds `postgres` and `initdb`.
    pub folder: PathBuf,
    /// Its version.
    pub version: Version,
}

/// The version of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The number that counts: 15.
    pub major: u32,
    /// The second number: 18 in 15.18.
    pub minor: u32,
    /// All that `postgres --version` says.
    pub full: String,
}

/// No PostgreSQL fits. Says where it was looked for, and what helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotFound {
    /// The major version that was asked for.
    pub wanted: Option<u32>,
    /// Each place and what was wrong with it.
    pub tried: Vec<String>,
}

/// The programs of an installed PostgreSQL, of one major version if one is wanted.
pub fn find(wanted: Option<u32>) -> Result<Binaries, NotFound> {
    find_in(wanted, variables(wanted), env::var_os("PATH"), usual_folders())
}

/// The environment variables that count, and the folders they name.
fn variables(wanted: Option<u32>) -> Vec<(String, Option<OsString>)> {
    let one = wanted.map(|major| format!("{VARIABLE}_{major}"));
    let names = one.into_iter().chain([VARIABLE.to_owned()]);
    names
        .map(|name| {
            let folder = env::var_os(&name);
            (name, folder)
        })
        .collect()
}

fn find_in(
    wanted: Option<u32>,
    variables: Vec<(String, Option<OsString>)>,
    path: Option<OsString>,
    usual: Vec<PathBuf>,
) -> Result<Binaries, NotFound> {
    let mut tried = Vec::new();
    for (name, folder) in variables {
        let Some(folder) = folder else {
            tried.push(format!("{name} is not set"));
            continue;
        };
        match look(Path::new(&folder), wanted) {
            Ok(binaries) => return Ok(binaries),
            Err(miss) => tried.push(format!("{name}: {miss}")),
        }
    }
    let path: Vec<PathBuf> = path.iter().flat_map(env::split_paths).collect();
    for folder in path.iter().filter(|folder| folder.join("postgres").exists()) {
        match look(folder, wanted) {
            Ok(binaries) => return Ok(binaries),
            Err(miss) => tried.push(format!("PATH: {miss}")),
        }
    }
    let mut found = Vec::new();
    for folder in named_by_pg_config(&path).into_iter().chain(usual) {
        match look(&folder, wanted) {
            Ok(binaries) => found.push(binaries),
            Err(miss) => tried.push(miss),
        }
    }
    found.into_iter().max_by_key(|it| (it.version.major, it.version.minor)).ok_or(NotFound { wanted, tried })
}

/// The folder, if it holds the programs of a server that fits.
fn look(folder: &Path, wanted: Option<u32>) -> Result<Binaries, String> {
    let shown = folder.display();
    for program in ["postgres", "initdb"] {
        if !folder.join(program).exists() {
            return Err(format!("{shown} has no program {program}"));
        }
    }
    let version = Version::of(folder).ok_or(format!("{shown}/postgres tells no version"))?;
    let major = version.major;
    match wanted {
        Some(wanted) if wanted != major => Err(format!("{shown} is PostgreSQL {major}, not {wanted}")),
        _ if major < OLDEST => Err(format!("{shown} is PostgreSQL {major}, older than {OLDEST}")),
        _ => Ok(Binaries { folder: folder.to_owned(), version }),
    }
}

fn named_by_pg_config(path: &[PathBuf]) -> Option<PathBuf> {
    let program = path.iter().map(|folder| folder.join("pg_config")).find(|program| program.exists())?;
    let output = Command::new(program).arg("--bindir").output().ok()?;
    let folder = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    folder.join("postgres").exists().then_some(folder)
}

/// The usual folders that exist and hold a `postgres`, in order.
fn usual_folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = USUAL
        .iter()
        .filter_map(|(parent, bin)| Some((std::fs::read_dir(parent).ok()?, bin)))
        .flat_map(|(entries, bin)| entries.flatten().map(move |entry| entry.path().join(bin)))
        .filter(|folder| folder.join("postgres").exists())
        .collect();
    folders.sort();
    folders
}

impl Version {
    fn of(folder: &Path) -> Option<Self> {
        let output = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
        Self::parse(&String::from_utf8(output.stdout).ok()?)
    }

    /// Reads `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
    fn parse(text: &str) -> Option<Self> {
        let (_, rest) = text.split_once("(PostgreSQL) ")?;
        let number = rest.split_whitespace().next()?;
        let (major, minor) = number.split_once('.').unwrap_or((number, "0"));
        let major: String = major.chars().take_while(char::is_ascii_digit).collect();
        Some(Self {
            major: major.parse().ok()?,
            minor: minor.parse().unwrap_or(0),
            full: text.trim().to_owned(),
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.wanted {
            Some(major) => writeln!(f, "no PostgreSQL {major} was found")?,
            None => writeln!(f, "no PostgreSQL {OLDEST} or newer was found")?,
        }
        for miss in &self.tried {
            writeln!(f, "  {miss}")?;
        }
        let package = match self.wanted {
            Some(major) => format!("postgresql-{major}"),
            None => "postgresql".to_owned(),
        };
        write!(
            f,
            "Install it (Debian, Ubuntu: package `{package}`; macOS: `brew install postgresql`), \
             or set {VARIABLE} to the folder that holds `postgres` and `initdb`."
        )
    }
}

impl std::error::Error for NotFound {}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        let read = |text: &str| Version::parse(text).map(|it| (it.major, it.minor));
        assert_eq!(read("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some((15, 18)));
        assert_eq!(read("postgres (PostgreSQL) 18.4\n"), Some((18, 4)));
        assert_eq!(read("postgres (PostgreSQL) 19beta1"), Some((19, 0)));
        assert_eq!(read("mysqld 8"), None);
    }

    #[test]
    fn a_miss_names_each_place_and_the_remedy() {
        let variables = vec![
            ("FRAISE_PG_BIN_99".to_owned(), None),
            ("FRAISE_PG_BIN".to_owned(), Some("/nowhere".into())),
        ];
        let usual = vec![PathBuf::from("/nowhere/usual")];
        let path = Some("/nowhere/else".into());
        let error = find_in(Some(99), variables, path, usual).unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with("no PostgreSQL 99 was found\n"), "{text}");
        assert!(text.contains("FRAISE_PG_BIN_99 is not set"), "{text}");
        assert!(text.contains("FRAISE_PG_BIN: /nowhere has no program postgres"), "{text}");
        assert!(text.contains("/nowhere/usual has no program postgres"), "{text}");
        assert!(text.ends_with("that holds `postgres` and `initdb`."), "{text}");
    }
}
