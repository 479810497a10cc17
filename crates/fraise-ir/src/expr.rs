//! Typed expressions: every name found, every type known.
//!
//! A value is read from a *row*: a [`RowPath`] starts at a [`Root`] and follows to-one hops. The printer
//! of expressions binds each root to an alias; a virtual field is printed by printing its own expression
//! with [`Root::This`] bound to the row that it is read from.

use fraise_diagnostics::Span;
use serde::Serialize;

use crate::{ClaimId, EntityId, FieldId, RelationId, RuleId, StepId, Type, access::Who};

/// A typed expression. Two are equal when they say the same, wherever they are written.
#[derive(Debug, Clone, Serialize)]
pub struct Expr {
    /// What it computes.
    pub kind: ExprKind,
    /// The type of its value.
    pub ty: Type,
    /// May be null.
    pub nullable: bool,
    /// Where it is written.
    pub span: Span,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.ty == other.ty && self.nullable == other.nullable
    }
}

/// Where a row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Root {
    /// The row of the enclosing type.
    This,
    /// The row before the change.
    Old,
    /// The row after the change.
    New,
    /// A row of `each`.
    Line,
    /// A row of the to-many inside an aggregate.
    Many,
    /// The row of an entity input (of a query or event), by position; in a mutation these rows are steps.
    Input(usize),
    /// The row that a reference in a line of an input list points to, by the field's position in the object.
    LineReference(usize),
    /// The row of a step's name.
    Step(StepId),
}

/// A row: a root and the to-one hops from it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowPath {
    /// Where it starts.
    pub root: Root,
    /// The entity of the root's row; `None` for a line of an input list.
    pub root_entity: Option<EntityId>,
    /// To-one hops.
    pub hops: Vec<Hop>,
}

/// One to-one hop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Hop {
    /// Along a reference of the row.
    Reference(FieldId),
    /// Along the inverse of a unique reference; there may be none.
    Inverse(RelationId),
}

/// The rows of an aggregate or of `each`: from a row, a to-many relation (which may go through another).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Many {
    /// The row that has the relation.
    pub from: RowPath,
    /// The relation.
    pub relation: RelationId,
}

/// What an aggregate is over.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum AggregateOver {
    /// The rows of a relation, each [`Root::Many`].
    Relation(Many),
    /// All rows of a table in a report, each [`Root::Many`].
    Table(EntityId),
    /// The rows that a report lists ([`Root::This`]) or a breakdown groups ([`Root::Line`]).
    Rows,
}

/// What an expression computes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum ExprKind {
    /// A constant.
    Literal(Literal),
    /// A field of a row.
    Field {
        /// The row.
        row: RowPath,
        /// Its field, stored or virtual.
        field: FieldId,
    },
    /// A row as a value: its key, or null where there is no row.
    Row(RowPath),
    /// A rule asked of a row.
    Rule {
        /// The row.
        row: RowPath,
        /// The rule.
        rule: RuleId,
    },
    /// `viewer.id`, or `viewer` compared with a to-one.
    ViewerId,
    /// `viewer.email`.
    ViewerClaim(ClaimId),
    /// `has_role('admin')`.
    HasRole(Who),
    /// An argument, by position; of an operation, or in an event's `set` of that event.
    Input(usize),
    /// A field of a line of an input list: its position in the object.
    LineInput(usize),
    /// A field of a hook's output, by position.
    HookOutput(StepId, usize),
    /// `qty` of a move.
    Qty,
    /// `value` of a scalar's check.
    Value,
    /// `-x`, `not x`.
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `x is null`.
    IsNull {
        /// Of what.
        operand: Box<Expr>,
        /// `is not null`.
        negated: bool,
    },
    /// `x in (a, b)`.
    In {
        /// What.
        operand: Box<Expr>,
        /// Among these.
        list: Vec<Expr>,
        /// `not in`.
        negated: bool,
    },
    /// `x between a and b`.
    Between {
        /// What.
        operand: Box<Expr>,
        /// From, inclusive.
        low: Box<Expr>,
        /// To, inclusive.
        high: Box<Expr>,
        /// `not between`.
        negated: bool,
    },
    /// `x = any(list)`.
    AnyOf {
        /// What.
        operand: Box<Expr>,
        /// An array.
        list: Box<Expr>,
    },
    /// `case .. end`; an operand form is kept.
    Case {
        /// Compared with each `when`.
        operand: Option<Box<Expr>>,
        /// `when` and `then`.
        branches: Vec<(Expr, Expr)>,
        /// `else`.
        otherwise: Option<Box<Expr>>,
    },
    /// `cast(x as T)`.
    Cast(Box<Expr>),
    /// A function of the list.
    Call(Function, Vec<Expr>),
    /// `extract(field from x)`, `date_trunc('unit', x)`: the unit is one of a list.
    Part {
        /// Extract or truncate.
        function: PartFunction,
        /// `year`, `month`, ..
        unit: String,
        /// Of what.
        operand: Box<Expr>,
        /// In this zone, for a timestamptz.
        zone: Option<Box<Expr>>,
    },
    /// An aggregate.
    Aggregate {
        /// Which.
        function: Aggregate,
        /// Over which rows.
        over: AggregateOver,
        /// Of what; `None` is `count(*)` or `count(relation)`.
        argument: Option<Box<Expr>>,
        /// The separator of `string_agg`.
        separator: Option<Box<Expr>>,
        /// `distinct`.
        distinct: bool,
        /// `filter (where ..)`.
        filter: Option<Box<Expr>>,
    },
}

