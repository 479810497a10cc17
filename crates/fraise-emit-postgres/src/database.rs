//! The whole catalog: one line per construct of the language.

use fraise_ir::{EntityId, Ir, ranks};
use fraise_sql::{
    Text,
    catalog::{Catalog, DefaultPrivilege, Grant, Privilege, Schema, Table},
    ident,
};
use fraise_templates::RenderError;

use crate::{
    lower::{
        column, constraint, entity, enumeration, grant, helper_function, index, object, policy, reference,
        rule_function, scalar, sequence, view,
    },
    machine, moves, mutation, outbox, raw, refusals,
    roles::{self, Roles},
    trigger::{
        self,
        aggregates::{Kept, all_kept},
    },
};

/// What all constructs need to know.
pub(crate) struct Context<'ir> {
    pub(crate) ir: &'ir Ir,
    pub(crate) roles: Roles,
    /// Rules that policies ask by a function of the key.
    pub(crate) rule_functions: rule_function::Functions,
    /// How they ask them.
    pub(crate) rule_calls: rule_function::Calls,
    /// The aggregates that triggers keep.
    pub(crate) kept: Vec<Kept>,
    /// The place of each type in the order in which laws and events lock rows; empty where none locks any.
    pub(crate) ranks: Vec<usize>,
    /// The types with `editable_while`.
    pub(crate) editable: Vec<EntityId>,
}

impl Context<'_> {
    /// The place of a type in the order of locks.
    pub(crate) fn rank(&self, entity: EntityId) -> Option<usize> {
        self.ranks.get(entity.0).copied()
    }
}

/// Everything that the owner keeps.
pub(crate) fn catalog(ir: &Ir) -> Result<Catalog, RenderError> {
    let (rule_functions, rule_calls) = rule_function::needed(ir);
    let editable = ir.entities.iter().filter(|it| it.editable_while.is_some()).map(|it| it.id).collect();
    let (ranks, kept) = (ranks(ir), all_kept(ir));
    let ctx = Context { ir, roles: Roles::of(ir), rule_functions, rule_calls, kept, ranks, editable };
    let mut helpers = helper_function::all(&ctx)?;
    helpers.extend(object::check_functions(&ctx)?);
    helpers.extend(scalar::list_functions(&ctx)?);
    let mut functions = moves::functions(&ctx)?;
    functions.extend(outbox::functions(&ctx)?);
    functions.extend(trigger::functions(&ctx)?);
    functions.extend(rule_function::functions(&ctx)?);
    functions.extend(refusals::functions(&ctx)?);
    functions.extend(mutation::functions(&ctx)?);
    functions.extend(raw::functions(&ctx)?);
    let mut tables: Vec<Table> = (0..ir.entities.len()).map(|index| table(&ctx, EntityId(index))).collect();
    tables.extend(machine::tables(&ctx));
    tables.extend(outbox::table(&ctx));
    tables.extend(mutation::tables(&ctx));
    Ok(Catalog {
        owner: Some(ctx.roles.owner.clone()),
        schemas: schemas(&ctx),
        extensions: roles::extensions(ir),
        default_privileges: vec![DefaultPrivilege::RevokeExecuteFromPublic { role: ctx.roles.owner.clone() }],
        enums: enumeration::types(ir),
        sequences: sequence::all(&ctx),
        helpers,
        tables,
        views: view::all(&ctx),
        functions,
    })
}

fn ranks(ir: &Ir) -> Vec<usize> {
    let mut entities = ir.entities.iter();
    let locks =
        entities.any(|it| it.editable_while.is_some() || !it.within.is_empty() || it.machine.is_some());
    if locks { ranks::ranks(ir) } else { Vec::new() }
}

fn table(ctx: &Context<'_>, id: EntityId) -> Table {
    let entity = ctx.ir.entity(id);
    let mut table = entity::table(ctx, entity);
    table.columns = column::all(ctx, entity);
    table.columns.extend(index::search_columns(ctx, entity));
    table.primary_key = Some(constraint::primary_key(ctx, entity));
    table.uniques = constraint::uniques(ctx, entity);
    table.checks = constraint::checks(ctx, entity);
    table.foreign_keys = reference::foreign_keys(ctx, entity);
    table.indexes = index::all(ctx, entity, &table);
    table.triggers = trigger::all(ctx, entity);
    table.row_security = true;
    table.policies = policy::all(ctx, entity);
    table.grants = grant::all(ctx, entity);
    table
}

fn schemas(ctx: &Context<'_>) -> Vec<Schema> {
    let service = &ctx.ir.service;
    let of_service =
        || service.description.clone().unwrap_or_else(|| format!("The tables of {}", service.name));
    let all = roles::schemas(ctx.ir).into_iter().map(|name| {
        let is_ours = name == ident!("fraise");
        let comment = if is_ours { "What keeps the laws of the tables".to_owned() } else { of_service() };
        let grants = vec![Grant::whole(Privilege::Usage, ctx.roles.api())];
        Schema { name, grants, comment: Some(Text::without_nul(&comment)) }
    });
    all.collect()
}
