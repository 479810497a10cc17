//! The syntax tree of expressions. Parentheses are gone: the tree says what they said.

use std::ops::Range;

use crate::TypeSyntax;

/// One node and the bytes it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Bytes of the text.
    pub range: Range<usize>,
}

/// A name as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The letters, without quotes.
    pub text: String,
    /// Bytes of the text.
    pub range: Range<usize>,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `null`
    Null,
    /// `true`
    Bool(bool),
    /// Digits and perhaps a point, as written.
    Number(String),
    /// `'text'`
    Text(String),
    /// `a`, `a.b.c`
    Path(Vec<Name>),
    /// `-x`, `not x`
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `x is null`
    IsNull {
        /// Of what.
        operand: Box<Expr>,
        /// `is not null`
        negated: bool,
    },
    /// `x in (a, b)`
    In {
        /// What.
        operand: Box<Expr>,
        /// Among these.
        list: Vec<Expr>,
        /// `not in`
        negated: bool,
    },
    /// `x between a and b`
    Between {
        /// What.
        operand: Box<Expr>,
        /// From, inclusive.
        low: Box<Expr>,
        /// To, inclusive.
        high: Box<Expr>,
        /// `not between`
        negated: bool,
    },
    /// `x = any(list)`
    AnyOf {
        /// What.
        operand: Box<Expr>,
        /// An array.
        list: Box<Expr>,
    },
    /// `case .. end`
    Case {
        /// Compared with each `when`.
        operand: Option<Box<Expr>>,
        /// `when` and `then`.
        branches: Vec<(Expr, Expr)>,
        /// `else`
        otherwise: Option<Box<Expr>>,
    },
    /// `cast(x as T)`
    Cast {
        /// What.
        operand: Box<Expr>,
        /// Into what.
        ty: Box<TypeSyntax>,
    },
    /// `f(a, b)`; `extract(unit from x)`, `position(a in b)`, `substring(x from a for b)` are read as calls too,
    /// the unit as a text.
    Call {
        /// The function, in small letters.
        name: Name,
        /// Its arguments.
        arguments: Vec<Expr>,
        /// `f(*)`
        star: bool,
        /// `f(distinct a)`
        distinct: bool,
        /// `filter (where ..)`
        filter: Option<Box<Expr>>,
    },
}

/// Operators before one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-`
    Minus,
    /// `not`
    Not,
}

/// Operators between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

impl BinaryOp {
    /// As SQL writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            BinaryOp::Or => "or",
            BinaryOp::And => "and",
            BinaryOp::Equal => "=",
            BinaryOp::NotEqual => "<>",
            BinaryOp::Less => "<",
            BinaryOp::LessOrEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterOrEqual => ">=",
            BinaryOp::IsDistinctFrom => "is distinct from",
            BinaryOp::IsNotDistinctFrom => "is not distinct from",
            BinaryOp::Like => "like",
            BinaryOp::NotLike => "not like",
            BinaryOp::Ilike => "ilike",
            BinaryOp::NotIlike => "not ilike",
            BinaryOp::Matches => "~",
            BinaryOp::Plus => "+",
            BinaryOp::Minus => "-",
            BinaryOp::Times => "*",
            BinaryOp::Divide => "/",
            BinaryOp::Modulo => "%",
            BinaryOp::Concat => "||",
        }
    }
}
