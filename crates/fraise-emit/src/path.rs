//! Paths inside the output folder, checked so that no file can land outside it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A relative path with `/` between its parts that means the same file on every system.
///
/// The constructor keeps that: no empty part, no `.` or `..`, no absolute path, no character or
/// name that Windows refuses, nothing that begins with `.fraise`, which is ours.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OutputPath(String);

/// A text that is no [`OutputPath`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidPath {
    /// The text as given.
    pub path: String,
    /// What is wrong with it.
    pub fault: PathFault,
}

/// Why a text is no [`OutputPath`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathFault {
    /// Nothing between two `/`, or nothing at all; an absolute path begins so.
    EmptyPart,
    /// A part is `.` or `..`.
    Dots,
    /// A character that some file system refuses: `\ : * ? " < > |` or a control character.
    Character,
    /// A part ends in a dot or a space, which Windows drops silently.
    Ending,
    /// A part is a device name of Windows, such as `nul` or `com1.txt`.
    Device,
    /// A part begins with `.fraise`, as the lock file does.
    Ours,
    /// A part is longer than 255 bytes.
    Long,
}

impl OutputPath {
    /// Checks a path such as `postgres/schema.sql`.
    pub fn new(path: impl Into<String>) -> Result<Self, InvalidPath> {
        let path = path.into();
        match path.split('/').find_map(fault_of_part) {
            Some(fault) => Err(InvalidPath { path, fault }),
            None => Ok(Self(path)),
        }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its parts, from the output folder downwards; never empty.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }

    /// The folders above the file, from the output folder downwards: `a/b/c` gives `a`, `a/b`.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.0.match_indices('/').filter_map(|(end, _)| self.0.get(..end))
    }
}

fn fault_of_part(part: &str) -> Option<PathFault> {
    if part.is_empty() {
        return Some(PathFault::EmptyPart);
    }
    if part == "." || part == ".." {
        return Some(PathFault::Dots);
    }
    if part.chars().any(is_refused) {
        return Some(PathFault::Character);
    }
    if part.ends_with(['.', ' ']) {
        return Some(PathFault::Ending);
    }
    if is_device(part) {
        return Some(PathFault::Device);
    }
    if part.to_ascii_lowercase().starts_with(".fraise") {
        return Some(PathFault::Ours);
    }
    if part.len() > 255 {
        return Some(PathFault::Long);
    }
    None
}

fn is_refused(character: char) -> bool {
    character.is_control() || r#"\:*?"<>|"#.contains(character)
}

/// Windows opens the device for these names, whatever their case and extension.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end();
    let stem = stem.to_ascii_lowercase();
    if matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") {
        return true;
    }
    let number = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    number.is_some_and(|it| {
        let mut characters = it.chars();
        let digit = characters.next();
        characters.next().is_none() && digit.is_some_and(|it| it.is_ascii_digit() || "¹²³".contains(it))
    })
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<OutputPath> for String {
    fn from(path: OutputPath) -> Self {
        path.0
    }
}

impl TryFrom<String> for OutputPath {
    type Error = InvalidPath;

    fn try_from(path: String) -> Result<Self, InvalidPath> {
        Self::new(path)
    }
}

impl fmt::Display for InvalidPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no path inside the output folder: {}", self.path.escape_debug(), self.fault)
    }
}

impl std::error::Error for InvalidPath {}

impl fmt::Display for PathFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EmptyPart => "it is empty, absolute, or has two `/` in a row",
            Self::Dots => "it has a part `.` or `..`",
            Self::Character => "it has a character that some file system refuses",
            Self::Ending => "a part of it ends in a dot or a space",
            Self::Device => "a part of it is a device name on Windows",
            Self::Ours => "names that begin with `.fraise` are kept for the lock file",
            Self::Long => "a part of it is longer than 255 bytes",
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn ordinary_paths_pass() {
        for path in ["a", "postgres/schema.sql", "service/.gitignore", "com/com10/communal.rs"] {
            assert_eq!(OutputPath::new(path).unwrap().as_str(), path);
        }
    }

    #[test]
    fn each_fault_is_found() {
        let cases = [
            ("", PathFault::EmptyPart),
            ("/etc/passwd", PathFault::EmptyPart),
            ("a//b", PathFault::EmptyPart),
            ("a/", PathFault::EmptyPart),
            ("../a", PathFault::Dots),
            ("a/../../b", PathFault::Dots),
            ("./a", PathFault::Dots),
            (r"a\b", PathFault::Character),
            ("c:/a", PathFault::Character),
            ("a\0", PathFault::Character),
            ("a\nb", PathFault::Character),
            ("a./b", PathFault::Ending),
            ("a ", PathFault::Ending),
            ("nul", PathFault::Device),
            ("service/Aux.rs", PathFault::Device),
            ("LPT1.tar.gz", PathFault::Device),
            ("com³", PathFault::Device),
            (".fraise-lock.json", PathFault::Ours),
            ("a/.Fraise", PathFault::Ours),
        ];
        for (path, fault) in cases {
            assert_eq!(OutputPath::new(path).unwrap_err().fault, fault, "{path:?}");
        }
        assert_eq!(OutputPath::new("a".repeat(256)).unwrap_err().fault, PathFault::Long);
    }

    #[test]
    fn a_path_read_back_is_checked_again() {
        assert!(serde_json::from_str::<OutputPath>(r#""../../etc/passwd""#).is_err());
    }

    #[test]
    fn folders_go_downwards() {
        let path = OutputPath::new("a/b/c.sql").unwrap();
        assert_eq!(path.folders().collect::<Vec<_>>(), ["a", "a/b"]);
    }
}
