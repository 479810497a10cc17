//! Rules that a policy cannot ask by itself, as SECURITY DEFINER functions.
//!
//! A policy is asked with the rights of the one who reads. So a rule becomes a function when it reads a column of another
//! row that not everybody may read, when it holds an aggregate, or when it reads rows that the viewer might not see,
//! or whose policies lead back to the policy that asks. Where the row of the policy is asked, it is a function of the columns
//! that it reads, so that a new row is asked as it is going to be. Where another row is asked, it is one of the key.
//!
//! Who is asked by a policy must be able to call its functions, so he can also call them by hand, with keys and columns of his
//! choice. PostgreSQL has no function that only a policy may call. So they answer nobody but the holders of the roles whose
//! policies ask, and where the policies allow it they do not tell a row that is missing from one of which the rule does not
//! hold. What is left: those roles learn whether the rule holds of a row that they do not see but whose key they know.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use fraise_ir::{
    AccessItem, Entity, EntityId, Expr, FieldId, FieldKind, Ir, RuleId,
    access::Who,
    authz::{self, Holders},
    expr::{BinaryOp, ExprKind, Root},
    names as made,
};
use fraise_lower::{OwnFunction, Row, RuleFunctions, Scope, Sql, names, types};
use fraise_sql::{
    Body, Fragment, QualifiedName, SqlType, Text,
    catalog::{Argument, Function, Language, Parallel, Returns, Setting, Volatility},
    ident, sql,
};
use fraise_templates::{RenderError, SqlSlot, postgres, render};

use super::reach::{self, Asker, Of};
use crate::{database::Context, fill};

/// The rules that are functions.
pub(crate) type Functions = BTreeMap<RuleId, RuleFunctions>;

/// How policies call the function of a rule.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// Who is asked for there.
    by: Vec<Who>,
    /// Somewhere it makes a difference whether the rule is false or there is no row.
    as_value: bool,
}

/// How policies call the functions of rules.
pub(crate) type Calls = BTreeMap<(RuleId, Of), Asked>;

/// The condition of an access item, by where it stands.
pub(crate) struct Question<'e> {
    /// The entity of the row.
    pub(crate) entity: EntityId,
    /// Who is asked for.
    pub(crate) who: Who,
    /// What.
    pub(crate) expr: &'e Expr,
}

/// The rules that policies ask by a function.
pub(crate) fn needed(ir: &Ir) -> (Functions, Calls) {
    let mut functions = Functions::new();
    for entity in &ir.entities {
        for (_, items) in lists(entity) {
            for (who, expr) in items.iter().filter_map(question) {
                collect(ir, Asker { who, entity: entity.id }, &expr, Of::TheRow, true, &mut functions);
            }
        }
    }
    called(ir, &functions)
}

/// Those that policies call: an item that is a function as a whole calls none.
fn called(ir: &Ir, functions: &Functions) -> (Functions, Calls) {
    let mut called = Functions::new();
    let mut calls = Calls::new();
    for entity in &ir.entities {
        for (_, items) in lists(entity) {
            for (who, expr) in items.iter().filter_map(question) {
                let asker = Asker { who, entity: entity.id };
                if reach::can_be_asked(ir, functions, asker, &expr, Of::TheRow, true) {
                    collect_called(ir, functions, &expr, Of::TheRow, true, &mut |rule, of, where_true| {
                        let asked = calls.entry((rule, of)).or_default();
                        asked.by.push(who);
                        asked.as_value |= !where_true;
                        let known = functions.get(&rule).cloned().unwrap_or_default();
                        let entry = called.entry(rule).or_default();
                        match of {
                            Of::TheRow => entry.own = known.own,
                            Of::Another => entry.by_key = known.by_key,
                        }
                    });
                }
            }
        }
    }
    (called, calls)
}

fn collect_called(
    ir: &Ir,
    functions: &Functions,
    expr: &Expr,
    of: Of,
    where_true: bool,
    call: &mut dyn FnMut(RuleId, Of, bool),
) {
    match &expr.kind {
        ExprKind::Rule { row, rule } => {
            let inner_of = of.after(&row.hops);
            if reach::is_function(functions, *rule, inner_of) {
                call(*rule, inner_of, where_true);
            } else {
                collect_called(ir, functions, &ir.rule(*rule).expr, inner_of, where_true, call);
            }
        }
        ExprKind::Field { row, field } => {
            if let FieldKind::Virtual(computed) = &ir.field(*field).kind {
                collect_called(ir, functions, computed, of.after(&row.hops), false, call);
            }
        }
        ExprKind::Binary(BinaryOp::And | BinaryOp::Or, left, right) => {
            collect_called(ir, functions, left, of, where_true, call);
            collect_called(ir, functions, right, of, where_true, call);
        }
        _ => expr.for_each_child(&mut |child| collect_called(ir, functions, child, of, false, call)),
    }
}

