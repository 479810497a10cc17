//! Operators, `in`, `between`, `case`, `cast`.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_expr::{
    BinaryOp as SyntaxOp, Expr as Syntax, ExprKind as Kind, TypeSyntax, UnaryOp as SyntaxUnary,
};
use fraise_ir::{
    Expr, Type,
    expr::{BinaryOp, ExprKind, Literal, UnaryOp},
};

use super::{
    Typer, typed,
    types::{common, comparable, describe},
};
use crate::types::resolve_cast;

impl Typer<'_> {
    pub(super) fn unary(&mut self, op: SyntaxUnary, operand: &Syntax, span: Span) -> Option<Expr> {
        match op {
            SyntaxUnary::Not => {
                let operand = self.infer(operand, Some(&Type::Bool))?;
                self.is_condition(&operand).then_some(())?;
                let nullable = operand.nullable;
                Some(typed(ExprKind::Unary(UnaryOp::Not, Box::new(operand)), Type::Bool, nullable, span))
            }
            SyntaxUnary::Minus => {
                let operand = self.infer(operand, None)?;
                if !(operand.ty.is_number() || operand.ty == Type::Interval) {
                    return self.mismatch("-", &operand, &operand, span);
                }
                let (ty, nullable) = (operand.ty.clone(), operand.nullable);
                Some(typed(ExprKind::Unary(UnaryOp::Minus, Box::new(operand)), ty, nullable, span))
            }
        }
    }

    pub(super) fn binary(
        &mut self,
        op: SyntaxOp,
        left: &Syntax,
        right: &Syntax,
        hint: Option<&Type>,
        span: Span,
    ) -> Option<Expr> {
        let ir_op = ir_operator(op);
        match ir_op {
            BinaryOp::And | BinaryOp::Or => self.logic(ir_op, left, right, span),
            BinaryOp::Equal
            | BinaryOp::NotEqual
            | BinaryOp::Less
            | BinaryOp::LessOrEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterOrEqual
            | BinaryOp::IsDistinctFrom
            | BinaryOp::IsNotDistinctFrom => self.comparison(ir_op, op.as_str(), left, right, span),
            BinaryOp::Like | BinaryOp::NotLike | BinaryOp::Ilike | BinaryOp::NotIlike | BinaryOp::Matches => {
                let (left, right) = self.both_texts(left, right)?;
                if !left.ty.is_text() || !right.ty.is_text() {
                    return self.mismatch(op.as_str(), &left, &right, span);
                }
                if ir_op != BinaryOp::Matches && ends_in_an_escape(&right) {
                    self.report(
                        Diagnostic::error(
                            Code::F0502,
                            right.span,
                            "the pattern ends in the middle of an escape",
                        )
                        .label("`\\` takes its meaning from the next character, and there is none")
                        .help("Write `\\\\` for a backslash."),
                    );
                    return None;
                }
                Some(node(ir_op, left, right, Type::Bool, span))
            }
            BinaryOp::Concat => {
                let (left, right) = self.both_texts(left, right)?;
                if !left.ty.is_text() || !right.ty.is_text() {
                    let help = "Other values are made text by `cast(x as text)`.";
                    self.report(self.mismatch_finding(op.as_str(), &left, &right, span).help(help));
                    return None;
                }
                Some(node(ir_op, left, right, Type::Text(None), span))
            }
            BinaryOp::Plus | BinaryOp::Minus | BinaryOp::Times | BinaryOp::Divide | BinaryOp::Modulo => {
                self.arithmetic(ir_op, op.as_str(), left, right, hint, span)
            }
        }
    }

    fn logic(&mut self, op: BinaryOp, left: &Syntax, right: &Syntax, span: Span) -> Option<Expr> {
        let left = self.infer(left, Some(&Type::Bool));
        let right = self.infer(right, Some(&Type::Bool));
        let (left, right) = (left?, right?);
        let both = self.is_condition(&left) & self.is_condition(&right);
        both.then(|| node(op, left, right, Type::Bool, span))
    }

    fn comparison(
        &mut self,
        op: BinaryOp,
        sign: &str,
        left: &Syntax,
        right: &Syntax,
        span: Span,
    ) -> Option<Expr> {
        let (left, right) = self.both(left, right)?;
        if !comparable(self.ir, &left, &right) || !has_order(&left.ty, op) {
            return self.mismatch(sign, &left, &right, span);
        }
        let mut compared = node(op, left, right, Type::Bool, span);
        if matches!(op, BinaryOp::IsDistinctFrom | BinaryOp::IsNotDistinctFrom) {
            compared.nullable = false;
        }
        Some(compared)
    }

    /// Both operands; a literal takes the type of the other side.
    fn both(&mut self, left: &Syntax, right: &Syntax) -> Option<(Expr, Expr)> {
        if is_literal(left) && !is_literal(right) {
            let right = self.infer(right, None);
            let left = self.infer(left, right.as_ref().map(|it| &it.ty));
            return Some((left?, right?));
        }
        let left = self.infer(left, None);
        let right_hint = left.as_ref().map(|it| it.ty.clone());
        let right = self.infer(right, right_hint.as_ref());
        Some((left?, right?))
    }

    /// Operands that are wanted as texts; a literal is one whatever stands on the other side.
    fn both_texts(&mut self, left: &Syntax, right: &Syntax) -> Option<(Expr, Expr)> {
        let left = self.infer(left, Some(&Type::Text(None)));
        let right = self.infer(right, Some(&Type::Text(None)));
        Some((left?, right?))
    }

    fn arithmetic(
        &mut self,
        op: BinaryOp,
        sign: &str,
        left: &Syntax,
        right: &Syntax,
        hint: Option<&Type>,
        span: Span,
    ) -> Option<Expr> {
        let number_hint = hint.filter(|it| it.is_number());
        let left = self.infer(left, number_hint);
        let right = self.infer(right, number_hint);
        let (left, right) = (left?, right?);
        let Some(ty) = arithmetic_type(op, &left.ty, &right.ty) else {
            return self.mismatch(sign, &left, &right, span);
        };
        let whole = |it: &Type| matches!(it, Type::Int | Type::BigInt);
        if op == BinaryOp::Divide && whole(&left.ty) && whole(&right.ty) {
            let found =
                Diagnostic::new(Code::F0514, span, "a whole number divided by a whole number loses its rest")
                    .help("Write `cast(x as decimal)` around one side to keep the rest.");
            self.report(found);
        }
        Some(node(op, left, right, ty, span))
    }

    pub(super) fn membership(
        &mut self,
        operand: &Syntax,
        list: &[Syntax],
        negated: bool,
        span: Span,
    ) -> Option<Expr> {
        let operand = self.infer(operand, None)?;
        let mut members = Vec::with_capacity(list.len());
        let mut good = true;
        for item in list {
            match self.infer(item, Some(&operand.ty)) {
                Some(it) if comparable(self.ir, &operand, &it) => members.push(it),
                Some(it) => {
                    self.mismatch::<()>("in", &operand, &it, it.span);
                    good = false;
                }
                None => good = false,
            }
        }
        let nullable = operand.nullable || members.iter().any(|it| it.nullable);
        let kind = ExprKind::In { operand: Box::new(operand), list: members, negated };
        good.then(|| typed(kind, Type::Bool, nullable, span))
    }

    pub(super) fn between(
        &mut self,
        operand: &Syntax,
        low: &Syntax,
        high: &Syntax,
        negated: bool,
        span: Span,
    ) -> Option<Expr> {
        let operand = self.infer(operand, None)?;
        let low = self.infer(low, Some(&operand.ty));
        let high = self.infer(high, Some(&operand.ty));
        let (low, high) = (low?, high?);
        for bound in [&low, &high] {
            if !comparable(self.ir, &operand, bound) || !has_order(&operand.ty, BinaryOp::Less) {
                return self.mismatch("between", &operand, bound, span);
            }
        }
        let nullable = operand.nullable || low.nullable || high.nullable;
        let kind = ExprKind::Between {
            operand: Box::new(operand),
            low: Box::new(low),
            high: Box::new(high),
            negated,
        };
        Some(typed(kind, Type::Bool, nullable, span))
    }

    pub(super) fn any_of(&mut self, operand: &Syntax, list: &Syntax, span: Span) -> Option<Expr> {
        let list = self.infer(list, None)?;
        let Type::Array(element) = list.ty.clone() else {
            let found = Diagnostic::error(Code::F0501, list.span, "`any` asks a list")
                .label(format!("this is {}", describe(self.ir, &list.ty)));
            self.report(found);
            return None;
        };
        let operand = self.infer(operand, Some(&element))?;
        let operand = self.fits_type(operand, &element)?;
        let nullable = operand.nullable || list.nullable;
        Some(typed(
            ExprKind::AnyOf { operand: Box::new(operand), list: Box::new(list) },
            Type::Bool,
            nullable,
            span,
        ))
    }

    pub(super) fn case(
        &mut self,
        operand: Option<&Syntax>,
        branches: &[(Syntax, Syntax)],
        otherwise: Option<&Syntax>,
        hint: Option<&Type>,
        span: Span,
    ) -> Option<Expr> {
        let operand = match operand {
            Some(it) => Some(self.infer(it, None)?),
            None => None,
        };
        let results: Vec<&Syntax> = branches.iter().map(|(_, then)| then).chain(otherwise).collect();
        let typed_results = self.same_type(&results, hint, "case");
        let mut conditions = Vec::new();
        for (when, _) in branches {
            let condition = match &operand {
                Some(operand) => {
                    self.infer(when, Some(&operand.ty)).filter(|it| comparable(self.ir, operand, it))
                }
                None => self.infer(when, Some(&Type::Bool)).filter(|it| self.is_condition(it)),
            };
            conditions.push(condition?);
        }
        let (mut results, ty) = typed_results?;
        let nullable = otherwise.is_none() || results.iter().any(|it| it.nullable);
        let otherwise = if otherwise.is_some() { results.pop().map(Box::new) } else { None };
        let branches = conditions.into_iter().zip(results).collect();
        let kind = ExprKind::Case { operand: operand.map(Box::new), branches, otherwise };
        Some(typed(kind, ty, nullable, span))
    }

    /// Values that must have one type, such as the branches of a `case`, and that type.
    pub(super) fn same_type(
        &mut self,
        values: &[&Syntax],
        hint: Option<&Type>,
        what: &str,
    ) -> Option<(Vec<Expr>, Type)> {
        let from_sibling = match hint {
            Some(_) => None,
            None => values.iter().find(|it| !is_literal(it)).and_then(|it| self.peek_type(it)),
        };
        let hint = hint.or(from_sibling.as_ref());
        let mut typed_values = Vec::with_capacity(values.len());
        for value in values {
            typed_values.push(self.infer(value, hint));
        }
        let typed_values: Vec<Expr> = typed_values.into_iter().collect::<Option<_>>()?;
        let mut ty = Type::Null;
        for value in &typed_values {
            let Some(next) = common(&ty, &value.ty) else {
                let (one, other) = (describe(self.ir, &ty), describe(self.ir, &value.ty));
                let found =
                    Diagnostic::error(Code::F0501, value.span, format!("`{what}` gives {one} or {other}"))
                        .label(format!("this is {other}"));
                self.report(found);
                return None;
            };
            ty = next;
        }
        Some((typed_values, ty))
    }

    /// The type of a value, without telling of its errors; it is typed again with a hint.
    fn peek_type(&mut self, syntax: &Syntax) -> Option<Type> {
        let mut unheard = fraise_diagnostics::Diagnostics::new();
        let mut typer = Typer {
            ir: self.ir,
            names: self.names,
            diagnostics: &mut unheard,
            scope: self.scope,
            text: self.text,
            aggregate: self.aggregate.as_ref().map(|_| super::Gathering::default()),
        };
        typer.infer(syntax, None).map(|it| it.ty).filter(|it| *it != Type::Null)
    }

    pub(super) fn cast(&mut self, operand: &Syntax, ty: &TypeSyntax, span: Span) -> Option<Expr> {
        let ty = match resolve_cast(self.names, self.ir.service.money.digits, ty) {
            Ok(ty) => ty,
            Err(message) => {
                self.report(Diagnostic::error(Code::F0301, span, message));
                return None;
            }
        };
        let operand = self.infer(operand, Some(&ty))?;
        if !castable(&operand.ty, &ty) {
            let (from, to) = (describe(self.ir, &operand.ty), describe(self.ir, &ty));
            self.report(Diagnostic::error(Code::F0501, span, format!("{from} cannot be cast to {to}")));
            return None;
        }
        let nullable = operand.nullable;
        Some(typed(ExprKind::Cast(Box::new(operand)), ty, nullable, span))
    }

    fn mismatch<T>(&mut self, sign: &str, left: &Expr, right: &Expr, span: Span) -> Option<T> {
        let found = self.mismatch_finding(sign, left, right, span);
        self.report(found);
        None
    }

    fn mismatch_finding(&self, sign: &str, left: &Expr, right: &Expr, span: Span) -> Diagnostic {
        let (one, other) = (describe(self.ir, &left.ty), describe(self.ir, &right.ty));
        let message = format!("`{sign}` does not go between {one} and {other}");
        let found = Diagnostic::error(Code::F0501, span, message);
        if left.span == right.span {
            return found;
        }
        let is_text_literal = |it: &Expr| matches!(it.kind, ExprKind::Literal(Literal::Text(_)));
        let found = if sign == "+" && (left.ty.is_text() || right.ty.is_text()) {
            found.help("Texts are joined by `||`.")
        } else if is_text_literal(left) && right.ty.is_number()
            || is_text_literal(right) && left.ty.is_number()
        {
            found.help("Numbers are written without quotes.")
        } else {
            found
        };
        found.secondary(left.span, format!("this is {one}")).secondary(right.span, format!("this is {other}"))
    }
}

