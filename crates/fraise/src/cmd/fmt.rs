//! `fraise fmt`: schema files laid out anew, or told how they would be.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use fraise_diagnostics::{Diagnostics, Sources};

use crate::cli::{Color, Fmt, Format};
use crate::patch::patch;
use crate::read::{bytes_of_schema, name_of};
use crate::replace::replace;
use crate::report::{counted, exit_without_output, report, say};
use crate::{DiskError, Exit};

/// A file that can be laid out.
struct File {
    path: PathBuf,
    old: Vec<u8>,
    new: String,
}

/// Files with errors are told and left alone, the others done; nothing is written before all are read.
pub(crate) fn fmt(arguments: &Fmt, color: Color) -> anyhow::Result<Exit> {
    let mut sources = Sources::new();
    let mut found = Diagnostics::new();
    let mut files = Vec::new();
    for path in &arguments.files {
        let old = bytes_of_schema(path)?;
        match laid_out(&mut sources, path, &old) {
            Ok(new) => files.push(File { path: path.clone(), old, new }),
            Err(more) => found.extend(more),
        }
    }
    report(&found, &sources, Format::Human, color)?;
    let different: Vec<&File> = files.iter().filter(|it| it.old != it.new.as_bytes()).collect();
    if arguments.check {
        tell(&different)?;
    } else {
        write(&different)?;
        let others = [
            (files.len() - different.len(), "unchanged"),
            (arguments.files.len() - files.len(), "with errors left alone"),
        ];
        say(&outcome(different.len(), &others))?;
    }
    Ok(if !found.is_empty() {
        exit_without_output(&found)
    } else if arguments.check && !different.is_empty() {
        Exit::Differs
    } else {
        Exit::Good
    })
}

fn laid_out(sources: &mut Sources, path: &Path, bytes: &[u8]) -> Result<String, Diagnostics> {
    match std::str::from_utf8(bytes) {
        Ok(text) => fraise_syntax::format(sources.add(name_of(path), text), text),
        Err(_) => Err(fraise_syntax::load(sources, name_of(path), bytes).2),
    }
}

/// What `--check` prints: the changes that a run would make, as a patch.
fn tell(different: &[&File]) -> io::Result<()> {
    if different.is_empty() {
        return Ok(());
    }
    let mut stdout = io::stdout().lock();
    for file in different {
        stdout.write_all(patch(&name_of(&file.path), &file.old, file.new.as_bytes()).as_bytes())?;
    }
    drop(stdout);
    say(&format!("{} would be laid out anew", counted(different.len(), "file")))
}

fn write(different: &[&File]) -> Result<(), DiskError> {
    different.iter().try_for_each(|it| replace(&it.path, &it.new))
}

/// `1 file laid out anew, 3 unchanged, 1 with errors left alone`.
fn outcome(written: usize, others: &[(usize, &str)]) -> String {
    let mut line = format!("{} laid out anew", counted(written, "file"));
    for (count, what) in others.iter().filter(|(count, _)| *count > 0) {
        line.push_str(&format!(", {count} {what}"));
    }
    line
}
