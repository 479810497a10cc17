//! Schema files from disk: each with the files that it imports, joined to one document.

use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use fraise_diagnostics::{Code, Diagnostic, Diagnostics, Sources, Span, Spanned, nearest};
use fraise_syntax::{Document, MAX_BYTES, load, merge};

use crate::{Input, Options};

/// A schema named on the command line that cannot be read.
#[derive(Debug)]
pub enum ReadError {
    /// The system refused.
    Refused {
        /// The file.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// A front end that is not there yet.
    Rust {
        /// The file.
        path: PathBuf,
    },
    /// No file was named.
    Nothing,
}

/// Reads the first file with its imports; further files join as if the first imported them.
///
/// What is wrong inside the files, imports included, is in the input's findings.
pub fn read(files: &[PathBuf], options: Options) -> Result<Input, ReadError> {
    let mut reader = Reader::default();
    for file in files {
        reader.read_named(file)?;
    }
    let mut documents = reader.documents.into_iter();
    let Some(root) = documents.next() else {
        return Err(ReadError::Nothing);
    };
    let (document, more) = merge(root, documents.collect());
    let mut found = reader.found;
    found.extend(more);
    Ok(Input { sources: reader.sources, document, found, options })
}

#[derive(Default)]
struct Reader {
    sources: Sources,
    documents: Vec<Document>,
    found: Diagnostics,
    /// Every file that was read, by the one path that leads to it.
    seen: Vec<PathBuf>,
    /// The files whose imports are being read, outermost first.
    open: Vec<Open>,
}

struct Open {
    identity: PathBuf,
    /// Where it is imported; a file of the command line is not.
    import: Option<Span>,
}

impl Reader {
    fn read_named(&mut self, path: &Path) -> Result<(), ReadError> {
        not_in_rust(path)?;
        let refused = |source| ReadError::Refused { path: path.to_owned(), source };
        let identity = fs::canonicalize(path).map_err(refused)?;
        if !self.seen.contains(&identity) {
            let bytes = bytes_of(path).map_err(refused)?;
            self.add(path, identity, None, &bytes);
        }
        Ok(())
    }

    fn add(&mut self, path: &Path, identity: PathBuf, import: Option<Span>, bytes: &[u8]) {
        let (_, document, found) = load(&mut self.sources, name_of(path), bytes);
        let imports = document.imports.clone();
        self.found.extend(found);
        self.documents.push(document);
        self.seen.push(identity.clone());
        self.open.push(Open { identity, import });
        for import in &imports {
            if let Err(finding) = self.import(path, import) {
                self.found.push(*finding);
            }
        }
        self.open.pop();
    }

    fn import(&mut self, importer: &Path, import: &Spanned<String>) -> Result<(), Box<Diagnostic>> {
        let relative = relative_path(import)?;
        let path = joined(importer, relative);
        let missing = |error| Box::new(unreadable(import, &path, &error));
        let identity = fs::canonicalize(&path).map_err(missing)?;
        if let Some(at) = self.open.iter().position(|it| it.identity == identity) {
            return Err(Box::new(self.cycle(import, at)));
        }
        if !self.seen.contains(&identity) {
            let bytes = bytes_of(&path).map_err(missing)?;
            self.add(&path, identity, Some(import.span), &bytes);
        }
        Ok(())
    }

    /// The file at `at` of the open ones imports itself, through those opened after it.
    fn cycle(&self, import: &Spanned<String>, at: usize) -> Diagnostic {
        let message = format!("`{}` is imported by way of itself", import.value);
        let mut finding = Diagnostic::error(Code::F0108, import.span, message)
            .label("comes back to a file that is being read")
            .help("All names of a schema share one space: no file needs to import the one that imports it.");
        for step in self.open.iter().skip(at + 1).filter_map(|it| it.import) {
            finding = finding.secondary(step, "by way of this import");
        }
        finding
    }
}

/// Imports are relative and have `/` between their parts, so that a schema means the same everywhere.
fn relative_path(import: &Spanned<String>) -> Result<&str, Box<Diagnostic>> {
    let text = import.value.as_str();
    let is_absolute = text.starts_with('/') || text.contains(':');
    let refused = if text.is_empty() {
        "an import names a file"
    } else if is_absolute {
        "an import is a relative path"
    } else if text.contains('\\') || text.chars().any(char::is_control) {
        "an import has `/` between its parts"
    } else if text.ends_with(".rs") {
        "schemas in Rust cannot be read yet"
    } else {
        return Ok(text);
    };
    Err(Box::new(
        Diagnostic::error(Code::F0108, import.span, refused)
            .help("Write the path as seen from this file's folder, such as `parts/orders.yaml`."),
    ))
}

fn unreadable(import: &Spanned<String>, path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("`{}` cannot be read: {}", import.value, reason(error));
    let finding = Diagnostic::error(Code::F0108, import.span, message).label("imported here");
    let Some(wanted) = path.file_name().and_then(OsStr::to_str) else {
        return finding;
    };
    let siblings = names_in(path.parent().unwrap_or(Path::new("")));
    match nearest(wanted, siblings.iter().map(String::as_str)) {
        Some(name) => finding.help(format!("There is a file `{name}` in that folder.")),
        None => finding,
    }
}

/// The system's words, without the number that differs between systems.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> = entries.filter_map(|it| it.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// `schemas/a.yaml` and `parts/../b.yaml` to `schemas/b.yaml`.
fn joined(importer: &Path, import: &str) -> PathBuf {
    let mut path = importer.parent().unwrap_or(Path::new("")).to_owned();
    for part in Path::new(import).components() {
        match part {
            Component::ParentDir if matches!(path.components().next_back(), Some(Component::Normal(_))) => {
                path.pop();
            }
            Component::CurDir => {}
            other => path.push(other),
        }
    }
    path
}

/// The bytes of one schema file, for those who need no more than its text.
pub(crate) fn bytes_of_schema(path: &Path) -> Result<Vec<u8>, ReadError> {
    not_in_rust(path)?;
    bytes_of(path).map_err(|source| ReadError::Refused { path: path.to_owned(), source })
}

fn not_in_rust(path: &Path) -> Result<(), ReadError> {
    if path.extension() == Some(OsStr::new("rs")) {
        return Err(ReadError::Rust { path: path.to_owned() });
    }
    Ok(())
}

/// One byte more than a schema may have is enough to refuse it.
fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The name that messages show: the same on every system.
pub(crate) fn name_of(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { path, source } => {
                write!(f, "cannot read `{}`: {}", path.display(), reason(source))
            }
            Self::Rust { path } => {
                write!(f, "cannot read `{}`: schemas in Rust cannot be read yet", path.display())
            }
            Self::Nothing => f.write_str("no schema was named"),
        }
    }
}