fn node(op: BinaryOp, left: Expr, right: Expr, ty: Type, span: Span) -> Expr {
    let nullable = left.nullable || right.nullable;
    typed(ExprKind::Binary(op, Box::new(left), Box::new(right)), ty, nullable, span)
}

pub(super) fn is_literal(syntax: &Syntax) -> bool {
    matches!(syntax.kind, Kind::Null | Kind::Text(_))
}

/// `<` and its kin need an order; equality needs that the type has one, which JSON, objects and bytes in documents lack.
fn has_order(ty: &Type, op: BinaryOp) -> bool {
    let equality = matches!(
        op,
        BinaryOp::Equal | BinaryOp::NotEqual | BinaryOp::IsDistinctFrom | BinaryOp::IsNotDistinctFrom
    );
    match ty {
        Type::Bool
        | Type::Ref(_)
        | Type::Uuid
        | Type::Json
        | Type::Object(_)
        | Type::Array(_)
        | Type::Null => equality,
        Type::Enum(_) => equality,
        Type::Int
        | Type::BigInt
        | Type::Decimal(_)
        | Type::Text(_)
        | Type::Varchar(_)
        | Type::Date
        | Type::Time
        | Type::Timestamptz
        | Type::Interval
        | Type::Bytes => true,
    }
}