/// A constant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Literal {
    /// `null`
    Null,
    /// `true`
    Bool(bool),
    /// Digits, with a point when a decimal; exactly as written.
    Number(String),
    /// `'text'` of the expression's type: text, enum member, date, uuid, ..
    Text(String),
}

/// Operators before one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum UnaryOp {
    /// `-`
    Minus,
    /// `not`
    Not,
}

/// Operators between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum BinaryOp {
    /// `or`
    Or,
    /// `and`
    And,
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `is distinct from`
    IsDistinctFrom,
    /// `is not distinct from`
    IsNotDistinctFrom,
    /// `like`
    Like,
    /// `not like`
    NotLike,
    /// `ilike`
    Ilike,
    /// `not ilike`
    NotIlike,
    /// `~`
    Matches,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Divide,
    /// `%`
    Modulo,
    /// `||`
    Concat,
}

/// Functions of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names are the functions")]
pub enum Function {
    Coalesce,
    Nullif,
    Greatest,
    Least,
    Abs,
    Round,
    Floor,
    Ceil,
    Mod,
    Power,
    Sign,
    Lower,
    Upper,
    Trim,
    Length,
    Left,
    Right,
    Substring,
    Replace,
    StartsWith,
    Concat,
    Position,
    Age,
    DayStart,
    Now,
    Today,
}

/// Functions over a part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum PartFunction {
    /// `extract`
    Extract,
    /// `date_trunc`
    Truncate,
}

/// Aggregates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names are the functions")]
pub enum Aggregate {
    Count,
    Sum,
    Avg,
    Min,
    Max,
    BoolOr,
    BoolAnd,
    ArrayAgg,
    StringAgg,
}

/// How much the value of an expression may change while the row stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Volatility {
    /// Never.
    Immutable,
    /// Between statements.
    Stable,
    /// At any time.
    Volatile,
}

impl RowPath {
    /// The row of a root itself.
    pub fn root(root: Root, entity: EntityId) -> Self {
        RowPath { root, root_entity: Some(entity), hops: Vec::new() }
    }
}

impl BinaryOp {
    /// Null on one side makes null.
    pub fn is_strict(self) -> bool {
        !matches!(self, BinaryOp::And | BinaryOp::Or | BinaryOp::IsDistinctFrom | BinaryOp::IsNotDistinctFrom)
    }
}

impl Function {
    /// How much its value may change.
    pub fn volatility(self) -> Volatility {
        match self {
            Function::DayStart | Function::Now | Function::Today => Volatility::Stable,
            Function::Coalesce
            | Function::Nullif
            | Function::Greatest
            | Function::Least
            | Function::Abs
            | Function::Round
            | Function::Floor
            | Function::Ceil
            | Function::Mod
            | Function::Power
            | Function::Sign
            | Function::Lower
            | Function::Upper
            | Function::Trim
            | Function::Length
            | Function::Left
            | Function::Right
            | Function::Substring
            | Function::Replace
            | Function::StartsWith
            | Function::Concat
            | Function::Position
            | Function::Age => Volatility::Immutable,
        }
    }
}

impl Expr {
    /// Calls `visit` for this expression and each one inside it, outside first.
    pub fn walk(&self, visit: &mut dyn FnMut(&Expr)) {
        visit(self);
        self.for_each_child(&mut |child| child.walk(visit));
    }

    /// Whether it reads the row of a root, or a row that is reached from it.
    pub fn reads(&self, root: Root) -> bool {
        let mut reads = false;
        self.walk(&mut |part| {
            let row = match &part.kind {
                ExprKind::Field { row, .. } | ExprKind::Row(row) | ExprKind::Rule { row, .. } => row,
                ExprKind::Aggregate { over: AggregateOver::Relation(many), .. } => &many.from,
                _ => return,
            };
            reads |= row.root == root;
        });
        reads
    }

