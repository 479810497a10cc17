//! Values that a row gets when an insert gives none.

use fraise_ir::{
    Entity, Expr, Field,
    expr::ExprKind,
    field::{Default, NumberPart},
};
use fraise_lower::{Scope, Sql};
use fraise_sql::{Fragment, Literal, sql};

use super::sequence;
use crate::{database::Context, fill};

/// Random digits that one uuid gives without its hyphens.
const DIGITS_OF_UUID: u32 = 32;

/// The DEFAULT of a column; none where a trigger has to look at other columns or rows.
pub(crate) fn of_column(
    ctx: &Context<'_>,
    entity: &Entity,
    field: &Field,
    default: &Default,
) -> Option<Fragment> {
    match default {
        Default::Column(expr) if reads_the_row(expr) => None,
        Default::Column(expr) => Some(fill::flat(ctx.ir, &Scope::new(ctx.ir).assigned(expr))),
        Default::Path(_) | Default::Identity => None,
        Default::Numbered(parts) => Some(fill::lines(ctx.ir, &numbered(ctx, entity, field, parts), 2, 50)),
        Default::RandomUuid => Some(sql!["gen_random_uuid()"]),
        Default::RandomToken(length) => Some(random_token(*length)),
    }
}

/// The expression of a default that a trigger fills in, since it reads the row or others.
pub(crate) fn of_trigger(field: &Field) -> Option<&Expr> {
    let fraise_ir::FieldKind::Plain { default: Some(default) } = &field.kind else { return None };
    match default {
        Default::Path(expr) => Some(expr),
        Default::Column(expr) if reads_the_row(expr) => Some(expr),
        Default::Column(_)
        | Default::Numbered(_)
        | Default::RandomUuid
        | Default::Identity
        | Default::RandomToken(_) => None,
    }
}

fn reads_the_row(expr: &Expr) -> bool {
    let mut reads = false;
    expr.walk(&mut |inner| {
        reads |= matches!(
            inner.kind,
            ExprKind::Field { .. } | ExprKind::Row(_) | ExprKind::Rule { .. } | ExprKind::Aggregate { .. }
        );
    });
    reads
}

/// `('ORD-' || to_char(now() at time zone 'UTC', 'YYYY') || '-' || to_char(nextval('..'), 'FM..'))`
pub(crate) fn numbered(ctx: &Context<'_>, entity: &Entity, field: &Field, parts: &[NumberPart]) -> Sql {
    let pieces = parts.iter().map(|part| match part {
        NumberPart::Text(text) => sql![Literal::text(text)],
        NumberPart::Year => sql!["to_char(now() at time zone 'UTC', 'YYYY')"],
        NumberPart::Sequence(digits) => {
            let sequence = sequence::name(ctx, entity, field).to_string();
            let picture = Literal::text(&picture(*digits));
            sql!["to_char(nextval(", Literal::text(&sequence), "), ", picture, ")"]
        }
    });
    if parts.len() == 1 {
        return Sql::from(Fragment::join("", pieces));
    }
    Sql::junction("|| ", pieces.map(Sql::from)).parens()
}

/// At least so many digits, and as many as a bigint has: `FM9999999999999000000`.
fn picture(digits: u32) -> String {
    const DIGITS_OF_BIGINT: usize = 19;
    let forced = usize::try_from(digits).unwrap_or(DIGITS_OF_BIGINT).clamp(1, DIGITS_OF_BIGINT);
    format!("FM{}{}", "9".repeat(DIGITS_OF_BIGINT - forced), "0".repeat(forced))
}

/// Hexadecimal digits of as many random uuids as it takes.
fn random_token(length: u32) -> Fragment {
    let uuids = (0..length.div_ceil(DIGITS_OF_UUID).max(1)).map(|_| sql!["gen_random_uuid()::text"]);
    let length = Literal::Integer(i64::from(length));
    sql!["left(replace(", Fragment::join(" || ", uuids), ", '-', ''), ", length, ")"]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_at_least_the_digits_asked_for() {
        assert_eq!(picture(6), "FM9999999999999000000");
        assert_eq!(picture(0), "FM9999999999999999990");
        assert_eq!(picture(40), "FM0000000000000000000");
    }

    #[test]
    fn tokens_take_as_many_uuids_as_they_need() {
        assert_eq!(random_token(8).as_str(), "left(replace(gen_random_uuid()::text, '-', ''), 8)");
        assert_eq!(random_token(33).as_str().matches("gen_random_uuid").count(), 2);
    }
}
