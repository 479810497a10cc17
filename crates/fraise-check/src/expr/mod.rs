//! Typing of expressions: what each name stands for, and what type each value has.
//!
//! [`Scope`] says which names a place knows. A [`Typer`] walks one expression; text literals and `null` take the type
//! that they meet, which travels downwards as `hint`. An error is reported where it is found and the expression gives
//! nothing, so that one mistake is told once.

mod aggregate;
mod call;
mod literal;
mod operator;
mod path;
mod scope;
mod types;
mod unknown;
mod volatility;

use fraise_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use fraise_expr::{Expr as Syntax, ExprKind as Kind};
use fraise_ir::{
    Expr, Ir, Type,
    expr::{ExprKind, Literal, Many},
};
use fraise_syntax::{ExprText, SourceText, TypeText};

pub(crate) use scope::{Aggregates, Later, Line, Scope};
pub(crate) use types::{describe, fits};

use crate::{context::Ctx, names::Names};

/// Types one expression.
pub(crate) struct Typer<'a> {
    ir: &'a Ir,
    names: &'a Names,
    diagnostics: &'a mut Diagnostics,
    scope: &'a Scope<'a>,
    text: &'a SourceText,
    /// The rows of the aggregate that is being typed, once a path has said them; outside of one there is none.
    aggregate: Option<Gathering>,
}

/// What is known of the aggregate that is being typed.
#[derive(Default)]
struct Gathering {
    many: Option<Many>,
    table: Option<fraise_ir::EntityId>,
}

/// What the value of an expression is wanted as.
#[derive(Clone, Copy)]
pub(crate) enum Want<'t> {
    /// Anything.
    Any,
    /// A condition.
    Condition,
    /// A value that fits this type.
    Fits(&'t Type),
}

impl Ctx<'_> {
    /// A condition; `None` when it was wrong and that has been reported.
    pub(crate) fn condition(&mut self, text: &ExprText, scope: &Scope<'_>) -> Option<Expr> {
        self.typed(&text.0, scope, Want::Condition)
    }

    /// A value of a type.
    pub(crate) fn value(&mut self, text: &ExprText, scope: &Scope<'_>, ty: &Type) -> Option<Expr> {
        self.typed(&text.0, scope, Want::Fits(ty))
    }

    /// A value of any type.
    pub(crate) fn any(&mut self, text: &ExprText, scope: &Scope<'_>) -> Option<Expr> {
        self.typed(&text.0, scope, Want::Any)
    }

    /// Reads and types a text.
    pub(crate) fn typed(&mut self, text: &SourceText, scope: &Scope<'_>, want: Want<'_>) -> Option<Expr> {
        let syntax = self.parsed(text)?;
        self.typed_syntax(&syntax, text, scope, want)
    }

    /// Types what has been read already.
    pub(crate) fn typed_syntax(
        &mut self,
        syntax: &Syntax,
        text: &SourceText,
        scope: &Scope<'_>,
        want: Want<'_>,
    ) -> Option<Expr> {
        let mut typer = Typer {
            ir: &self.ir,
            names: &self.names,
            diagnostics: &mut self.diagnostics,
            scope,
            text,
            aggregate: None,
        };
        let expr = typer.wanted(syntax, want)?;
        typer.volatility_fits(&expr);
        Some(expr)
    }

    /// Reads a text; what is not of the language is F0502.
    pub(crate) fn parsed(&mut self, text: &SourceText) -> Option<Syntax> {
        if text.is_empty() {
            return None;
        }
        match fraise_expr::parse(text.as_str()) {
            Ok(syntax) => Some(syntax),
            Err(errors) => {
                for error in errors {
                    let found = Diagnostic::error(Code::F0502, text.span_of(error.range), error.message);
                    self.report(error.help.iter().fold(found, |found, help| found.help(help.clone())));
                }
                None
            }
        }
    }

    /// The default in a type, when it may read nothing but constants and the time.
    pub(crate) fn default_of(&mut self, text: &TypeText, ty: &Type, nullable: bool) -> Option<Expr> {
        let syntax = fraise_expr::parse_type(text.as_str()).ok()?.default?;
        let scope = Scope::of_constants("a default");
        let expr = self.typed_syntax(&syntax, &text.0, &scope, Want::Fits(ty))?;
        if expr.nullable && !nullable {
            self.report(null_default(expr.span));
            return None;
        }
        Some(expr)
    }
}

