//! Statements of a body, line by line.

use fraise_ir::Ir;
use fraise_lower::Sql;
use fraise_sql::Fragment;

use crate::fill;

/// Columns that calls keep to where they can.
const WIDTH: usize = 100;

/// Lines, each moved in as far as the block that it stands in.
pub(crate) struct Page<'ir> {
    ir: &'ir Ir,
    text: Fragment,
    indent: usize,
}

impl<'ir> Page<'ir> {
    /// Nothing yet; lines are moved in by two spaces.
    pub(crate) fn new(ir: &'ir Ir) -> Self {
        Self { ir, text: Fragment::new(), indent: 2 }
    }

    /// The lines, the first of them moved in as well.
    pub(crate) fn into_text(self) -> Fragment {
        self.text
    }

    /// A line.
    pub(crate) fn line(&mut self, line: Fragment) {
        self.line_with(line, &Sql::new(), "");
    }

    /// A line that ends in SQL which may take several.
    pub(crate) fn line_with(&mut self, head: Fragment, sql: &Sql, end: &'static str) {
        let mut text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            text = text.kw("\n");
        }
        for _ in 0..self.indent {
            text = text.kw(" ");
        }
        let lead = head.as_str().chars().count();
        let sql = fill::lines(self.ir, sql, self.indent, lead);
        self.text = text.frag(&head).frag(&sql).kw(end);
    }

    /// A call, on lines of its own where it is long.
    pub(crate) fn call(&mut self, function: Fragment, arguments: &[Fragment]) {
        let length = arguments.iter().map(|it| it.as_str().chars().count() + 2).sum::<usize>();
        if self.indent + function.as_str().chars().count() + length <= WIDTH {
            return self.line(function.kw("(").list(", ", arguments).kw(");"));
        }
        self.line(function.kw("("));
        self.deeper(|page| {
            for (position, argument) in arguments.iter().enumerate() {
                let end = if position + 1 < arguments.len() { "," } else { "" };
                page.line(argument.clone().kw(end));
            }
        });
        self.line(Fragment::new().kw(");"));
    }

    /// A list between `head` and `tail`, on lines of its own where it is long.
    pub(crate) fn list(&mut self, head: Fragment, items: &[Fragment], tail: &'static str) {
        let width = |it: &Fragment| it.as_str().chars().count();
        let length: usize = items.iter().map(|it| width(it) + 2).sum();
        if self.indent + width(&head) + length + tail.len() <= WIDTH {
            return self.line(head.list(", ", items).kw(tail));
        }
        self.line(head);
        self.deeper(|page| {
            let mut line: Vec<&Fragment> = Vec::new();
            let mut used = page.indent;
            for item in items {
                if !line.is_empty() && used + width(item) + 1 > WIDTH {
                    page.line(Fragment::join(", ", std::mem::take(&mut line)).kw(","));
                    used = page.indent;
                }
                used += width(item) + 2;
                line.push(item);
            }
            page.line(Fragment::join(", ", line));
        });
        self.line(Fragment::new().kw(tail));
    }

    /// What is written by `inner` is moved in.
    pub(crate) fn deeper(&mut self, inner: impl FnOnce(&mut Self)) {
        self.indent += 2;
        inner(self);
        self.indent -= 2;
    }

    /// `if .. then .. end if;`
    pub(crate) fn when(&mut self, condition: &Sql, inner: impl FnOnce(&mut Self)) {
        self.line_with(Fragment::new().kw("if "), condition, " then");
        self.deeper(inner);
        self.line(Fragment::new().kw("end if;"));
    }

    /// `where .. and ..`: one condition a line, each of them an operand of `and`.
    pub(crate) fn conditions(&mut self, conditions: &[Sql]) {
        let asked = conditions.iter().filter(|it| **it != Sql::kw("true"));
        for (position, condition) in asked.enumerate() {
            match position {
                0 => self.line_with(Fragment::new().kw("where "), condition, ""),
                _ => self.deeper(|page| page.line_with(Fragment::new().kw("and "), condition, "")),
            }
        }
    }

    /// Ends the statement.
    pub(crate) fn end(&mut self) {
        self.text = std::mem::take(&mut self.text).kw(";");
    }

    /// An empty line between two parts.
    pub(crate) fn gap(&mut self) {
        if !self.text.is_empty() {
            self.text = std::mem::take(&mut self.text).kw("\n");
        }
    }
}
