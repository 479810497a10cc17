//! A text to its lines, each of them pieces: keys, dashes, brackets, scalars, and a comment behind them.
//!
//! Between the scalars of the tree there are only marks, white space and comments. A piece knows the column
//! in which it stands, and the indentation it gets if its line begins with it: two more than the collection
//! around it, whatever was written.

use fraise_diagnostics::Span;

use crate::node::{Mapping, Node, Scalar, Sequence, Style};

/// How much deeper a collection stands than the one around it.
pub(super) const STEP: usize = 2;

/// A line of the text.
#[derive(Debug)]
pub(super) enum Line {
    /// Nothing.
    Blank,
    /// A comment alone.
    Comment(Comment),
    /// Something, and perhaps a comment behind it.
    Code(Vec<Piece>, Option<Comment>),
    /// A line inside a scalar, as it is to be printed.
    Inside(String),
}

/// A comment.
#[derive(Debug)]
pub(super) struct Comment {
    /// From `#` to the end of the line.
    pub text: String,
    /// How many characters stand before it on its line.
    pub column: usize,
    /// How much white space stands before it.
    pub gap: usize,
}

/// Something that is no comment.
#[derive(Debug)]
pub(super) struct Piece {
    pub mark: Mark,
    pub text: String,
    /// How many characters stand before it on its line.
    pub column: usize,
    /// How many spaces will stand before it, if it is the first of its line or belongs to a block.
    pub indent: usize,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// The key of a block mapping.
    Key,
    /// The `-` of a block sequence.
    Dash,
    /// A scalar, or one line of it.
    Scalar,
    Colon,
    Comma,
    Open,
    Close,
    /// `?`, `---` or `...`.
    Other,
}

/// The lines of a text with this root. Fails where something else stands between scalars than may.
pub(super) fn split(text: &str, root: Option<&Mapping>) -> Result<Vec<Line>> {
    let mut splitter = Splitter {
        text,
        at: 0,
        lines: Vec::new(),
        pieces: Vec::new(),
        flow: Flow::default(),
        anchor: 0,
        known_column: (0, 0),
    };
    if let Some(root) = root {
        splitter.root(root)?;
    }
    splitter.marks(text.len(), 0)?;
    splitter.end_line(None);
    Ok(splitter.lines)
}

/// The comments in order.
pub(super) fn comments(lines: &[Line]) -> impl Iterator<Item = &str> {
    lines.iter().filter_map(|line| match line {
        Line::Comment(it) | Line::Code(_, Some(it)) => Some(it.text.as_str()),
        Line::Blank | Line::Code(_, None) | Line::Inside(_) => None,
    })
}

type Result<T> = std::result::Result<T, &'static str>;

struct Splitter<'t> {
    text: &'t str,
    /// Where the next piece is looked for.
    at: usize,
    lines: Vec<Line>,
    /// The pieces of the line that has not ended.
    pieces: Vec<Piece>,
    flow: Flow,
    /// The column of the last key or dash of a block.
    anchor: usize,
    /// A place and its column, from which the next is counted.
    known_column: (usize, usize),
}

/// What a value of a block stands in.
#[derive(Clone, Copy)]
enum Parent {
    Mapping,
    Sequence,
}

/// Where we are inside `{}` and `[]`.
#[derive(Default)]
struct Flow {
    /// How many are open.
    depth: usize,
    /// The indentation of what closes the outermost.
    base: usize,
}

impl<'t> Splitter<'t> {
    fn root(&mut self, root: &Mapping) -> Result<()> {
        self.marks(root.span.start as usize, 0)?;
        if self.is_flow_mapping(root) {
            self.flow_mapping(root)?;
            return self.marks(root.span.end as usize, 0);
        }
        self.block_mapping(root, 0)
    }

    fn block_mapping(&mut self, mapping: &Mapping, column: usize) -> Result<()> {
        for entry in &mapping.entries {
            self.scalar(&entry.key, Mark::Key, column, column)?;
            self.value(&entry.value, Parent::Mapping, column)?;
        }
        self.marks(mapping.span.end as usize, column)
    }

    fn block_sequence(&mut self, sequence: &Sequence, column: usize) -> Result<()> {
        for item in &sequence.items {
            self.value(item, Parent::Sequence, column)?;
        }
        self.marks(sequence.span.end as usize, column)
    }

    /// A value in a block that stands in this column.
    fn value(&mut self, node: &Node, parent: Parent, column: usize) -> Result<()> {
        if node.is_blank() {
            return Ok(());
        }
        let is_flow = self.is_flow(node);
        let dash = match (parent, node) {
            // Its place begins behind the first dash, should it not be indented.
            (Parent::Mapping, Node::Sequence(_)) if !is_flow => column + STEP,
            (Parent::Mapping | Parent::Sequence, _) => column,
        };
        self.marks_and_dashes(node.span().start as usize, column, dash)?;
        if is_flow {
            let begins_its_line = self.pieces.is_empty();
            let base = match parent {
                Parent::Mapping if !begins_its_line => column,
                Parent::Mapping | Parent::Sequence => column + STEP,
            };
            self.flow = Flow { depth: 0, base };
            self.flow_value(node)?;
            return self.marks(node.span().end as usize, column);
        }
        match node {
            Node::Scalar(it) => self.scalar(it, Mark::Scalar, column, column + STEP),
            Node::Mapping(it) => self.block_mapping(it, column + STEP),
            Node::Sequence(it) => self.block_sequence(it, column + STEP),
            Node::Broken(_) => Err("has a part that cannot be read"),
        }
    }

