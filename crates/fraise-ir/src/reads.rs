//! What an expression reads in the end, once virtual fields and rules are read through to what they are made of.

use crate::{
    Expr, FieldId, FieldKind, Ir, RuleId,
    expr::{AggregateOver, ExprKind, Function, Hop, Root, RowPath},
};

/// One thing that an expression reads, of a row that is reached from its own by to-one hops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The hops to the row; without one it is the row itself.
    pub hops: Vec<Hop>,
    /// What is read there.
    pub what: What,
}

/// What is read of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A field that has a column.
    Column(FieldId),
    /// The key, where no column of the row before holds it; whether there is a row at all.
    Key,
    /// How many rows of a to-many there are, and what they hold.
    Rows,
    /// The time at which one asks.
    Time,
}

/// All that an expression reads of its row and of rows that are reached from it, each thing once, in the order written.
pub fn reads(ir: &Ir, expr: &Expr) -> Vec<Read> {
    let mut reader = Reader { ir, found: Vec::new(), inside: Vec::new() };
    reader.read(expr, &[]);
    reader.found
}

/// The fields of the row itself that an expression reads or whose references it follows.
pub fn own_columns(reads: &[Read]) -> Vec<FieldId> {
    let mut columns = Vec::new();
    for read in reads {
        let column = match (read.hops.first().copied(), read.what) {
            (Some(Hop::Reference(field)), _) | (None, What::Column(field)) => field,
            (Some(Hop::Inverse(_)), _) | (None, What::Key | What::Rows | What::Time) => continue,
        };
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    columns
}

/// The paths to other rows that are read, those on the way to others among them: each path once, shorter ones first.
pub fn paths(reads: &[Read]) -> Vec<Vec<Hop>> {
    let mut paths: Vec<Vec<Hop>> = Vec::new();
    for read in reads {
        for length in 1..=read.hops.len() {
            let path = read.hops.iter().take(length).copied().collect();
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
    }
    paths.sort_by_key(Vec::len);
    paths
}

struct Reader<'ir> {
    ir: &'ir Ir,
    found: Vec<Read>,
    /// Computed things that are being read; a circle is an error elsewhere.
    inside: Vec<Computed>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Computed {
    Field(FieldId),
    Rule(RuleId),
}

impl Reader<'_> {
    /// Reads an expression over the row at the end of `at`.
    fn read(&mut self, expr: &Expr, at: &[Hop]) {
        match &expr.kind {
            ExprKind::Field { row, field } if row.root == Root::This => {
                let hops = behind(at, row);
                match &self.ir.field(*field).kind {
                    FieldKind::Virtual(computed) => {
                        self.read_through(Computed::Field(*field), computed, &hops)
                    }
                    FieldKind::Plain { .. } | FieldKind::StoredRow(_) | FieldKind::StoredAggregate { .. } => {
                        self.add(hops, What::Column(*field));
                    }
                }
            }
            ExprKind::Rule { row, rule } if row.root == Root::This => {
                let hops = behind(at, row);
                self.read_through(Computed::Rule(*rule), &self.ir.rule(*rule).expr, &hops);
            }
            ExprKind::Row(row) if row.root == Root::This => self.read_key(behind(at, row)),
            ExprKind::Aggregate { over: AggregateOver::Relation(many), .. }
                if many.from.root == Root::This =>
            {
                self.add(behind(at, &many.from), What::Rows);
            }
            ExprKind::Call(Function::Now | Function::Today, _) => self.add(Vec::new(), What::Time),
            _ => {}
        }
        expr.for_each_child(&mut |child| self.read(child, at));
    }

    fn read_through(&mut self, computed: Computed, expr: &Expr, hops: &[Hop]) {
        if !self.inside.contains(&computed) {
            self.inside.push(computed);
            self.read(expr, hops);
            self.inside.pop();
        }
    }

    /// The key of a row that a reference points to is that reference.
    fn read_key(&mut self, mut hops: Vec<Hop>) {
        match hops.pop() {
            Some(Hop::Reference(field)) => self.add(hops, What::Column(field)),
            Some(hop @ Hop::Inverse(_)) => {
                hops.push(hop);
                self.add(hops, What::Key);
            }
            None => self.add(hops, What::Key),
        }
    }

    fn add(&mut self, hops: Vec<Hop>, what: What) {
        let read = Read { hops, what };
        if !self.found.contains(&read) {
            self.found.push(read);
        }
    }
}

fn behind(at: &[Hop], row: &RowPath) -> Vec<Hop> {
    at.iter().chain(&row.hops).copied().collect()
}
