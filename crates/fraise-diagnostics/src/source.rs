//! The files of one run, their text and their lines.

use serde::{Deserialize, Serialize};

/// A file of this run; made by [`Sources::add`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceId(u32);

/// A place as people count it: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// All files that were read, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

#[derive(Clone, Debug)]
struct Source {
    name: String,
    text: String,
    line_starts: Vec<usize>,
}

impl Sources {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file under the name that messages show.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let text = text.into();
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let id = SourceId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(Source { name: name.into(), text, line_starts });
        id
    }

    /// The ids of all files, in order.
    pub fn ids(&self) -> impl Iterator<Item = SourceId> + use<> {
        (0..u32::try_from(self.files.len()).unwrap_or(u32::MAX)).map(SourceId)
    }

    /// The name of a file; empty for an id of another set.
    #[must_use]
    pub fn name(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |it| it.name.as_str())
    }

    /// The text of a file; empty for an id of another set.
    #[must_use]
    pub fn text(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |it| it.text.as_str())
    }

    /// Line and column of a byte; a byte behind the end is taken for the end.
    #[must_use]
    pub fn position(&self, id: SourceId, offset: usize) -> Position {
        let Some(source) = self.get(id) else {
            return Position { line: 1, column: 1 };
        };
        let offset = offset.min(source.text.len());
        let line = source.line_starts.partition_point(|start| *start <= offset);
        let line_start = line.checked_sub(1).and_then(|it| source.line_starts.get(it)).copied().unwrap_or(0);
        let column = source
            .text
            .get(line_start..)
            .unwrap_or("")
            .char_indices()
            .take_while(|(at, _)| line_start + at < offset)
            .count();
        Position { line, column: column + 1 }
    }

    fn get(&self, id: SourceId) -> Option<&Source> {
        self.files.get(id.0 as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_lines_and_characters() {
        let mut sources = Sources::new();
        let id = sources.add("a.yaml", "é1\nzwei\n");
        assert_eq!(sources.position(id, 0), Position { line: 1, column: 1 });
        assert_eq!(sources.position(id, 2), Position { line: 1, column: 2 });
        assert_eq!(sources.position(id, 3), Position { line: 1, column: 3 });
        assert_eq!(sources.position(id, 4), Position { line: 2, column: 1 });
        assert_eq!(sources.position(id, 9), Position { line: 3, column: 1 });
        assert_eq!(sources.position(id, 99), Position { line: 3, column: 1 });
    }
}