fn arithmetic_type(op: BinaryOp, left: &Type, right: &Type) -> Option<Type> {
    use BinaryOp::{Minus, Plus, Times};
    match (left, right) {
        (one, other) if one.is_number() && other.is_number() => Some(number_type(one, other)),
        (Type::Date, Type::Int) if matches!(op, Plus | Minus) => Some(Type::Date),
        (Type::Int, Type::Date) if op == Plus => Some(Type::Date),
        (Type::Date, Type::Date) if op == Minus => Some(Type::Int),
        (Type::Timestamptz, Type::Timestamptz) if op == Minus => Some(Type::Interval),
        (Type::Timestamptz, Type::Interval) if matches!(op, Plus | Minus) => Some(Type::Timestamptz),
        (Type::Interval, Type::Timestamptz) if op == Plus => Some(Type::Timestamptz),
        (Type::Interval, Type::Interval) if matches!(op, Plus | Minus) => Some(Type::Interval),
        (Type::Interval, other) if op == Times && other.is_number() => Some(Type::Interval),
        (Type::Null, other) | (other, Type::Null) if other.is_number() => Some(other.clone()),
        _ => None,
    }
}

/// A decimal result has no size of its own: PostgreSQL keeps all digits until the value meets a column.
fn number_type(left: &Type, right: &Type) -> Type {
    match (left, right) {
        (Type::Decimal(_), _) | (_, Type::Decimal(_)) => Type::Decimal(None),
        (Type::BigInt, _) | (_, Type::BigInt) => Type::BigInt,
        _ => Type::Int,
    }
}

