//! One mutant, loaded and verified.

use std::time::{Duration, Instant};

use fraise_pg::{Error, Server};
use fraise_verify::{Check, Options, Subject, verify};

/// How long a mutant may run; what takes longer waits for itself.
const LONGEST: Duration = Duration::from_secs(300);

/// What became of a mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// PostgreSQL does not take the script.
    Stillborn,
    /// A check has found it.
    Killed(Check, String),
    /// The checks could not be made at all.
    Broken(String),
    /// It ran for too long.
    Endless,
    /// Nothing was found.
    Survived,
}

/// What became of it, and how long that took.
pub async fn tried(server: &Server, subject: &Subject<'_>, options: &Options) -> (Fate, Duration) {
    let start = Instant::now();
    let mut heard = |_| {};
    let verified = verify(server, subject, options, &mut heard);
    let fate = match tokio::time::timeout(LONGEST, verified).await {
        Err(_) => Fate::Endless,
        Ok(Err(Error::Script(_))) => Fate::Stillborn,
        Ok(Err(error)) => Fate::Broken(first_line(&error.to_string())),
        Ok(Ok(outcomes)) => outcomes.iter().find_map(|it| it.findings.first()).map_or(Fate::Survived, |it| {
            let told = format!("{}; expected {}, found {}", it.what, it.expected, it.happened);
            Fate::Killed(it.check, first_line(&told))
        }),
    };
    (fate, start.elapsed())
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.chars().take(160).collect()
}

impl Fate {
    /// In a word or two.
    pub fn name(&self) -> String {
        match self {
            Fate::Stillborn => "stillborn".to_owned(),
            Fate::Killed(check, _) => check.name().to_owned(),
            Fate::Broken(_) => "broken".to_owned(),
            Fate::Endless => "endless".to_owned(),
            Fate::Survived => "SURVIVED".to_owned(),
        }
    }

    /// What was found.
    pub fn told(&self) -> &str {
        match self {
            Fate::Killed(_, told) | Fate::Broken(told) => told,
            Fate::Stillborn | Fate::Endless | Fate::Survived => "",
        }
    }
}
