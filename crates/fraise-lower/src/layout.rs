//! One fragment out of an [`Sql`] whose holes are filled: on one line where it fits, else broken at its lines.

use fraise_sql::Fragment;

use crate::{Hole, Piece, Shape, Sql};

/// Columns that a broken text keeps to where it can.
const WIDTH: usize = 100;

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
                Piece::Line | Piece::FurtherLine => text.kw(" "),
                Piece::Open(_) | Piece::Close => text,
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
        page.write_nodes(&root, indent, None, false);
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
        page.write_nodes(&root, indent, Some(Shape::Parens), true);
        page.text
    }
}

enum Node {
    Text(Fragment),
    Line,
    FurtherLine,
    Group(Shape, Vec<Node>),
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
            Piece::FurtherLine => nodes.push(Node::FurtherLine),
            Piece::Open(shape) => {
                let (inner, taken) = tree(pieces.get(at..).unwrap_or_default(), fill);
                nodes.push(Node::Group(*shape, inner));
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
            Node::Line | Node::FurtherLine => 1,
            Node::Group(_, inner) => width(inner),
        })
        .sum()
}

struct Page {
    text: Fragment,
    column: usize,
}

impl Page {
    /// Writes a part; a broken one has its lines as its shape says. The whole is put on a line of its own, even if it
    /// has no place to be broken at.
    fn write_nodes(&mut self, nodes: &[Node], indent: usize, shape: Option<Shape>, is_whole: bool) {
        let fits = self.column + width(nodes) <= WIDTH;
        let last_line = nodes.iter().rposition(|node| matches!(node, Node::Line));
        let broken = !fits && (is_whole || last_line.is_some());
        let inner = if broken && shape.is_some() { indent + STEP } else { indent };
        let between_parens = broken && shape == Some(Shape::Parens);
        if between_parens {
            self.new_line(inner);
        }
        for (position, node) in nodes.iter().enumerate() {
            let is_end = shape == Some(Shape::Case) && Some(position) == last_line;
            match node {
                Node::Text(text) => self.write(text),
                Node::Line if broken => self.new_line(if is_end { indent } else { inner }),
                Node::FurtherLine if broken => self.new_line(inner + STEP),
                Node::Line | Node::FurtherLine => self.write(&Fragment::new().kw(" ")),
                Node::Group(shape, group) => self.write_nodes(group, inner, Some(*shape), false),
            }
        }
        if between_parens {
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
