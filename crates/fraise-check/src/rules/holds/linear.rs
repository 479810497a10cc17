//! Forms: sums of columns times numbers.

use std::collections::BTreeMap;

use fraise_ir::{
    Expr, FieldId, FieldKind, Ir,
    expr::{BinaryOp, ExprKind, Literal, Root, UnaryOp},
};

use super::{
    number::Number,
    place::{Frame, Place, Ways},
};

/// What is multiplied and added up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::rules) enum Atom {
    /// A column of a row.
    Column(Place, FieldId),
    /// `qty` of a move.
    Qty,
    /// What the caller gives, as it reads.
    Given(String),
    /// What is no sum, as it reads; equal to what reads the same. The columns it reads.
    Other(String, Vec<(Place, FieldId)>),
}

impl Atom {
    /// The columns that it depends on.
    pub(in crate::rules) fn columns(&self) -> Vec<(&Place, FieldId)> {
        match self {
            Atom::Column(place, field) => vec![(place, *field)],
            Atom::Qty | Atom::Given(_) => Vec::new(),
            Atom::Other(_, reads) => reads.iter().map(|(place, field)| (place, *field)).collect(),
        }
    }
}

/// `quantity - quantity_shipped + 1`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rules) struct Form {
    pub(in crate::rules) terms: BTreeMap<Atom, Number>,
    pub(in crate::rules) constant: Number,
}

impl Form {
    pub(in crate::rules) const ZERO: Form = Form { terms: BTreeMap::new(), constant: Number::ZERO };

    pub(in crate::rules) fn number(constant: Number) -> Self {
        Self { constant, ..Self::ZERO }
    }

    pub(in crate::rules) fn atom(atom: Atom) -> Self {
        Self { terms: BTreeMap::from([(atom, Number::ONE)]), constant: Number::ZERO }
    }

    pub(in crate::rules) fn is_zero(&self) -> bool {
        self.terms.is_empty() && self.constant.is_zero()
    }

    pub(in crate::rules) fn plus(&self, other: &Self) -> Option<Self> {
        let mut sum = self.clone();
        for (atom, number) in &other.terms {
            let old = sum.terms.get(atom).copied().unwrap_or(Number::ZERO);
            let new = old.plus(*number)?;
            if new.is_zero() {
                sum.terms.remove(atom);
            } else {
                sum.terms.insert(atom.clone(), new);
            }
        }
        sum.constant = sum.constant.plus(other.constant)?;
        Some(sum)
    }

    pub(in crate::rules) fn times(&self, number: Number) -> Option<Self> {
        if number.is_zero() {
            return Some(Self::ZERO);
        }
        let mut product = Self::number(self.constant.times(number)?);
        for (atom, old) in &self.terms {
            product.terms.insert(atom.clone(), old.times(number)?);
        }
        Some(product)
    }

    pub(in crate::rules) fn negated(&self) -> Self {
        let terms = self.terms.iter().map(|(atom, it)| (atom.clone(), it.negated())).collect();
        Self { terms, constant: self.constant.negated() }
    }

    pub(in crate::rules) fn minus(&self, other: &Self) -> Option<Self> {
        self.plus(&other.negated())
    }

    pub(in crate::rules) fn factor(&self, atom: &Atom) -> Number {
        self.terms.get(atom).copied().unwrap_or(Number::ZERO)
    }

    fn as_number(&self) -> Option<Number> {
        self.terms.is_empty().then_some(self.constant)
    }

    /// It is the other, so many times: whether more than no times.
    pub(in crate::rules) fn is_a_multiple_of(&self, other: &Self) -> Option<bool> {
        let (atom, theirs) = other.terms.first_key_value()?;
        let mine = self.factor(atom);
        let is_multiple = !mine.is_zero() && self.times(*theirs)? == other.times(mine)?;
        is_multiple.then_some(mine.is_negative() == theirs.is_negative())
    }

    /// Only columns times numbers: two such forms are equal exactly if they are the same.
    pub(in crate::rules) fn is_sum(&self) -> bool {
        self.terms.keys().all(|it| !matches!(it, Atom::Other(..)))
    }
}

