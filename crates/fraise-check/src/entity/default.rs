//! Defaults of fields.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_expr::{Expr as Syntax, ExprKind as Kind};
use fraise_ir::{
    Expr, FieldId, Type,
    expr::{ExprKind, Literal, Root},
    field::{Default as FieldDefault, NumberPart},
};
use fraise_syntax::document::FieldDecl;

use crate::{
    context::Ctx,
    expr::{Scope, Want, null_default},
};

/// The default in a field's type, if there is one.
pub(super) fn of_field(cx: &mut Ctx<'_>, id: FieldId, decl: &FieldDecl) -> Option<FieldDefault> {
    let text = &decl.ty;
    let syntax = fraise_expr::parse_type(text.as_str()).ok()?.default?;
    let span = text.span_of(syntax.range.clone());
    if let Some(special) = special(cx, id, &syntax, span) {
        return special;
    }
    let field = cx.ir.field(id);
    let (ty, nullable) = (field.ty.clone(), field.nullable);
    let scope = Scope::row(id.entity, "a default");
    let expr = cx.typed_syntax(&syntax, &text.0, &scope, Want::Fits(&ty))?;
    if expr.nullable && !nullable {
        cx.report(null_default(expr.span));
        return None;
    }
    literal_fits(cx, &expr, &ty)?;
    Some(if reads_rows(&expr) { FieldDefault::Path(expr) } else { FieldDefault::Column(expr) })
}

/// A constant that is too long or too large would fail every insert that takes it.
fn literal_fits(cx: &mut Ctx<'_>, expr: &Expr, ty: &Type) -> Option<()> {
    let problem = match (&expr.kind, ty) {
        (ExprKind::Literal(Literal::Text(text)), Type::Varchar(most) | Type::Text(Some(most))) => {
            let length = text.chars().count();
            (length > *most as usize)
                .then(|| format!("the default has {length} characters, and the field takes {most}"))
        }
        (ExprKind::Literal(Literal::Number(digits)), Type::Decimal(Some(size))) => {
            let whole = digits.split('.').next().unwrap_or_default().trim_start_matches('0').len();
            let most = (size.precision - size.scale) as usize;
            (whole > most).then(|| {
                format!("the default has {whole} digits before the point, and the field takes {most}")
            })
        }
        _ => None,
    };
    match problem {
        Some(message) => {
            cx.report(Diagnostic::error(Code::F0305, expr.span, message));
            None
        }
        None => Some(()),
    }
}

/// Reports a made text that the field has no room for.
fn made_text_fits(cx: &mut Ctx<'_>, length: usize, ty: &Type, span: Span) -> Option<()> {
    let (Type::Varchar(most) | Type::Text(Some(most))) = ty else { return Some(()) };
    if length > *most as usize {
        let message = format!("the default has {length} characters or more, and the field takes {most}");
        cx.report(Diagnostic::error(Code::F0305, span, message));
        return None;
    }
    Some(())
}

/// Characters that a number has at least.
fn number_length(parts: &[NumberPart]) -> usize {
    let length = |part: &NumberPart| match part {
        NumberPart::Text(text) => text.chars().count(),
        NumberPart::Year => 4,
        NumberPart::Sequence(digits) => *digits as usize,
    };
    parts.iter().map(length).sum()
}

/// PostgreSQL's DEFAULT reads no column at all, not even an own one (manual, CREATE TABLE).
fn reads_rows(expr: &Expr) -> bool {
    let mut reads = false;
    expr.walk(&mut |part| {
        reads |= matches!(
            &part.kind,
            ExprKind::Field { row, .. } | ExprKind::Row(row) | ExprKind::Rule { row, .. } if row.root == Root::This
        ) || matches!(part.kind, ExprKind::Aggregate { .. });
    });
    reads
}

/// `numbered(..)`, `random_token(n)`, `gen_random_uuid()`: whole defaults, nothing else.
fn special(cx: &mut Ctx<'_>, id: FieldId, syntax: &Syntax, span: Span) -> Option<Option<FieldDefault>> {
    let Kind::Call { name, arguments, .. } = &syntax.kind else { return None };
    let ty = cx.ir.field(id).ty.clone();
    let default = match (name.text.as_str(), arguments.as_slice()) {
        ("numbered", [Syntax { kind: Kind::Text(pattern), .. }]) if ty.is_text() => {
            let parts = numbered(cx, pattern, span);
            let fits = parts.as_ref().and_then(|it| made_text_fits(cx, number_length(it), &ty, span));
            parts.filter(|_| fits.is_some()).map(FieldDefault::Numbered)
        }
        ("random_token", [Syntax { kind: Kind::Number(digits), .. }]) if ty.is_text() => {
            let length = token(cx, digits, span);
            let fits = length.and_then(|it| made_text_fits(cx, it as usize, &ty, span));
            length.filter(|_| fits.is_some()).map(FieldDefault::RandomToken)
        }
        ("gen_random_uuid", []) if ty == Type::Uuid => Some(FieldDefault::RandomUuid),
        ("numbered" | "random_token" | "gen_random_uuid", _) => {
            let found = Diagnostic::error(Code::F0305, span, format!("`{}` does not fit here", name.text)).help(
                "`numbered('ORD-{yyyy}-{seq:6}')` and `random_token(32)` make texts, `gen_random_uuid()` makes a uuid.",
            );
            cx.report(found);
            None
        }
        _ => return None,
    };
    Some(default)
}

fn numbered(cx: &mut Ctx<'_>, pattern: &str, span: Span) -> Option<Vec<NumberPart>> {
    let parts = number_parts(pattern);
    let sequences = parts.iter().flatten().filter(|it| matches!(it, NumberPart::Sequence(_))).count();
    if parts.is_none() || sequences != 1 {
        let found = Diagnostic::error(Code::F0305, span, "the pattern of a number has one `{seq:N}` in it")
            .help("Write it as in `numbered('ORD-{yyyy}-{seq:6}')`: `{yyyy}` is the year, `{seq:6}` at least 6 digits.");
        cx.report(found);
        return None;
    }
    parts
}

fn number_parts(pattern: &str) -> Option<Vec<NumberPart>> {
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some((text, after)) = rest.split_once('{') {
        if !text.is_empty() {
            parts.push(NumberPart::Text(text.to_owned()));
        }
        let (slot, after) = after.split_once('}')?;
        parts.push(match slot.split_once(':') {
            None if slot == "yyyy" => NumberPart::Year,
            None if slot == "seq" => NumberPart::Sequence(1),
            Some(("seq", digits)) => {
                NumberPart::Sequence(digits.parse().ok().filter(|it| (1..=18).contains(it))?)
            }
            None | Some(_) => return None,
        });
        rest = after;
    }
    if rest.contains('}') {
        return None;
    }
    if !rest.is_empty() {
        parts.push(NumberPart::Text(rest.to_owned()));
    }
    Some(parts)
}

fn token(cx: &mut Ctx<'_>, digits: &str, span: Span) -> Option<u32> {
    let length = digits.parse().ok().filter(|it| (16..=256).contains(it));
    if length.is_none() {
        cx.report(Diagnostic::error(Code::F0305, span, "a random token has 16 to 256 characters"));
    }
    length
}