impl std::error::Error for ReadError {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use pretty_assertions::assert_eq;
    use tempfile::TempDir;

    use super::*;

    /// Writes the files, reads the first, gives the findings as `file:line: message`.
    fn findings(files: &[(&str, &str)]) -> Vec<String> {
        let folder = TempDir::new().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let root = folder.path().join(files.first().unwrap().0);
        let input = read(&[root], Options::all()).unwrap();
        let line = |it: &Diagnostic| {
            let span = it.primary.span;
            let name =
                Path::new(input.sources.name(span.source)).strip_prefix(folder.path()).unwrap().to_owned();
            let at = input.sources.position(span.source, span.start as usize).line;
            format!("{}:{at}: {} {}", name.display(), it.code, it.message)
        };
        input.found.iter().map(line).collect()
    }

    const ROOT: &str = "fraise: 1\nservice: shop\n";
    const PART: &str = "fraise: 1\n";

    #[test]
    fn imports_join_from_where_they_stand() {
        let found = findings(&[
            ("shop.yaml", &format!("{ROOT}imports: [parts/a.yaml]\n")),
            ("parts/a.yaml", &format!("{PART}imports: [b.yaml, ../c.yaml]\nenums: {{A: [x]}}\n")),
            ("parts/b.yaml", &format!("{PART}imports: [./../c.yaml]\nenums: {{B: [x]}}\n")),
            ("c.yaml", &format!("{PART}enums: {{C: [x], B: [x]}}\n")),
        ]);
        let [twice] = found.as_slice() else { panic!("{found:?}") };
        assert!(twice.starts_with("c.yaml:2: F0203 "), "c is read once, and B is declared twice: {twice}");
    }

    #[test]
    fn a_cycle_is_found_at_the_import_that_closes_it() {
        let found = findings(&[
            ("shop.yaml", &format!("{ROOT}imports: [a.yaml]\n")),
            ("a.yaml", &format!("{PART}imports: [b.yaml]\n")),
            ("b.yaml", &format!("{PART}imports:\n  - ./a.yaml\n")),
        ]);
        assert_eq!(found, ["b.yaml:3: F0108 `./a.yaml` is imported by way of itself"]);
    }

    #[test]
    fn a_file_that_imports_itself_is_a_cycle() {
        let found = findings(&[("shop.yaml", &format!("{ROOT}imports: [shop.yaml]\n"))]);
        assert_eq!(found, ["shop.yaml:3: F0108 `shop.yaml` is imported by way of itself"]);
    }

    #[test]
    fn what_cannot_be_imported_is_named() {
        let imports = "imports:\n  - order.yaml\n  - /etc/passwd\n  - parts\n  - \"a\\\\b\"\n  - \"\"\n";
        let found = findings(&[
            ("shop.yaml", &format!("{ROOT}{imports}")),
            ("orders.yaml", PART),
            ("parts/a.yaml", PART),
        ]);
        assert_eq!(
            found,
            [
                "shop.yaml:4: F0108 `order.yaml` cannot be read: there is no such file",
                "shop.yaml:5: F0108 an import is a relative path",
                "shop.yaml:6: F0108 `parts` cannot be read: it is a folder",
                "shop.yaml:7: F0108 an import has `/` between its parts",
                "shop.yaml:8: F0108 an import names a file",
            ]
        );
    }

    #[test]
    fn a_file_nearby_is_offered() {
        let folder = TempDir::new().unwrap();
        let root = folder.path().join("shop.yaml");
        fs::write(&root, format!("{ROOT}imports: [order.yaml]\n")).unwrap();
        fs::write(folder.path().join("orders.yaml"), PART).unwrap();
        let input = read(&[root], Options::all()).unwrap();
        let help: Vec<_> = input.found.iter().flat_map(|it| it.help.clone()).collect();
        assert_eq!(help, ["There is a file `orders.yaml` in that folder."]);
    }

    #[test]
    fn files_of_the_command_line_join() {
        let folder = TempDir::new().unwrap();
        let files = [("a.yaml", ROOT), ("b.yaml", "fraise: 1\nenums: {B: [x]}\n")];
        let paths = files.map(|(name, text)| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path
        });
        let input = read(&paths, Options::all()).unwrap();
        assert!(input.found.is_empty(), "{:?}", input.found);
        assert_eq!(input.sources.ids().count(), 2);
        let missing = read(&[folder.path().join("c.yaml")], Options::all()).unwrap_err().to_string();
        assert!(missing.ends_with("c.yaml`: there is no such file"), "{missing}");
        assert!(matches!(read(&["a.rs".into()], Options::all()), Err(ReadError::Rust { .. })));
    }
}