/// How an expression is read.
pub(in crate::rules) struct Reading<'r> {
    pub(in crate::rules) ways: Ways<'r>,
    pub(in crate::rules) frame: &'r Frame,
    /// What a column holds, where that is not the column itself.
    pub(in crate::rules) column: &'r dyn Fn(&Place, FieldId) -> Option<Form>,
    /// What is called what of that which the caller gives.
    pub(in crate::rules) given: &'r dyn Fn(&ExprKind) -> Option<String>,
}

/// The caller gives nothing.
pub(in crate::rules) fn nothing(_: &ExprKind) -> Option<String> {
    None
}

/// A column stands for itself.
pub(in crate::rules) fn itself(place: &Place, field: FieldId) -> Option<Form> {
    Some(Form::atom(Atom::Column(place.clone(), field)))
}

impl<'r> Reading<'r> {
    fn ir(&self) -> &'r Ir {
        self.ways.ir
    }

    /// The form of a number; none where it cannot be told.
    pub(in crate::rules) fn form(&self, expr: &Expr) -> Option<Form> {
        self.read(expr, self.frame, 0)
    }

    fn read(&self, expr: &Expr, frame: &Frame, depth: usize) -> Option<Form> {
        match &expr.kind {
            ExprKind::Literal(Literal::Number(text)) => Number::parse(text).map(Form::number),
            // The check of a scalar is about one number as well.
            ExprKind::Qty | ExprKind::Value => Some(Form::atom(Atom::Qty)),
            ExprKind::Field { row, field } => self.field(&frame.place(row), *field, depth),
            ExprKind::Unary(UnaryOp::Minus, operand) => Some(self.read(operand, frame, depth)?.negated()),
            ExprKind::Binary(BinaryOp::Plus, left, right) => {
                self.read(left, frame, depth)?.plus(&self.read(right, frame, depth)?)
            }
            ExprKind::Binary(BinaryOp::Minus, left, right) => {
                self.read(left, frame, depth)?.minus(&self.read(right, frame, depth)?)
            }
            ExprKind::Binary(BinaryOp::Times, left, right) => {
                let (left, right) = (self.read(left, frame, depth)?, self.read(right, frame, depth)?);
                match (left.as_number(), right.as_number()) {
                    (Some(number), _) => right.times(number),
                    (_, Some(number)) => left.times(number),
                    (None, None) => self.other(expr, frame),
                }
            }
            ExprKind::Input(_) | ExprKind::LineInput(_) => {
                Some(Form::atom(Atom::Given((self.given)(&expr.kind)?)))
            }
            _ => self.other(expr, frame),
        }
    }

    fn field(&self, place: &Place, field: FieldId, depth: usize) -> Option<Form> {
        match &self.ir().field(field).kind {
            FieldKind::Virtual(computed) | FieldKind::StoredRow(computed) if depth < 16 => {
                let frame = Frame { this: place.clone(), line: Place::root(Root::Line) };
                self.read(computed, &frame, depth + 1)
            }
            _ => (self.column)(&self.ways.shortest(place.clone()), field),
        }
    }

    /// What is no sum counts as one thing, if all of it can be told and none of it was moved.
    fn other(&self, expr: &Expr, frame: &Frame) -> Option<Form> {
        let mut reads = Vec::new();
        let text = self.text(expr, frame, &mut reads)?;
        Some(Form::atom(Atom::Other(text, reads)))
    }

    fn text(&self, expr: &Expr, frame: &Frame, reads: &mut Vec<(Place, FieldId)>) -> Option<String> {
        match &expr.kind {
            ExprKind::Literal(Literal::Number(text)) => Some(text.clone()),
            ExprKind::Literal(Literal::Text(text)) => Some(format!("'{text}'")),
            ExprKind::Field { row, field } => {
                let place = self.ways.shortest(frame.place(row));
                let form = (self.column)(&place, *field)?;
                if form != Form::atom(Atom::Column(place.clone(), *field)) {
                    return None;
                }
                let text = column_name(self.ir(), &place, *field);
                reads.push((place, *field));
                Some(text)
            }
            ExprKind::Binary(operator, left, right) => {
                let sign = sign(*operator)?;
                let (left, right) = (self.text(left, frame, reads)?, self.text(right, frame, reads)?);
                Some(format!("({left} {sign} {right})"))
            }
            ExprKind::Cast(operand) => self.text(operand, frame, reads).map(|it| format!("cast({it})")),
            ExprKind::Call(function, arguments) => {
                let name = format!("{function:?}").to_lowercase();
                let mut parts = Vec::new();
                for argument in arguments {
                    parts.push(self.text(argument, frame, reads)?);
                }
                Some(format!("{name}({})", parts.join(", ")))
            }
            _ => None,
        }
    }
}