/// Innermost rules first, so that a rule is asked in place whose inner rule is a function.
fn collect(ir: &Ir, asker: Asker, expr: &Expr, of: Of, where_true: bool, functions: &mut Functions) {
    match &expr.kind {
        ExprKind::Rule { row, rule } => {
            let inner = &ir.rule(*rule).expr;
            let inner_of = of.after(&row.hops);
            if reach::is_within_reach(ir, asker, row, *rule, of, where_true) {
                collect(ir, asker, inner, inner_of, where_true, functions);
                if reach::can_be_asked(ir, functions, asker, inner, inner_of, where_true) {
                    return;
                }
            }
            let rule_functions = functions.entry(*rule).or_default();
            match inner_of {
                Of::TheRow => rule_functions.own = Some(own(ir, own_name(ir, *rule), inner)),
                Of::Another => rule_functions.by_key = Some(name(ir, *rule)),
            }
        }
        ExprKind::Binary(BinaryOp::And | BinaryOp::Or, left, right) => {
            collect(ir, asker, left, of, where_true, functions);
            collect(ir, asker, right, of, where_true, functions);
        }
        _ => expr.for_each_child(&mut |child| collect(ir, asker, child, of, false, functions)),
    }
}

/// `fraise.cart__mine`
fn name(ir: &Ir, rule: RuleId) -> QualifiedName {
    helper(&[&made::snake(&ir.entity(rule.entity).name), &ir.rule(rule).name])
}

/// `fraise.this__folder__shown`
fn own_name(ir: &Ir, rule: RuleId) -> QualifiedName {
    helper(&["this", &made::snake(&ir.entity(rule.entity).name), &ir.rule(rule).name])
}

/// A name of parts. The snake case of a type never has two underscores in a row, so `Order` with the rule `item_open` and
/// `OrderItem` with the rule `open` differ.
fn helper(parts: &[&str]) -> QualifiedName {
    names::helper(&parts.join("__"))
}

fn own(ir: &Ir, name: QualifiedName, expr: &Expr) -> OwnFunction {
    let (_, columns) = over_arguments(ir, &name).value_of_arguments(expr);
    OwnFunction { name, columns }
}

/// `fraise.read__cart__2`: the second item of an access list, where it is more than a rule and cannot be asked.
pub(crate) fn item_function(
    ctx: &Context<'_>,
    question: &Question<'_>,
    command: &str,
    position: usize,
) -> Option<OwnFunction> {
    let asker = Asker { who: question.who, entity: question.entity };
    if reach::can_be_asked(ctx.ir, &ctx.rule_functions, asker, question.expr, Of::TheRow, true) {
        return None;
    }
    let entity = made::snake(&ctx.ir.entity(question.entity).name);
    let name = helper(&[command, &entity, &(position + 1).to_string()]);
    Some(own(ctx.ir, name, question.expr))
}

