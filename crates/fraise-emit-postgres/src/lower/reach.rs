//! What a policy can ask with the rights of the one who reads.
//!
//! The columns of its own row a policy reads without a right (seen on PostgreSQL 15 and 18). Of other rows it reads only
//! what the reader may, and sees only the rows that he sees; and PostgreSQL refuses a policy that leads back to itself.

use std::collections::BTreeSet;

use fraise_ir::{
    AccessItem, EntityId, Expr, FieldId, FieldKind, Ir, RuleId,
    access::Who,
    authz,
    expr::{BinaryOp, ExprKind, Hop, RowPath},
};

use super::{grant, rule_function::Functions};

/// Who asks in which policy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asker {
    /// Who is asked for.
    pub(crate) who: Who,
    /// Whose policy it is.
    pub(crate) entity: EntityId,
}

/// Which row an expression is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Of {
    /// The row of the policy.
    TheRow,
    /// A row that is read to decide about it.
    Another,
}

impl Of {
    pub(crate) fn after(self, hops: &[Hop]) -> Self {
        if hops.is_empty() { self } else { Of::Another }
    }
}

/// The one who reads has all rights that the expression takes, and sees all rows that it looks at. `where_true`: only
/// where it is true does it matter, so a row that is hidden where a rule does not hold is not missed.
pub(crate) fn can_be_asked(
    ir: &Ir,
    functions: &Functions,
    asker: Asker,
    expr: &Expr,
    of: Of,
    where_true: bool,
) -> bool {
    match &expr.kind {
        ExprKind::Binary(BinaryOp::And | BinaryOp::Or, left, right) => {
            can_be_asked(ir, functions, asker, left, of, where_true)
                && can_be_asked(ir, functions, asker, right, of, where_true)
        }
        ExprKind::Aggregate { .. } => false,
        ExprKind::Field { row, field } => {
            is_readable(ir, asker, &row.hops)
                && may_read_hops(ir, &row.hops, of)
                && may_read_field(ir, functions, asker, *field, of.after(&row.hops))
        }
        ExprKind::Row(row) => is_readable(ir, asker, before_the_key(row)) && may_read_hops(ir, &row.hops, of),
        ExprKind::Rule { row, rule } if is_function(functions, *rule, of.after(&row.hops)) => {
            is_readable(ir, asker, before_the_key(row)) && may_read_hops(ir, &row.hops, of)
        }
        ExprKind::Rule { row, rule } => {
            is_within_reach(ir, asker, row, *rule, of, where_true)
                && can_be_asked(ir, functions, asker, &ir.rule(*rule).expr, of.after(&row.hops), where_true)
        }
        _ => {
            let mut can = true;
            expr.for_each_child(&mut |child| can &= can_be_asked(ir, functions, asker, child, of, false));
            can
        }
    }
}

/// The rows on the way to the row of a rule are seen, and the columns that lead there may be read.
pub(crate) fn is_within_reach(
    ir: &Ir,
    asker: Asker,
    row: &RowPath,
    rule: RuleId,
    of: Of,
    where_true: bool,
) -> bool {
    is_way_readable(ir, asker, &row.hops, where_true.then_some(rule)) && may_read_hops(ir, &row.hops, of)
}

/// A function answers the rule.
pub(crate) fn is_function(functions: &Functions, rule: RuleId, of: Of) -> bool {
    functions.get(&rule).is_some_and(|functions| match of {
        Of::TheRow => functions.own.is_some(),
        Of::Another => functions.by_key.is_some(),
    })
}

/// The last reference is only read, not followed.
fn before_the_key(row: &RowPath) -> &[Hop] {
    match row.hops.split_last() {
        Some((Hop::Reference(_), before)) => before,
        Some((Hop::Inverse(_), _)) | None => &row.hops,
    }
}

fn may_read_field(ir: &Ir, functions: &Functions, asker: Asker, field: FieldId, of: Of) -> bool {
    let declared = ir.field(field);
    match &declared.kind {
        FieldKind::Virtual(expr) => can_be_asked(ir, functions, asker, expr, of, false),
        FieldKind::Plain { .. } | FieldKind::StoredRow(_) | FieldKind::StoredAggregate { .. } => {
            of == Of::TheRow || grant::is_for_all(ir, declared)
        }
    }
}

