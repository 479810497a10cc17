//! Rules that a policy cannot ask by itself, as SECURITY DEFINER functions of the key.
//!
//! A policy is asked with the rights of the one who reads; only the columns of its own row it reads without a right
//! (seen on PostgreSQL 15 and 18). So a rule becomes a function when it reads a column of another row that not everybody
//! may read, when it holds an aggregate, or when it reads rows that the viewer might not see, or whose policies lead back
//! to the policy that asks.

use std::collections::{BTreeMap, BTreeSet};

use fraise_ir::{
    AccessItem, Entity, EntityId, Expr, FieldId, FieldKind, Ir, RuleId,
    access::Who,
    authz,
    expr::{ExprKind, Hop, Root, RowPath},
    names as made,
};
use fraise_lower::{Row, RuleFunction, Scope, Sql, names};
use fraise_sql::{
    Body, Fragment, QualifiedName, SqlType, Text,
    catalog::{Argument, Function, Language, Parallel, Returns, Setting, Volatility},
    ident, sql,
};
use fraise_templates::{RenderError, SqlSlot, postgres, render};

use super::grant;
use crate::{database::Context, fill};

/// The rules that are functions, with their names.
pub(crate) type RuleFunctions = BTreeMap<RuleId, RuleFunction>;

/// Who asks in which policy.
#[derive(Debug, Clone, Copy)]
struct Asker {
    /// Who is asked for.
    who: Who,
    /// Whose policy it is.
    entity: EntityId,
}

/// A question to a row that is more than a rule: the condition of an access item, by where it stands.
pub(crate) struct Question<'e> {
    /// The entity of the row.
    pub(crate) entity: EntityId,
    /// Who is asked for.
    pub(crate) who: Who,
    /// What.
    pub(crate) expr: &'e Expr,
}

/// The rules that policies ask by a function.
pub(crate) fn needed(ir: &Ir) -> RuleFunctions {
    let mut functions = RuleFunctions::new();
    for entity in &ir.entities {
        for (who, expr) in policy_questions(entity) {
            collect(ir, Asker { who, entity: entity.id }, expr, Of::TheRow, &mut functions);
        }
    }
    functions
}

/// Which row an expression is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// The row of the policy.
    TheRow,
    /// A row that is read to decide about it.
    Another,
}

impl Of {
    fn after(self, hops: &[Hop]) -> Self {
        if hops.is_empty() { self } else { Of::Another }
    }
}

/// The conditions that an entity's policies ask.
fn policy_questions(entity: &Entity) -> Vec<(Who, &Expr)> {
    let access = &entity.access;
    let writes = [&access.create, &access.update, &access.delete];
    let items = access.read.iter().chain(writes.into_iter().flatten().flatten());
    items
        .filter_map(|item| match item {
            AccessItem::Role { role, when: Some(expr), .. } => Some((*role, expr)),
            AccessItem::Role { when: None, .. } | AccessItem::Via { .. } => None,
        })
        .collect()
}

fn collect(ir: &Ir, asker: Asker, expr: &Expr, of: Of, functions: &mut RuleFunctions) {
    expr.walk(&mut |inner| {
        let ExprKind::Rule { row, rule } = &inner.kind else { return };
        let of = of.after(&row.hops);
        let within_reach =
            is_readable_where_it_holds(ir, asker, row, *rule) && may_read_hops(ir, &row.hops, of);
        if within_reach && can_be_asked(ir, asker, &ir.rule(*rule).expr, of) {
            collect(ir, asker, &ir.rule(*rule).expr, of, functions);
            return;
        }
        let function = RuleFunction { name: name(ir, *rule), for_own_row: of == Of::TheRow };
        let known = functions.entry(*rule).or_insert_with(|| function.clone());
        known.for_own_row |= function.for_own_row;
    });
}

/// The one who reads has all rights that the expression takes, and sees all rows that it looks at.
fn can_be_asked(ir: &Ir, asker: Asker, expr: &Expr, of: Of) -> bool {
    let mut can = true;
    expr.walk(&mut |inner| {
        can &= match &inner.kind {
            ExprKind::Aggregate { .. } => false,
            ExprKind::Field { row, field } => {
                is_readable(ir, asker, &row.hops)
                    && may_read_hops(ir, &row.hops, of)
                    && may_read_field(ir, asker, *field, of.after(&row.hops))
            }
            ExprKind::Row(row) => {
                is_readable(ir, asker, before_the_key(row)) && may_read_hops(ir, &row.hops, of)
            }
            ExprKind::Rule { row, rule } => {
                is_readable_where_it_holds(ir, asker, row, *rule)
                    && may_read_hops(ir, &row.hops, of)
                    && can_be_asked(ir, asker, &ir.rule(*rule).expr, of.after(&row.hops))
            }
            _ => true,
        };
    });
    can
}

/// The last reference is only read, not followed.
fn before_the_key(row: &RowPath) -> &[Hop] {
    match row.hops.split_last() {
        Some((Hop::Reference(_), before)) => before,
        Some((Hop::Inverse(_), _)) | None => &row.hops,
    }
}

