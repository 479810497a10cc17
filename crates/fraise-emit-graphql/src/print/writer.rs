//! Lines with an indent.

/// Two blanks for each level.
const INDENT: &str = "  ";

/// A text that grows line by line. Lines never end in blanks.
#[derive(Debug, Default)]
pub(super) struct Writer {
    text: String,
    level: usize,
}

impl Writer {
    /// One line at the present level.
    pub(super) fn line(&mut self, line: &str) {
        let line = line.trim_end();
        if !line.is_empty() {
            self.text.extend(std::iter::repeat_n(INDENT, self.level));
            self.text.push_str(line);
        }
        self.text.push('\n');
    }

    /// An empty line, unless the text begins here.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() {
            self.line("");
        }
    }

    /// `open`, what `inside` writes one level deeper, `close`.
    pub(super) fn block(&mut self, open: &str, close: &str, inside: impl FnOnce(&mut Self)) {
        self.line(open);
        self.level += 1;
        inside(self);
        self.level -= 1;
        self.line(close);
    }

    /// Blanks before a line of the present level.
    pub(super) fn indent(&self) -> usize {
        INDENT.len() * self.level
    }

    /// All lines, each with its line feed.
    pub(super) fn finish(self) -> String {
        self.text
    }
}