/// All functions: those of rules, then those of access items.
pub(crate) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let mut functions = Vec::new();
    for (rule, known) in &ctx.rule_functions {
        let expr = &ctx.ir.rule(*rule).expr;
        if let Some(own) = &known.own {
            let by = ctx.rule_calls.get(&(*rule, Of::TheRow)).map(|it| it.by.as_slice());
            functions.push(of_columns(ctx, own.name.clone(), by.unwrap_or_default(), expr)?);
        }
        if let Some(name) = &known.by_key
            && let Some(asked) = ctx.rule_calls.get(&(*rule, Of::Another))
        {
            functions.push(of_key(ctx, rule.entity, name.clone(), asked, expr)?);
        }
    }
    for entity in &ctx.ir.entities {
        for (command, items) in lists(entity) {
            for (position, item) in items.iter().enumerate() {
                let Some((who, expr)) = question(item) else { continue };
                let question = Question { entity: entity.id, who, expr: &expr };
                if let Some(own) = item_function(ctx, &question, command, position) {
                    functions.push(of_columns(ctx, own.name, &[who], &expr)?);
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

/// What an item asks of one row. A policy knows the row before an update or the row after it and never both, so of an item
/// that compares them it asks only what does not; the rest is asked by a trigger (`trigger/update_access.rs`).
pub(crate) fn question(item: &AccessItem) -> Option<(Who, Cow<'_, Expr>)> {
    match item {
        AccessItem::Role { role, when: Some(expr), .. } if expr.reads(Root::Old) => {
            Some((*role, Cow::Owned(without_old(expr)?)))
        }
        AccessItem::Role { role, when: Some(expr), .. } => Some((*role, Cow::Borrowed(expr))),
        AccessItem::Role { when: None, .. } | AccessItem::Via { .. } => None,
    }
}

/// Those parts of `a and b` that do not read `old`.
pub(crate) fn without_old(expr: &Expr) -> Option<Expr> {
    if !expr.reads(Root::Old) {
        return Some(expr.clone());
    }
    let ExprKind::Binary(BinaryOp::And, left, right) = &expr.kind else { return None };
    match (without_old(left), without_old(right)) {
        (Some(left), Some(right)) => {
            let kind = ExprKind::Binary(BinaryOp::And, Box::new(left), Box::new(right));
            Some(Expr { kind, ..expr.clone() })
        }
        (one, other) => one.or(other),
    }
}

/// `fraise.this__folder__shown(p_open boolean, p_parent_id uuid)`
fn of_columns(
    ctx: &Context<'_>,
    name: QualifiedName,
    askers: &[Who],
    expr: &Expr,
) -> Result<Function, RenderError> {
    let scope = over_arguments(ctx.ir, &name);
    let (rule, columns) = scope.value_of_arguments(expr);
    let rule = match guard(ctx, askers) {
        Some(guard) => Sql::junction("and ", [guard, scope.value_conjunct(expr)]),
        None => rule,
    };
    let body = postgres::RuleOfColumns { rule: slot(ctx, &rule) };
    let arguments = columns.into_iter().map(|field| argument(ctx, field)).collect();
    Ok(definer(ctx, name, arguments, &render(&body)?))
}

fn over_arguments<'ir>(ir: &'ir Ir, function: &QualifiedName) -> Scope<'ir> {
    Scope::new(ir).bind(Root::This, Row::Arguments(function.name.clone()))
}

/// `fraise.cart__mine(p_id uuid)`
fn of_key(
    ctx: &Context<'_>,
    entity: EntityId,
    name: QualifiedName,
    asked: &Asked,
    expr: &Expr,
) -> Result<Function, RenderError> {
    let mut arguments = Vec::new();
    let mut found: Vec<Fragment> = Vec::new();
    for field in ctx.ir.entity(entity).key_fields() {
        let argument = argument(ctx, field);
        found.push(sql!["it.", names::column(ctx.ir, field), " = ", &name.name, ".", &argument.name]);
        arguments.push(argument);
    }
    let scope = Scope::new(ctx.ir).bind(Root::This, Row::Named(ident!("it")));
    let table = SqlSlot::from(Fragment::new().name(&names::table(ctx.ir, entity)));
    let key = SqlSlot::from(Fragment::join(" and ", found));
    let guard = guard(ctx, &asked.by);
    let body = if asked.as_value {
        let rule = match guard {
            Some(guard) => Sql::junction("and ", [guard, scope.value_conjunct(expr)]),
            None => scope.value(expr),
        };
        render(&postgres::RuleOfKey { rule: slot(ctx, &rule), table, key })?
    } else {
        let guard = guard.map(|it| SqlSlot::from(fill::flat(ctx.ir, &it)));
        let rule = SqlSlot::from(fill::lines(ctx.ir, &scope.conjunct(expr), 6, "and ".len()));
        render(&postgres::RuleHoldsOfKey { guard, rule, table, key })?
    };
    Ok(definer(ctx, name, arguments, &body))
}

/// That the one who calls is somebody whose policies ask; `None` where everybody's do.
fn guard(ctx: &Context<'_>, askers: &[Who]) -> Option<Sql> {
    let mut roles = BTreeSet::new();
    for who in askers {
        match authz::holders(ctx.ir, *who) {
            Holders::Everyone => return None,
            Holders::Roles(holders) => roles.extend(holders),
        }
    }
    Some(Sql::from(fill::is_holder(ctx.ir, &Holders::Roles(roles.into_iter().collect()))))
}

fn argument(ctx: &Context<'_>, field: FieldId) -> Argument {
    Argument::new(names::argument(ctx.ir, field), types::sql_type(ctx.ir, &ctx.ir.field(field).ty))
}

fn slot(ctx: &Context<'_>, rule: &Sql) -> SqlSlot {
    SqlSlot::from(fill::lines(ctx.ir, rule, 4, "select ".len()))
}

fn definer(ctx: &Context<'_>, name: QualifiedName, arguments: Vec<Argument>, body: &str) -> Function {
    let mut function = Function::new(name, Language::Sql, Body::rendered(body));
    function.arguments = arguments;
    function.returns = Returns::Value(SqlType::Boolean);
    function.volatility = Volatility::Stable;
    function.parallel = Parallel::Safe;
    function.security_definer = true;
    function.settings = vec![pinned(ctx)];
    function.execute = vec![ctx.roles.api()];
    function.comment = Some(Text::without_nul("Asked by policies with the rights of the owner"));
    function
}

/// The search path of functions that run with the rights of their owner; temporary tables come last.
pub(crate) fn pinned(ctx: &Context<'_>) -> Setting {
    let schema = names::ident(&ctx.ir.service.schema);
    Setting::search_path(vec![ident!("pg_catalog"), schema, ident!("pg_temp")])
}