    fn flow_value(&mut self, node: &Node) -> Result<()> {
        match node {
            Node::Scalar(it) => {
                let base = self.flow.base;
                self.scalar(it, Mark::Scalar, base, base + STEP)
            }
            Node::Mapping(it) => self.flow_mapping(it),
            Node::Sequence(it) => it.items.iter().try_for_each(|item| self.flow_value(item)),
            Node::Broken(_) => Err("has a part that cannot be read"),
        }
    }

    fn flow_mapping(&mut self, mapping: &Mapping) -> Result<()> {
        for entry in &mapping.entries {
            let base = self.flow.base;
            self.scalar(&entry.key, Mark::Scalar, base, base + STEP)?;
            self.flow_value(&entry.value)?;
        }
        Ok(())
    }

    fn is_flow(&self, node: &Node) -> bool {
        match node {
            Node::Mapping(it) => self.is_flow_mapping(it),
            Node::Sequence(it) => {
                let first = it.items.first().map(Node::span);
                self.is_bracket(it.span) && first.is_none_or(|first| first.start > it.span.start)
            }
            Node::Scalar(_) | Node::Broken(_) => false,
        }
    }

    fn is_flow_mapping(&self, mapping: &Mapping) -> bool {
        self.is_bracket(mapping.span)
    }

    fn is_bracket(&self, span: Span) -> bool {
        self.text.get(span.range()).is_some_and(|it| it.starts_with(['{', '[']))
    }

    /// A scalar and the marks before it; `parent` is the column of the collection around it.
    fn scalar(&mut self, scalar: &Scalar, mark: Mark, parent: usize, indent: usize) -> Result<()> {
        let range = scalar.span().range();
        let raw = self.text.get(range.clone()).unwrap_or("");
        if raw.is_empty() && scalar.style != Style::Block {
            return Ok(());
        }
        self.marks(range.start, parent)?;
        let indent = if self.flow.depth > 0 { self.flow.base + self.flow.depth * STEP } else { indent };
        match scalar.style {
            Style::Plain | Style::Quoted => self.flowing(raw, mark, parent, indent),
            Style::Block => return self.block(range.end, parent, indent),
        }
        self.at = range.end;
        Ok(())
    }

    /// A scalar whose lines may be indented as we like.
    fn flowing(&mut self, raw: &str, mark: Mark, parent: usize, indent: usize) {
        for (number, line) in raw.split('\n').enumerate() {
            if number == 0 {
                self.push(mark, without_trailing_blanks(line), indent);
                continue;
            }
            self.end_begun_line();
            let text = without_trailing_blanks(line.trim_start_matches(BLANKS));
            if text.is_empty() {
                self.lines.push(Line::Inside(String::new()));
                continue;
            }
            let column = line.chars().count() - line.trim_start_matches(BLANKS).chars().count();
            let indent = indent.max(parent + STEP);
            self.pieces.push(Piece { mark: Mark::Scalar, text: text.to_owned(), column, indent });
        }
    }

    /// A scalar behind `|` or `>`: its lines keep their indentation to one another.
    fn block(&mut self, end: usize, parent: usize, indent: usize) -> Result<()> {
        let start = self.at;
        let header = self.rest_of_line(start);
        let word = header.split([' ', '\t', '#']).next().unwrap_or(header);
        let given = word.chars().find_map(|it| it.to_digit(10)).map(|it| it as usize);
        self.push(Mark::Scalar, word, indent);
        self.marks(start + header.len(), parent)?;
        self.end_begun_line();
        let body = self.body(start + header.len() + 1, end);
        // What stands deeper than the given indentation belongs to the text.
        let old = match given {
            Some(given) => self.anchor + given,
            None => body.iter().find(|it| !is_spaces(it)).map_or(0, |it| spaces_before(it)),
        };
        let new = parent + given.unwrap_or(STEP);
        for line in body {
            let inside = line.get(old..).filter(|it| !it.is_empty());
            self.lines.push(Line::Inside(inside.map_or_else(String::new, |it| " ".repeat(new) + it)));
        }
        Ok(())
    }

