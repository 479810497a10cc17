//! One line on stderr that says how far a run is, written over again and again, and taken away at the end.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// How often the line changes.
const PAUSE: Duration = Duration::from_millis(100);

pub(super) struct Line {
    is_shown: bool,
    is_terminal: bool,
    width: usize,
    written: Option<Instant>,
}

impl Line {
    pub(super) fn new(is_wanted: bool) -> Self {
        let is_terminal = io::stderr().is_terminal();
        Self { is_shown: is_wanted || is_terminal, is_terminal, width: 0, written: None }
    }

    /// Writes the line anew, unless it has just been written.
    pub(super) fn show(&mut self, text: &str) {
        let is_early = self.written.is_some_and(|it| it.elapsed() < PAUSE);
        if !self.is_shown || is_early {
            return;
        }
        self.written = Some(Instant::now());
        let mut stderr = io::stderr().lock();
        // Whoever no longer reads it needs no progress.
        let _ = if self.is_terminal {
            write!(stderr, "\r{text:width$}", width = self.width)
        } else {
            writeln!(stderr, "{text}")
        };
        let _ = stderr.flush();
        self.width = text.chars().count();
    }

    /// Takes the line away.
    pub(super) fn clear(&mut self) {
        if self.is_shown && self.is_terminal && self.width > 0 {
            let _ = write!(io::stderr().lock(), "\r{:width$}\r", "", width = self.width);
        }
        self.width = 0;
        self.written = None;
    }
}
