//! The lock file of the output folder: what we wrote last, so that an edit by hand is seen.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{ContentHash, OutputPath};

/// What the last run left in the output folder. It holds hashes only: no date, no version of
/// fraise, no path outside the folder, so that equal output has an equal manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: Format,
    /// Each generated file and its content.
    pub generated: BTreeMap<OutputPath, ContentHash>,
    /// The scaffolds that were written once; one that is gone was removed by its owner.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub scaffold: BTreeSet<OutputPath>,
    /// What runs that have not ended meant to write. Left behind, it says that the folder holds a
    /// mixture, and lets the next run tell their files from edits by hand.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unfinished: BTreeMap<OutputPath, BTreeSet<ContentHash>>,
}

/// The layout of the file; one number, so that an older fraise refuses what it does not know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
struct Format;

/// A lock file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestError {
    /// What the reader of JSON said.
    pub message: String,
}

impl Manifest {
    /// The name of the file in the output folder.
    pub const FILE_NAME: &'static str = ".fraise-lock.json";

    /// Reads the text of a lock file.
    pub fn parse(text: &str) -> Result<Self, ManifestError> {
        serde_json::from_str(text).map_err(|error| ManifestError { message: error.to_string() })
    }

    /// The text of the lock file.
    pub fn print(&self) -> Result<String, ManifestError> {
        serde_json::to_string_pretty(self)
            .map(|text| text + "\n")
            .map_err(|error| ManifestError { message: error.to_string() })
    }

    /// All paths that runs of ours wrote or meant to write, scaffolds left out.
    pub fn paths(&self) -> impl Iterator<Item = &OutputPath> {
        self.generated.keys().chain(self.unfinished.keys())
    }

    /// Whether a run of ours put exactly this at the path.
    pub fn wrote(&self, path: &OutputPath, content: &ContentHash) -> bool {
        self.generated.get(path) == Some(content)
            || self.unfinished.get(path).is_some_and(|meant| meant.contains(content))
    }

    /// Whether a run of ours put anything generated at the path.
    pub fn owns(&self, path: &OutputPath) -> bool {
        self.generated.contains_key(path) || self.unfinished.contains_key(path)
    }
}

impl TryFrom<u32> for Format {
    type Error = String;

    fn try_from(number: u32) -> Result<Self, String> {
        match number {
            1 => Ok(Self),
            _ => Err(format!("format {number} is of another version of fraise")),
        }
    }
}

impl From<Format> for u32 {
    fn from(_: Format) -> Self {
        1
    }
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the lock file `{}` cannot be read: {}", Manifest::FILE_NAME, self.message)
    }
}

impl std::error::Error for ManifestError {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn a_printed_manifest_reads_back() {
        let mut manifest = Manifest::default();
        let path = OutputPath::new("postgres/roles.sql").unwrap();
        manifest.generated.insert(path.clone(), ContentHash::of(b"select 1"));
        manifest.scaffold.insert(OutputPath::new("service/src/main.rs").unwrap());
        let text = manifest.print().unwrap();
        assert!(text.ends_with("}\n") && !text.contains("unfinished"));
        assert_eq!(Manifest::parse(&text).unwrap(), manifest);
    }

    #[test]
    fn strange_lock_files_are_refused() {
        for text in [
            "",
            "[]",
            r#"{"format": 2, "generated": {}}"#,
            r#"{"format": 1, "generated": {"../x": "00"}}"#,
            r#"{"format": 1, "generated": {}, "more": 1}"#,
        ] {
            assert!(Manifest::parse(text).is_err(), "{text}");
        }
    }
}