/// A default that is null where no null may be.
pub(crate) fn null_default(span: Span) -> Diagnostic {
    Diagnostic::error(Code::F0305, span, "the default may be null, and the value may not")
        .help("Put `?` after the type, or wrap the default in `coalesce(.., value)`.")
}

impl Typer<'_> {
    fn span(&self, syntax: &Syntax) -> Span {
        self.text.span_of(syntax.range.clone())
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// An expression of the type that its place wants.
    fn wanted(&mut self, syntax: &Syntax, want: Want<'_>) -> Option<Expr> {
        match want {
            Want::Any => self.infer(syntax, None),
            Want::Condition => {
                let expr = self.infer(syntax, Some(&Type::Bool))?;
                self.is_condition(&expr).then_some(expr)
            }
            Want::Fits(ty) => {
                let expr = self.infer(syntax, Some(ty))?;
                self.fits_type(expr, ty)
            }
        }
    }

    fn is_condition(&mut self, expr: &Expr) -> bool {
        if matches!(expr.ty, Type::Bool | Type::Null) {
            return true;
        }
        let found = Diagnostic::error(
            Code::F0501,
            expr.span,
            format!("{} is not a condition", describe(self.ir, &expr.ty)),
        )
        .label("expected something that is true or false");
        self.report(found);
        false
    }

    /// The expression, if its value fits a type without a cast.
    fn fits_type(&mut self, expr: Expr, ty: &Type) -> Option<Expr> {
        if fits(self.ir, &expr, ty) {
            return Some(expr);
        }
        let (got, wanted) = (describe(self.ir, &expr.ty), describe(self.ir, ty));
        let mut found = Diagnostic::error(Code::F0501, expr.span, format!("expected {wanted}, found {got}"))
            .label(format!("this is {got}"));
        if let Some(name) = types::narrowing(&expr.ty, ty) {
            found = found.help(format!("Narrowing is written out: `cast(x as {name})`."));
        }
        if let Some(example) = types::in_quotes(ty).filter(|_| expr.ty.is_number()) {
            found = found.help(format!("It is written in single quotes: `{example}`."));
        }
        self.report(found);
        None
    }

    /// The type of an expression; `hint` is what its place wants, and what literals become.
    fn infer(&mut self, syntax: &Syntax, hint: Option<&Type>) -> Option<Expr> {
        let span = self.span(syntax);
        match &syntax.kind {
            Kind::Null => Some(constant(Literal::Null, Type::Null, true, span)),
            Kind::Bool(it) => Some(constant(Literal::Bool(*it), Type::Bool, false, span)),
            Kind::Number(digits) => self.number(digits, span),
            Kind::Text(text) => self.text_literal(text, hint, span),
            Kind::Path(names) => self.path(names, hint, span),
            Kind::Unary(op, operand) => self.unary(*op, operand, span),
            Kind::Binary(op, left, right) => self.binary(*op, left, right, hint, span),
            Kind::IsNull { operand, negated } => {
                let operand = Box::new(self.infer(operand, None)?);
                Some(typed(ExprKind::IsNull { operand, negated: *negated }, Type::Bool, false, span))
            }
            Kind::In { operand, list, negated } => self.membership(operand, list, *negated, span),
            Kind::Between { operand, low, high, negated } => self.between(operand, low, high, *negated, span),
            Kind::AnyOf { operand, list } => self.any_of(operand, list, span),
            Kind::Case { operand, branches, otherwise } => {
                self.case(operand.as_deref(), branches, otherwise.as_deref(), hint, span)
            }
            Kind::Cast { operand, ty } => self.cast(operand, ty, span),
            Kind::Call { name, arguments, star, distinct, filter } => {
                let call = call::Call {
                    name,
                    arguments,
                    star: *star,
                    distinct: *distinct,
                    filter: filter.as_deref(),
                };
                self.call(&call, hint, span)
            }
        }
    }
}

/// A typed node.
fn typed(kind: ExprKind, ty: Type, nullable: bool, span: Span) -> Expr {
    Expr { kind, ty, nullable, span }
}

fn constant(literal: Literal, ty: Type, nullable: bool, span: Span) -> Expr {
    typed(ExprKind::Literal(literal), ty, nullable, span)
}