/// The first reference is a column of the row that is asked, the others are columns of further rows.
fn may_read_hops(ir: &Ir, hops: &[Hop], of: Of) -> bool {
    hops.iter().enumerate().all(|(position, hop)| match hop {
        Hop::Reference(field) => {
            (position == 0 && of == Of::TheRow) || grant::is_for_all(ir, ir.field(*field))
        }
        Hop::Inverse(_) => false,
    })
}

/// Every row on the way is seen by all who are asked for.
fn is_readable(ir: &Ir, asker: Asker, hops: &[Hop]) -> bool {
    is_way_readable(ir, asker, hops, None)
}

/// Every row on the way is seen by all who are asked for, or wherever the rule holds for the last.
fn is_way_readable(ir: &Ir, asker: Asker, hops: &[Hop], rule: Option<RuleId>) -> bool {
    let Some((Hop::Reference(first), rest)) = hops.split_first() else { return hops.is_empty() };
    let Some(target) = authz::via_target(ir, *first) else { return false };
    is_row_readable(ir, asker, target, rest, rule) && is_way_readable(ir, asker, rest, rule)
}

fn is_row_readable(ir: &Ir, asker: Asker, entity: EntityId, rest: &[Hop], rule: Option<RuleId>) -> bool {
    if reads_lead_to(ir, entity, asker.entity, &mut BTreeSet::new()) {
        return false;
    }
    let wanted = authz::holders(ir, asker.who);
    ir.entity(entity).access.read.iter().any(|item| match item {
        AccessItem::Role { role, when: None, .. } => authz::holders(ir, *role).covers(&wanted),
        AccessItem::Role { role, when: Some(expr), .. } => {
            rest.is_empty()
                && rule.is_some_and(|it| is_rule_of_the_row(expr, it))
                && authz::holders(ir, *role).covers(&wanted)
        }
        AccessItem::Via { reference, .. } => match rest.split_first() {
            Some((hop, after)) if *hop == Hop::Reference(*reference) => authz::via_target(ir, *reference)
                .is_some_and(|it| is_row_readable(ir, asker, it, after, rule)),
            Some(_) | None => false,
        },
    })
}

/// The policy for reading rows of one entity looks at rows of another, which PostgreSQL refuses where it closes a circle.
fn reads_lead_to(ir: &Ir, from: EntityId, to: EntityId, seen: &mut BTreeSet<EntityId>) -> bool {
    if from == to {
        return true;
    }
    if !seen.insert(from) {
        return false;
    }
    let mut next = BTreeSet::new();
    for item in &ir.entity(from).access.read {
        match item {
            AccessItem::Via { reference, .. } => next.extend(authz::via_target(ir, *reference)),
            AccessItem::Role { when, .. } => {
                when.iter().for_each(|expr| read_entities(ir, expr, &mut next));
            }
        }
    }
    next.into_iter().any(|entity| reads_lead_to(ir, entity, to, seen))
}

/// The entities whose rows an expression looks at.
fn read_entities(ir: &Ir, expr: &Expr, found: &mut BTreeSet<EntityId>) {
    expr.walk(&mut |inner| {
        let row = match &inner.kind {
            ExprKind::Field { row, field } => {
                if let FieldKind::Virtual(computed) = &ir.field(*field).kind {
                    read_entities(ir, computed, found);
                }
                row
            }
            ExprKind::Rule { row, rule } => {
                read_entities(ir, &ir.rule(*rule).expr, found);
                row
            }
            ExprKind::Row(row) => row,
            _ => return,
        };
        for hop in &row.hops {
            match hop {
                Hop::Reference(field) => found.extend(authz::via_target(ir, *field)),
                Hop::Inverse(relation) => {
                    found.insert(ir.relation(*relation).target);
                }
            }
        }
    });
}

fn is_rule_of_the_row(expr: &Expr, wanted: RuleId) -> bool {
    matches!(&expr.kind, ExprKind::Rule { row, rule } if row.hops.is_empty() && *rule == wanted)
}
