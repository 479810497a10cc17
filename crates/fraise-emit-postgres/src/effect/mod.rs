//! Effects: each is one statement for all rows that it is of, a call of a move or of the firing of an event.

mod apply;
mod fire;

use fraise_ir::{
    Effect, EntityId, Expr, Ir,
    expr::{Many, Root},
};
use fraise_lower::{Hole, Row, Scope, Sql, join, names};
use fraise_sql::{Fragment, Ident, ident, sql};

use crate::{database::Context, fill};

/// The rows that carry effects, as a statement selects them: the row itself is `it`.
pub(crate) struct Rows {
    /// Their entity.
    pub(crate) entity: EntityId,
    /// What stands behind `from`: tables, each but the first with its join.
    pub(crate) from: Vec<Fragment>,
    /// Which of them.
    pub(crate) conditions: Vec<Fragment>,
    /// What the row before the change is called.
    pub(crate) old: Option<Ident>,
}

/// The statement of an effect, moved in by `indent` spaces but for its first line; without its semicolon.
pub(crate) fn statement(ctx: &Context<'_>, effect: &Effect, rows: &Rows, indent: Indent) -> Option<Fragment> {
    match effect {
        Effect::Apply(apply) => apply::statement(ctx, apply, rows, indent),
        Effect::Fire { target, event, when, with, .. } => {
            let fire = fire::Fire { target, event: *event, when: when.as_ref(), with };
            Some(fire::statement(ctx, &fire, rows, indent))
        }
    }
}

/// How far a statement is moved in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Indent {
    /// Two spaces.
    Two,
    /// Four spaces.
    Four,
}

impl Indent {
    pub(crate) fn spaces(self) -> usize {
        match self {
            Indent::Two => 2,
            Indent::Four => 4,
        }
    }

    /// A new line of the statement.
    pub(crate) fn line(self) -> &'static str {
        match self {
            Indent::Two => "\n  ",
            Indent::Four => "\n    ",
        }
    }

    /// A new line of what stands inside it.
    pub(crate) fn inner(self) -> &'static str {
        match self {
            Indent::Two => "\n    ",
            Indent::Four => "\n      ",
        }
    }

    /// A new line inside of that.
    pub(crate) fn innermost(self) -> &'static str {
        match self {
            Indent::Two => "\n      ",
            Indent::Four => "\n        ",
        }
    }
}

/// What expressions of effects may name.
fn scope<'ir>(ctx: &Context<'ir>, rows: &Rows) -> Scope<'ir> {
    let scope = Scope::new(ctx.ir)
        .bind(Root::This, Row::Named(ident!("it")))
        .bind(Root::Line, Row::Named(ident!("line")));
    // A row that has just come, or gone, was the same before.
    let old = rows.old.clone().unwrap_or_else(|| ident!("it"));
    scope.bind(Root::Old, Row::Named(old))
}

/// `perform f(..) from .. where .. having count(*) > 0`: one call for all lines, none without any.
pub(crate) fn call(
    function: Fragment,
    from: &[Fragment],
    conditions: Vec<Fragment>,
    indent: Indent,
) -> Fragment {
    let mut text = sql!["perform ", function, indent.line(), "from "].list(indent.line(), from);
    for (position, condition) in conditions.into_iter().enumerate() {
        text = if position == 0 {
            sql![text, indent.line(), "where ", condition]
        } else {
            sql![text, indent.inner(), "and ", condition]
        };
    }
    sql![text, indent.line(), "having count(*) > 0"]
}

/// The conditions of rows, and further ones over them.
fn conditions(
    ctx: &Context<'_>,
    rows: &Rows,
    scope: &Scope<'_>,
    further: &[Option<&Expr>],
    indent: Indent,
) -> Vec<Fragment> {
    let mut all = rows.conditions.clone();
    all.extend(
        further
            .iter()
            .flatten()
            .map(|expr| fill::lines(ctx.ir, &scope.conjunct(expr), indent.spaces() + 2, "and ".len())),
    );
    all
}

/// `join order_items as line on line.order_id = it.id`: the living rows of a relation.
pub(crate) fn lines(ir: &Ir, each: &Many, scope: &Scope<'_>) -> Vec<Fragment> {
    let relation = ir.relation(each.relation);
    let mut from = Vec::new();
    let mut holder = ident!("it");
    if !each.from.hops.is_empty() {
        holder = ident!("holder");
        let entity = each.relation.entity;
        let row = Expr {
            kind: fraise_ir::expr::ExprKind::Row(each.from.clone()),
            ty: fraise_ir::Type::Ref(entity),
            nullable: true,
            span: relation.span,
        };
        let key = fill::flat(ir, &scope.operand(&row));
        let columns = names::key_columns(ir, ir.entity(entity));
        let found = Fragment::join(", ", columns.iter().map(|column| sql!["holder.", column]));
        from.push(sql!["join ", names::table(ir, entity), " as holder on ", found, " = ", key]);
    }
    let line = ident!("line");
    let found = join::relation(ir, each.relation).fill(&mut |hole| match hole {
        Hole::Row(Root::Many) => Some(Sql::new().with_ident(&line)),
        Hole::Row(Root::This) => Some(Sql::new().with_ident(&holder)),
        _ => None,
    });
    let mut on = fill::flat(ir, &found);
    if let Some(living) = crate::lower::index::is_living(ir.entity(relation.target)) {
        on = sql![on, " and line.", fill::flat(ir, &living)];
    }
    from.push(sql!["join ", names::table(ir, relation.target), " as line on ", on]);
    from
}