    /// The lines of a block that ends at `end`, and those behind it whose spaces belong to it; moves on
    /// behind them.
    fn body(&mut self, start: usize, end: usize) -> Vec<&'t str> {
        let rest = self.text.get(start..).unwrap_or("");
        let mut lines: Vec<&str> = Vec::new();
        let (mut at, mut kept, mut kept_end) = (start, 0, start);
        let mut indentation = None;
        for line in rest.split('\n') {
            let is_behind = at >= end;
            if is_behind && !is_spaces(line) {
                break;
            }
            lines.push(line);
            if indentation.is_none() && !is_spaces(line) {
                indentation = Some(spaces_before(line));
            }
            at += line.len() + 1;
            if !is_behind || indentation.is_some_and(|it| line.len() > it) {
                (kept, kept_end) = (lines.len(), at.min(self.text.len()));
            }
        }
        lines.truncate(kept);
        self.at = kept_end;
        lines
    }

    /// Takes the marks, comments and line ends up to a place; `column` is that of the block around.
    fn marks(&mut self, end: usize, column: usize) -> Result<()> {
        self.marks_and_dashes(end, column, column)
    }

    /// The same, with dashes in a column of their own.
    fn marks_and_dashes(&mut self, end: usize, column: usize, dash: usize) -> Result<()> {
        while self.at < end {
            let rest = self.text.get(self.at..end).unwrap_or("");
            let Some(next) = rest.chars().next() else { break };
            let is_first = self.pieces.is_empty();
            match next {
                ' ' | '\t' => self.at += 1,
                '\n' => {
                    self.end_line(None);
                    self.at += 1;
                }
                '#' => self.comment(),
                '-' if is_first && rest.starts_with("---") => self.push(Mark::Other, "---", 0),
                '.' if is_first && rest.starts_with("...") => self.push(Mark::Other, "...", 0),
                '-' => self.push(Mark::Dash, "-", dash),
                ':' => self.push(Mark::Colon, ":", self.indent(column)),
                ',' => self.push(Mark::Comma, ",", self.indent(column)),
                '?' => self.push(Mark::Other, "?", self.indent(column)),
                '{' | '[' => self.open(rest, column),
                '}' | ']' => {
                    self.flow.depth = self.flow.depth.saturating_sub(1);
                    let indent = self.flow.base + self.flow.depth * STEP;
                    self.push(Mark::Close, rest.get(..1).unwrap_or(""), indent);
                }
                // The header of a block scalar, whose place begins behind it.
                '|' | '>' => break,
                _ => return Err("has something between its values"),
            }
        }
        Ok(())
    }

    fn open(&mut self, rest: &str, column: usize) {
        let indent = if self.flow.depth > 0 { self.indent(column) } else { self.flow.base };
        self.push(Mark::Open, rest.get(..1).unwrap_or(""), indent);
        self.flow.depth += 1;
    }

    /// The indentation of a mark that begins its line.
    fn indent(&self, column: usize) -> usize {
        if self.flow.depth > 0 { self.flow.base + self.flow.depth * STEP } else { column }
    }

    fn comment(&mut self) {
        let text = self.rest_of_line(self.at);
        let column = self.column(self.at);
        let before = self.text.get(..self.at).unwrap_or("");
        let gap = before.len() - before.trim_end_matches(BLANKS).len();
        self.end_line(Some(Comment { text: text.trim_end().to_owned(), column, gap }));
        self.at += text.len() + 1;
    }

    fn push(&mut self, mark: Mark, text: &str, indent: usize) {
        let column = self.column(self.at);
        if matches!(mark, Mark::Key | Mark::Dash) {
            self.anchor = column;
        }
        self.pieces.push(Piece { mark, text: text.to_owned(), column, indent });
        self.at += text.len();
    }

    fn end_line(&mut self, comment: Option<Comment>) {
        let pieces = std::mem::take(&mut self.pieces);
        self.lines.push(match comment {
            comment if !pieces.is_empty() => Line::Code(pieces, comment),
            Some(comment) => Line::Comment(comment),
            None => Line::Blank,
        });
    }

    /// Ends the line, should it hold something that a comment has not ended already.
    fn end_begun_line(&mut self) {
        if !self.pieces.is_empty() {
            self.end_line(None);
        }
    }

    fn rest_of_line(&self, at: usize) -> &'t str {
        let rest = self.text.get(at..).unwrap_or("");
        rest.split('\n').next().unwrap_or(rest)
    }

    /// How many characters stand before a place on its line.
    fn column(&mut self, at: usize) -> usize {
        let (known_at, known) = self.known_column;
        let between = self.text.get(known_at..at).unwrap_or("");
        let column = match between.rfind('\n') {
            Some(line_end) => between.get(line_end + 1..).unwrap_or("").chars().count(),
            None => known + between.chars().count(),
        };
        self.known_column = (at, column);
        column
    }
}

/// White space within a line.
const BLANKS: [char; 2] = [' ', '\t'];

fn is_spaces(line: &str) -> bool {
    line.bytes().all(|it| it == b' ')
}

fn spaces_before(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// A line of a plain or quoted scalar; the blank of `\ ` stays.
fn without_trailing_blanks(line: &str) -> &str {
    let trimmed = line.trim_end_matches(BLANKS);
    if trimmed.ends_with('\\') { line } else { trimmed }
}
