//! `fraise doctor`: what a schema needs to become a running service, and what of it this machine has.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::Command;

use fraise_pg::{About, Server, Session, find};

use crate::Exit;
use crate::cli::Doctor;

/// The extension that trigram indexes need.
const TRIGRAM: &str = "pg_trgm";

/// The oldest Rust that compiles a service.
const RUST: &str = env!("CARGO_PKG_RUST_VERSION");

/// One thing that was looked for.
struct Seen {
    is_there: bool,
    /// What it is, with its version and place.
    what: String,
    /// What it is for and how to get it, if it is not there.
    remedy: String,
}

pub(crate) fn doctor(arguments: &Doctor) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (mut seen, is_usable) = match &arguments.database_url {
        Some(url) => {
            let (database, is_usable) = runtime.block_on(database(url));
            let (installed, _) = runtime.block_on(installed());
            (database.into_iter().chain(installed).collect::<Vec<_>>(), is_usable)
        }
        None => runtime.block_on(installed()),
    };
    seen.push(psql());
    seen.push(rust());
    let mut text = String::new();
    for it in &seen {
        let verdict = if it.is_there { "ok" } else { "missing" };
        writeln!(text, "{verdict:8} {}", it.what)?;
        for line in it.remedy.lines().filter(|_| !it.is_there) {
            writeln!(text, "         {line}")?;
        }
    }
    let last = match (is_usable, seen.iter().all(|it| it.is_there)) {
        (true, true) => "All is there.",
        (true, false) => "PostgreSQL can be used; see above for the rest.",
        (false, _) => "No usable PostgreSQL.",
    };
    writeln!(text, "{last}")?;
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(if is_usable { Exit::Good } else { Exit::NoPostgres })
}

/// The database of a URL, and whether it can be used.
async fn database(url: &str) -> (Vec<Seen>, bool) {
    let about = match Session::open_url(url).await {
        Ok(session) => About::of(&session).await,
        Err(error) => Err(error),
    };
    match about {
        Ok(about) => {
            let is_usable = about.major >= find::OLDEST && about.is_utf8;
            let version = Seen {
                is_there: is_usable,
                what: format!("the database: PostgreSQL {}, {}", about.version, about.encoding),
                remedy: format!("It must be PostgreSQL {} or newer, with the encoding UTF8.", find::OLDEST),
            };
            (vec![version, trigram("the database", &about)], is_usable)
        }
        Err(error) => {
            let what = format!("the database: {error}");
            let remedy = "Look at --database-url or DATABASE_URL, and whether the server listens there.";
            (vec![Seen { is_there: false, what, remedy: remedy.to_owned() }], false)
        }
    }
}

/// The PostgreSQL of this machine, and whether it can be used. Its programs start throw-away servers for tests.
async fn installed() -> (Vec<Seen>, bool) {
    let binaries = match find(None) {
        Ok(binaries) => binaries,
        Err(error) => {
            let what = "PostgreSQL on this machine".to_owned();
            return (vec![Seen { is_there: false, what, remedy: error.to_string() }], false);
        }
    };
    let what = format!("PostgreSQL {} in {}", binaries.version, binaries.folder.display());
    let mut seen = vec![Seen { is_there: true, what, remedy: String::new() }];
    let about = match Server::start(&binaries) {
        Ok(server) => match server.maintenance().connect().await {
            Ok(session) => About::of(&session).await,
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    let what = "a throw-away server of it starts".to_owned();
    match about {
        Ok(about) => {
            seen.push(Seen { is_there: true, what, remedy: String::new() });
            seen.push(trigram("PostgreSQL on this machine", &about));
            (seen, true)
        }
        Err(error) => {
            seen.push(Seen { is_there: false, what, remedy: error.to_string() });
            (seen, false)
        }
    }
}

fn trigram(whose: &str, about: &About) -> Seen {
    Seen {
        is_there: about.extensions.iter().any(|it| it == TRIGRAM),
        what: format!("{TRIGRAM} in {whose}"),
        remedy: "Indexes `using: trigram` need it (Debian, Ubuntu: package `postgresql-contrib`).".to_owned(),
    }
}

fn psql() -> Seen {
    let version = version_of("psql");
    Seen {
        is_there: version.is_some(),
        what: version.unwrap_or_else(|| "psql".to_owned()),
        remedy: "It runs roles.sql and schema.sql (Debian, Ubuntu: package `postgresql-client`).".to_owned(),
    }
}

fn rust() -> Seen {
    let version = version_of("cargo");
    let is_new_enough = version.as_deref().and_then(numbers).is_some_and(|it| Some(it) >= numbers(RUST));
    Seen {
        is_there: is_new_enough,
        what: version.unwrap_or_else(|| "cargo".to_owned()),
        remedy: format!("It builds the generated service, and must be {RUST} or newer: https://rustup.rs"),
    }
}

/// The first line of `PROGRAM --version`.
fn version_of(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().next().filter(|_| output.status.success()).map(str::to_owned)
}

/// The first two numbers of a version in a text.
fn numbers(text: &str) -> Option<(u32, u32)> {
    let version = text.split_whitespace().find(|it| it.starts_with(|it: char| it.is_ascii_digit()))?;
    let mut parts = version.split('.').map(|it| it.parse().ok());
    Some((parts.next()??, parts.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_number() {
        assert_eq!(numbers("cargo 1.94.1 (abc 2026-01-01)"), Some((1, 94)));
        assert!(numbers("1.100.0") > numbers("1.94"));
        assert_eq!(numbers("cargo"), None);
    }
}
