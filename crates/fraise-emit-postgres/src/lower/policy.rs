//! Row access: one policy per command, for people in psql and raw writes, and one for the reads of the service.

use fraise_ir::{
    AccessItem, Entity,
    access::Who,
    authz::{self, Holders},
    expr::Root,
    names as made,
};
use fraise_lower::{Row, Scope, Sql, access, names};
use fraise_sql::{
    Ident,
    catalog::{Grantee, Policy, PolicyCommand},
    sql,
};

use super::{
    index,
    rule_function::{self, Question},
};
use crate::{database::Context, fill};

/// The policies of a table.
pub(crate) fn all(ctx: &Context<'_>, entity: &Entity) -> Vec<Policy> {
    let access = &entity.access;
    let api = || ctx.roles.api();
    let mut policies = Vec::new();
    if let Some(rule) = asked(ctx, entity, "read", &access.read) {
        policies.push(policy(name(entity, "select"), PolicyCommand::Select, api()).using(ctx, &rule));
    }
    if !ctx.ir.service.database_reads {
        let service = policy(name(entity, "service"), PolicyCommand::Select, ctx.roles.service());
        policies.push(service.using(ctx, &Sql::kw("true")));
    }
    if let Some(rule) = access.create.as_ref().and_then(|items| asked(ctx, entity, "create", items)) {
        policies.push(policy(name(entity, "insert"), PolicyCommand::Insert, api()).with_check(ctx, &rule));
    }
    if let Some(rule) = access.update.as_ref().and_then(|items| asked(ctx, entity, "update", items)) {
        let update = policy(name(entity, "update"), PolicyCommand::Update, api());
        let items = access.update.as_deref().unwrap_or_default();
        policies.push(update.using(ctx, &of_living(entity, items, &rule)).with_check(ctx, &rule));
    }
    // A row of a soft-delete type is marked by a function, and nobody may delete it.
    let delete = access.delete.as_ref().filter(|_| !entity.soft_delete);
    if let Some(rule) = delete.and_then(|items| asked(ctx, entity, "delete", items)) {
        policies.push(policy(name(entity, "delete"), PolicyCommand::Delete, api()).using(ctx, &rule));
    }
    policies.into_iter().map(|it| it.0).collect()
}

/// `orders_select`
fn name(entity: &Entity, what: &str) -> Ident {
    names::ident(&made::derived(&entity.table, &[], what))
}

struct Draft(Policy);

fn policy(name: Ident, command: PolicyCommand, role: Grantee) -> Draft {
    Draft(Policy { name, command, roles: vec![role], using: None, with_check: None, comment: None })
}

impl Draft {
    fn using(mut self, ctx: &Context<'_>, rule: &Sql) -> Self {
        self.0.using = Some(fill::in_parens(ctx.ir, rule, 2, "using (".len()));
        self
    }

    fn with_check(mut self, ctx: &Context<'_>, rule: &Sql) -> Self {
        self.0.with_check = Some(fill::in_parens(ctx.ir, rule, 2, "with check (".len()));
        self
    }
}

/// A deleted row is not changed any more.
fn of_living(entity: &Entity, items: &[AccessItem], rule: &Sql) -> Sql {
    match index::is_living(entity) {
        None => rule.clone(),
        Some(living) if *rule == Sql::kw("true") => living,
        Some(living) if is_one_question(items) => Sql::junction("and ", [rule.clone(), living]),
        Some(living) => Sql::junction("and ", [rule.clone().parens(), living]),
    }
}

/// No `or` stands in what the items ask.
fn is_one_question(items: &[AccessItem]) -> bool {
    let is_role = |item: &AccessItem| matches!(item, AccessItem::Role { when: None, .. });
    items.iter().all(is_role)
        || matches!(items, [AccessItem::Via { .. } | AccessItem::Role { role: Who::Role(_), .. }])
}

/// What a list of items asks of the row of the policy; `None` is nobody.
fn asked(ctx: &Context<'_>, entity: &Entity, command: &str, items: &[AccessItem]) -> Option<Sql> {
    let always = authz::unconditional(ctx.ir, items);
    if always == Holders::Everyone {
        return Some(Sql::kw("true"));
    }
    let mut ways: Vec<Vec<Sql>> = Vec::new();
    if has_people(ctx, &always) {
        ways.push(vec![Sql::from(fill::is_holder(ctx.ir, &always))]);
    }
    for (position, item) in items.iter().enumerate() {
        match item {
            AccessItem::Role { when: None, .. } => {}
            AccessItem::Role { role, when: Some(_), .. } => {
                let who = authz::holders(ctx.ir, *role);
                if !has_people(ctx, &who) || always.covers(&who) {
                    continue;
                }
                match rule_function::question(item) {
                    Some((role, expr)) => {
                        let question = Question { entity: entity.id, who: role, expr: &expr };
                        ways.push(way(ctx, &question, command, position, items.len() == 1));
                    }
                    None => ways.push(vec![Sql::from(fill::is_holder(ctx.ir, &who))]),
                }
            }
            AccessItem::Via { reference, .. } => {
                ways.push(vec![access::target_exists(&scope(ctx, entity), *reference)]);
            }
        }
    }
    disjunction(ways)
}

/// Holds when all of one way holds.
fn disjunction(mut ways: Vec<Vec<Sql>>) -> Option<Sql> {
    match (ways.len(), ways.pop()) {
        (_, None) => None,
        (1, Some(only)) => Some(Sql::junction("and ", only)),
        (_, Some(last)) => {
            ways.push(last);
            let all = ways.into_iter().map(|way| {
                let is_one = way.len() == 1;
                let way = Sql::junction("and ", way);
                if is_one { way } else { way.parens() }
            });
            Some(Sql::junction("or ", all))
        }
    }
}

/// `(select fraise.has_role('customer'))`, `customer_id = (select fraise.viewer_id())`
fn way(
    ctx: &Context<'_>,
    question: &Question<'_>,
    command: &str,
    position: usize,
    is_only: bool,
) -> Vec<Sql> {
    let scope = scope(ctx, ctx.ir.entity(question.entity));
    let condition = match rule_function::item_function(ctx, question, command, position) {
        Some(function) => {
            let columns = function.columns.iter().map(|field| names::column(ctx.ir, *field));
            Sql::from(sql![&function.name, "("].list(", ", columns).kw(")"))
        }
        None if question.who != Who::Public => scope.conjunct(question.expr),
        None if is_only => scope.condition(question.expr),
        None => scope.disjunct(question.expr),
    };
    match question.who {
        Who::Public => vec![condition],
        Who::Role(_) => {
            vec![Sql::from(fill::is_holder(ctx.ir, &authz::holders(ctx.ir, question.who))), condition]
        }
    }
}

/// The row of the policy.
fn scope<'ir>(ctx: &Context<'ir>, entity: &Entity) -> Scope<'ir> {
    let row = Row::Table(names::ident(&entity.table));
    Scope::new(ctx.ir).bind(Root::This, row).calling(ctx.rule_functions.clone())
}

/// Somebody among them can be in psql; internal roles cannot.
fn has_people(ctx: &Context<'_>, holders: &Holders) -> bool {
    match holders {
        Holders::Everyone => true,
        Holders::Roles(roles) => roles.iter().any(|role| !ctx.ir.role(*role).internal),
    }
}