    /// Whether it reads more of the row of a root than its key: such a row is asked, and must stay as it is meanwhile.
    pub fn asks(&self, root: Root) -> bool {
        let mut asks = false;
        self.walk(&mut |part| {
            asks |= match &part.kind {
                ExprKind::Field { row, .. } | ExprKind::Rule { row, .. } => row.root == root,
                ExprKind::Row(row) => row.root == root && !row.hops.is_empty(),
                ExprKind::Aggregate { over: AggregateOver::Relation(many), .. } => many.from.root == root,
                _ => false,
            };
        });
        asks
    }

    /// Calls `visit` for each expression directly inside this one, in the order written.
    pub fn for_each_child(&self, visit: &mut dyn FnMut(&Expr)) {
        match &self.kind {
            ExprKind::Literal(_)
            | ExprKind::Field { .. }
            | ExprKind::Row(_)
            | ExprKind::Rule { .. }
            | ExprKind::ViewerId
            | ExprKind::ViewerClaim(_)
            | ExprKind::HasRole(_)
            | ExprKind::Input(_)
            | ExprKind::LineInput(_)
            | ExprKind::HookOutput(..)
            | ExprKind::Qty
            | ExprKind::Value => {}
            ExprKind::Unary(_, operand) | ExprKind::Cast(operand) | ExprKind::IsNull { operand, .. } => {
                visit(operand)
            }
            ExprKind::Binary(_, left, right) => {
                visit(left);
                visit(right);
            }
            ExprKind::In { operand, list, .. } => {
                visit(operand);
                list.iter().for_each(visit);
            }
            ExprKind::Between { operand, low, high, .. } => {
                visit(operand);
                visit(low);
                visit(high);
            }
            ExprKind::AnyOf { operand, list } => {
                visit(operand);
                visit(list);
            }
            ExprKind::Case { operand, branches, otherwise } => {
                operand.iter().for_each(|it| visit(it));
                for (when, then) in branches {
                    visit(when);
                    visit(then);
                }
                otherwise.iter().for_each(|it| visit(it));
            }
            ExprKind::Call(_, arguments) => arguments.iter().for_each(visit),
            ExprKind::Part { operand, zone, .. } => {
                visit(operand);
                zone.iter().for_each(|it| visit(it));
            }
            ExprKind::Aggregate { argument, separator, filter, .. } => {
                argument.iter().for_each(|it| visit(it));
                separator.iter().for_each(|it| visit(it));
                filter.iter().for_each(|it| visit(it));
            }
        }
    }

    /// Calls `visit` for each expression directly inside this one, in the order written, to change it.
    pub fn for_each_child_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        match &mut self.kind {
            ExprKind::Literal(_)
            | ExprKind::Field { .. }
            | ExprKind::Row(_)
            | ExprKind::Rule { .. }
            | ExprKind::ViewerId
            | ExprKind::ViewerClaim(_)
            | ExprKind::HasRole(_)
            | ExprKind::Input(_)
            | ExprKind::LineInput(_)
            | ExprKind::HookOutput(..)
            | ExprKind::Qty
            | ExprKind::Value => {}
            ExprKind::Unary(_, operand) | ExprKind::Cast(operand) | ExprKind::IsNull { operand, .. } => {
                visit(operand)
            }
            ExprKind::Binary(_, left, right) => {
                visit(left);
                visit(right);
            }
            ExprKind::In { operand, list, .. } => {
                visit(operand);
                list.iter_mut().for_each(visit);
            }
            ExprKind::Between { operand, low, high, .. } => {
                visit(operand);
                visit(low);
                visit(high);
            }
            ExprKind::AnyOf { operand, list } => {
                visit(operand);
                visit(list);
            }
            ExprKind::Case { operand, branches, otherwise } => {
                operand.iter_mut().for_each(|it| visit(it));
                for (when, then) in branches {
                    visit(when);
                    visit(then);
                }
                otherwise.iter_mut().for_each(|it| visit(it));
            }
            ExprKind::Call(_, arguments) => arguments.iter_mut().for_each(visit),
            ExprKind::Part { operand, zone, .. } => {
                visit(operand);
                zone.iter_mut().for_each(|it| visit(it));
            }
            ExprKind::Aggregate { argument, separator, filter, .. } => {
                argument.iter_mut().for_each(|it| visit(it));
                separator.iter_mut().for_each(|it| visit(it));
                filter.iter_mut().for_each(|it| visit(it));
            }
        }
    }

    /// The conjuncts of `a and b and c`.
    pub fn conjuncts(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Binary(BinaryOp::And, left, right) => {
                let mut all = left.conjuncts();
                all.extend(right.conjuncts());
                all
            }
            _ => vec![self],
        }
    }
}
