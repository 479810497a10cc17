//! One fragment out of an [`Sql`] whose holes are filled: on one line where it fits, else broken at its lines.

use fraise_sql::Fragment;

use crate::{Hole, Piece, Sql};

/// Columns that a broken text keeps to where it can.
const WIDTH: usize = 88;

/// Spaces that a part is moved in by.
const STEP: usize = 2;

impl Sql {
    /// The text on one line; `fill` says what stands in a hole.
    pub fn flat(&self, fill: &mut dyn FnMut(&Hole) -> Fragment) -> Fragment {
        let mut text = Fragment::new();
        for piece in self.pieces() {
            text = match piece {
                Piece::Text(fragment) => text.frag(fragment),
                Piece::Hole(hole) => text.frag(&fill(hole)),
                Piece::Line => text.kw(" "),
                Piece::Open | Piece::Close => text,
            };
        }
        text
    }

    /// The text on lines; what follows the first is moved in by `indent` spaces. The first begins at `column`.
    pub fn laid_out(
        &self,
        indent: usize,
        column: usize,
        fill: &mut dyn FnMut(&Hole) -> Fragment,
    ) -> Fragment {
        let (root, _) = tree(self.pieces(), fill);
        let mut page = Page { text: Fragment::new(), column };
        page.write_group(&root, indent, false);
        page.text
    }

    /// The text for a place between parentheses that begin at `column` on a line moved in by `indent` spaces: on that line where
    /// it fits, else on lines of its own between them.
    pub fn laid_out_in_parens(
        &self,
        indent: usize,
        column: usize,
        fill: &mut dyn FnMut(&Hole) -> Fragment,
    ) -> Fragment {
        let (root, _) = tree(self.pieces(), fill);
        let mut page = Page { text: Fragment::new(), column };
        page.write_group(&root, indent, true);
        page.text
    }
}

enum Node {
    Text(Fragment),
    Line,
    Group(Vec<Node>),
}

/// The nodes up to the end of the group, and how many pieces they took.
fn tree(pieces: &[Piece], fill: &mut dyn FnMut(&Hole) -> Fragment) -> (Vec<Node>, usize) {
    let mut nodes = Vec::new();
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        at += 1;
        match piece {
            Piece::Text(fragment) => nodes.push(Node::Text(fragment.clone())),
            Piece::Hole(hole) => nodes.push(Node::Text(fill(hole))),
            Piece::Line => nodes.push(Node::Line),
            Piece::Open => {
                let (inner, taken) = tree(pieces.get(at..).unwrap_or_default(), fill);
                nodes.push(Node::Group(inner));
                at += taken;
            }
            Piece::Close => break,
        }
    }
    (nodes, at)
}

fn width(nodes: &[Node]) -> usize {
    nodes
        .iter()
        .map(|node| match node {
            Node::Text(text) => text.as_str().chars().count(),
            Node::Line => 1,
            Node::Group(inner) => width(inner),
        })
        .sum()
}

struct Page {
    text: Fragment,
    column: usize,
}

impl Page {
    /// Writes a group; a broken one that stands in parentheses has its lines between them.
    fn write_group(&mut self, nodes: &[Node], indent: usize, in_parens: bool) {
        let fits = self.column + width(nodes) <= WIDTH;
        let has_lines = nodes.iter().any(|node| matches!(node, Node::Line));
        let broken = !fits && has_lines;
        let inner = if broken && in_parens { indent + STEP } else { indent };
        if broken && in_parens {
            self.new_line(inner);
        }
        for node in nodes {
            match node {
                Node::Text(text) => self.write(text),
                Node::Line if broken => self.new_line(inner),
                Node::Line => self.write(&Fragment::new().kw(" ")),
                Node::Group(group) => self.write_group(group, inner, true),
            }
        }
        if broken && in_parens {
            self.new_line(indent);
        }
    }

    fn write(&mut self, text: &Fragment) {
        self.column += text.as_str().chars().count();
        self.text = std::mem::take(&mut self.text).frag(text);
    }

    fn new_line(&mut self, indent: usize) {
        self.text = std::mem::take(&mut self.text).kw("\n");
        for _ in 0..indent {
            self.text = std::mem::take(&mut self.text).kw(" ");
        }
        self.column = indent;
    }
}