fn sign(operator: BinaryOp) -> Option<&'static str> {
    match operator {
        BinaryOp::Plus => Some("+"),
        BinaryOp::Minus => Some("-"),
        BinaryOp::Times => Some("*"),
        BinaryOp::Divide => Some("/"),
        BinaryOp::Modulo => Some("%"),
        BinaryOp::Or
        | BinaryOp::And
        | BinaryOp::Equal
        | BinaryOp::NotEqual
        | BinaryOp::Less
        | BinaryOp::LessOrEqual
        | BinaryOp::Greater
        | BinaryOp::GreaterOrEqual
        | BinaryOp::IsDistinctFrom
        | BinaryOp::IsNotDistinctFrom
        | BinaryOp::Like
        | BinaryOp::NotLike
        | BinaryOp::Ilike
        | BinaryOp::NotIlike
        | BinaryOp::Matches
        | BinaryOp::Concat => None,
    }
}

/// `line.order_item.quantity`
pub(in crate::rules) fn column_name(ir: &Ir, place: &Place, field: FieldId) -> String {
    let mut name = place_name(ir, place);
    if !name.is_empty() {
        name.push('.');
    }
    name.push_str(&ir.field(field).name);
    name
}

/// `line.order_item`; nothing for the row itself.
pub(in crate::rules) fn place_name(ir: &Ir, place: &Place) -> String {
    let root = match place.root {
        Root::Line => Some("line"),
        Root::Old => Some("old"),
        Root::This | Root::New | Root::Many | Root::Input(_) | Root::LineReference(_) | Root::Step(_) => None,
    };
    let hops = place.hops.iter().map(|hop| match hop {
        fraise_ir::expr::Hop::Reference(field) => ir.field(*field).name.as_str(),
        fraise_ir::expr::Hop::Inverse(relation) => ir.relation(*relation).name.as_str(),
    });
    root.into_iter().chain(hops).collect::<Vec<&str>>().join(".")
}

/// As a schema would write it.
pub(in crate::rules) fn form_text(ir: &Ir, form: &Form) -> String {
    let mut parts: Vec<(Number, Option<String>)> = Vec::new();
    for (atom, number) in &form.terms {
        let name = match atom {
            Atom::Column(place, field) => column_name(ir, place, *field),
            Atom::Qty => "qty".to_owned(),
            Atom::Given(text) | Atom::Other(text, _) => text.clone(),
        };
        parts.push((*number, Some(name)));
    }
    if !form.constant.is_zero() || parts.is_empty() {
        parts.push((form.constant, None));
    }
    parts.sort_by_key(|(number, _)| number.is_negative());
    let mut text = String::new();
    for (number, name) in parts {
        let (sign, size) = if number.is_negative() { ("-", number.negated()) } else { ("+", number) };
        match (text.is_empty(), sign) {
            (true, "-") => text.push('-'),
            (true, _) => {}
            (false, sign) => text.push_str(&format!(" {sign} ")),
        }
        match name {
            Some(name) if size == Number::ONE => text.push_str(&name),
            Some(name) => text.push_str(&format!("{size} * {name}")),
            None => text.push_str(&size.to_string()),
        }
    }
    text
}