fn castable(from: &Type, to: &Type) -> bool {
    let text_like = |it: &Type| it.is_text() || matches!(it, Type::Null);
    match to {
        _ if from == to || *from == Type::Null => true,
        Type::Text(_) | Type::Varchar(_) => !matches!(from, Type::Object(_) | Type::Array(_) | Type::Bytes),
        Type::Int | Type::BigInt | Type::Decimal(_) => from.is_number() || text_like(from),
        Type::Date => text_like(from) || *from == Type::Timestamptz,
        Type::Timestamptz => text_like(from) || *from == Type::Date,
        Type::Uuid => text_like(from) || matches!(from, Type::Ref(_)),
        Type::Bool | Type::Time | Type::Interval | Type::Json | Type::Enum(_) => text_like(from),
        Type::Bytes | Type::Object(_) | Type::Ref(_) | Type::Array(_) | Type::Null => false,
    }
}

fn ir_operator(op: SyntaxOp) -> BinaryOp {
    match op {
        SyntaxOp::Or => BinaryOp::Or,
        SyntaxOp::And => BinaryOp::And,
        SyntaxOp::Equal => BinaryOp::Equal,
        SyntaxOp::NotEqual => BinaryOp::NotEqual,
        SyntaxOp::Less => BinaryOp::Less,
        SyntaxOp::LessOrEqual => BinaryOp::LessOrEqual,
        SyntaxOp::Greater => BinaryOp::Greater,
        SyntaxOp::GreaterOrEqual => BinaryOp::GreaterOrEqual,
        SyntaxOp::IsDistinctFrom => BinaryOp::IsDistinctFrom,
        SyntaxOp::IsNotDistinctFrom => BinaryOp::IsNotDistinctFrom,
        SyntaxOp::Like => BinaryOp::Like,
        SyntaxOp::NotLike => BinaryOp::NotLike,
        SyntaxOp::Ilike => BinaryOp::Ilike,
        SyntaxOp::NotIlike => BinaryOp::NotIlike,
        SyntaxOp::Matches => BinaryOp::Matches,
        SyntaxOp::Plus => BinaryOp::Plus,
        SyntaxOp::Minus => BinaryOp::Minus,
        SyntaxOp::Times => BinaryOp::Times,
        SyntaxOp::Divide => BinaryOp::Divide,
        SyntaxOp::Modulo => BinaryOp::Modulo,
        SyntaxOp::Concat => BinaryOp::Concat,
    }
}

/// A pattern of `like` that PostgreSQL refuses whenever it is asked (22025).
fn ends_in_an_escape(pattern: &Expr) -> bool {
    let ExprKind::Literal(Literal::Text(text)) = &pattern.kind else { return false };
    text.bytes().rev().take_while(|it| *it == b'\\').count() % 2 == 1
}
