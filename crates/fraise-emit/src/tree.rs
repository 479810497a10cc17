//! The files that one compilation made, before anything is written.

use std::collections::BTreeMap;
use std::fmt;

use crate::OutputPath;

/// All output of one compilation, in the order of the paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutputTree {
    files: BTreeMap<OutputPath, File>,
}

/// One file of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The whole text.
    pub text: String,
    /// Who may change it.
    pub owner: Owner,
}

/// Who a file belongs to once it is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Ours: overwritten by each run, guarded by the manifest, removed when it leaves the model.
    Generated,
    /// The user's: written when it was never there before, and not again.
    Scaffold,
}

/// Two files of one tree that cannot both be on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTaken {
    /// The file that was refused.
    pub path: OutputPath,
    /// The file that was there before: the same path, one that differs in case only, or one that
    /// would have to be a folder.
    pub taken_by: OutputPath,
}

impl File {
    /// A file of ours.
    pub fn generated(text: impl Into<String>) -> Self {
        Self { text: text.into(), owner: Owner::Generated }
    }

    /// A file of the user's.
    pub fn scaffold(text: impl Into<String>) -> Self {
        Self { text: text.into(), owner: Owner::Scaffold }
    }
}

impl OutputTree {
    /// A tree without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file; refused when another one is in the way on some file system.
    pub fn insert(&mut self, path: OutputPath, file: File) -> Result<(), PathTaken> {
        if let Some(taken_by) = self.files.keys().find(|it| stand_in_the_way(it, &path)) {
            return Err(PathTaken { taken_by: taken_by.clone(), path });
        }
        self.files.insert(path, file);
        Ok(())
    }

    /// Takes over all files of another tree, as when each emitter made one of its own.
    pub fn merge(&mut self, other: Self) -> Result<(), PathTaken> {
        other.files.into_iter().try_for_each(|(path, file)| self.insert(path, file))
    }

    /// The files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&OutputPath, &File)> {
        self.files.iter()
    }

    /// The file at this path.
    pub fn get(&self, path: &OutputPath) -> Option<&File> {
        self.files.get(path)
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

fn stand_in_the_way(one: &OutputPath, other: &OutputPath) -> bool {
    let (one, other) = (one.as_str().to_lowercase(), other.as_str().to_lowercase());
    one == other || is_folder_of(&one, &other) || is_folder_of(&other, &one)
}

fn is_folder_of(folder: &str, path: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

impl fmt::Display for PathTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` and `{}` cannot both be written", self.path, self.taken_by)
    }
}

impl std::error::Error for PathTaken {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use pretty_assertions::assert_eq;

    use super::*;

    fn path(text: &str) -> OutputPath {
        OutputPath::new(text).unwrap()
    }

    #[test]
    fn files_come_in_the_order_of_their_paths() {
        let mut tree = OutputTree::new();
        tree.insert(path("b"), File::generated("")).unwrap();
        tree.insert(path("a/z"), File::scaffold("")).unwrap();
        let paths: Vec<_> = tree.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["a/z", "b"]);
    }

    #[test]
    fn a_path_in_the_way_is_refused() {
        for (first, second) in [("a/b", "a/b"), ("a/b", "A/B"), ("a", "a/b"), ("a/b", "a")] {
            let mut tree = OutputTree::new();
            tree.insert(path(first), File::generated("")).unwrap();
            let refused = tree.insert(path(second), File::generated("")).unwrap_err();
            assert_eq!(refused, PathTaken { path: path(second), taken_by: path(first) });
        }
    }

    #[test]
    fn merging_keeps_both_and_refuses_the_same_path() {
        let mut one = OutputTree::new();
        one.insert(path("a"), File::generated("1")).unwrap();
        let mut other = OutputTree::new();
        other.insert(path("ab"), File::generated("2")).unwrap();
        one.merge(other.clone()).unwrap();
        assert_eq!(one.len(), 2);
        assert!(one.merge(other).is_err());
    }
}