fn may_read_field(ir: &Ir, asker: Asker, field: FieldId, of: Of) -> bool {
    let declared = ir.field(field);
    match &declared.kind {
        FieldKind::Virtual(expr) => can_be_asked(ir, asker, expr, of),
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

/// Every row on the way is seen wherever the rule holds for the last.
fn is_readable_where_it_holds(ir: &Ir, asker: Asker, row: &RowPath, rule: RuleId) -> bool {
    is_way_readable(ir, asker, &row.hops, Some(rule))
}

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

/// `fraise.cart_mine`
fn name(ir: &Ir, rule: RuleId) -> QualifiedName {
    let entity = made::snake(&ir.entity(rule.entity).name);
    names::helper(&format!("{entity}_{}", ir.rule(rule).name))
}

/// `fraise.cart_read_2`: the second item of an access list, where it is more than a rule and cannot be asked.
pub(crate) fn item_function(
    ctx: &Context<'_>,
    question: &Question<'_>,
    command: &str,
    position: usize,
) -> Option<QualifiedName> {
    if can_be_asked_with_functions(ctx, Asker { who: question.who, entity: question.entity }, question.expr) {
        return None;
    }
    let entity = made::snake(&ctx.ir.entity(question.entity).name);
    Some(names::helper(&format!("{entity}_{command}_{}", position + 1)))
}

/// Rules that are functions need no right but that to call them.
fn can_be_asked_with_functions(ctx: &Context<'_>, asker: Asker, expr: &Expr) -> bool {
    if let ExprKind::Rule { row, rule } = &expr.kind
        && ctx.rule_functions.contains_key(rule)
    {
        let before = before_the_key(row);
        return is_readable(ctx.ir, asker, before) && may_read_hops(ctx.ir, &row.hops, Of::TheRow);
    }
    let mut children = Vec::new();
    expr.for_each_child(&mut |child| children.push(can_be_asked_with_functions(ctx, asker, child)));
    let own = children.is_empty() && can_be_asked(ctx.ir, asker, expr, Of::TheRow);
    let whole = !children.is_empty() && !matches!(expr.kind, ExprKind::Aggregate { .. });
    own || (whole && children.into_iter().all(|it| it))
}

/// All functions: those of rules, then those of access items.
pub(crate) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let mut functions = Vec::new();
    for (rule, known) in &ctx.rule_functions {
        functions.push(function(ctx, rule.entity, known.name.clone(), &ctx.ir.rule(*rule).expr)?);
    }
    for entity in &ctx.ir.entities {
        for (command, items) in lists(entity) {
            for (position, item) in items.iter().enumerate() {
                let AccessItem::Role { role, when: Some(expr), .. } = item else { continue };
                let question = Question { entity: entity.id, who: *role, expr };
                if let Some(name) = item_function(ctx, &question, command, position) {
                    functions.push(function(ctx, entity.id, name, expr)?);
                }
            }
        }
    }
    Ok(functions)
}

/// The access lists of an entity, with the word for each.
fn lists(entity: &Entity) -> [(&'static str, &[AccessItem]); 4] {
    let access = &entity.access;
    [
        ("read", &access.read),
        ("create", access.create.as_deref().unwrap_or_default()),
        ("update", access.update.as_deref().unwrap_or_default()),
        ("delete", access.delete.as_deref().unwrap_or_default()),
    ]
}

fn function(
    ctx: &Context<'_>,
    entity: EntityId,
    name: QualifiedName,
    expr: &Expr,
) -> Result<Function, RenderError> {
    let declared = ctx.ir.entity(entity);
    let row = ident!("it");
    let scope =
        Scope::new(ctx.ir).bind(Root::This, Row::Named(row.clone())).bind(Root::Old, Row::Named(row.clone()));
    let mut arguments = Vec::new();
    let mut found: Vec<Fragment> = Vec::new();
    for field in declared.key_fields() {
        let column = names::column(ctx.ir, field);
        let argument = names::ident(&format!("p_{}", column.as_str()));
        let ty = fraise_lower::types::sql_type(ctx.ir, &ctx.ir.field(field).ty);
        found.push(sql![&row, ".", &column, " = ", &argument]);
        arguments.push(Argument::new(argument, ty));
    }
    let rule: Sql = scope.value(expr);
    let body = postgres::Rule {
        rule: SqlSlot::from(fill::lines(ctx.ir, &rule, 4, "select ".len())),
        table: SqlSlot::from(Fragment::new().name(&names::table(ctx.ir, entity))),
        key: SqlSlot::from(Fragment::join(" and ", found)),
    };
    let mut function = Function::new(name, Language::Sql, Body::rendered(&render(&body)?));
    function.arguments = arguments;
    function.returns = Returns::Value(SqlType::Boolean);
    function.volatility = Volatility::Stable;
    function.parallel = Parallel::Safe;
    function.security_definer = true;
    function.settings = vec![pinned(ctx)];
    function.execute = vec![ctx.roles.api()];
    function.comment = Some(Text::without_nul("Asked by policies with the rights of the owner"));
    Ok(function)
}

/// The search path of functions that run with the rights of their owner; temporary tables come last.
pub(crate) fn pinned(ctx: &Context<'_>) -> Setting {
    let schema = names::ident(&ctx.ir.service.schema);
    Setting::search_path(vec![ident!("pg_catalog"), schema, ident!("pg_temp")])
}
