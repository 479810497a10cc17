//! `log`: the table `order_transitions`, one row for each change of a state. Rows are only ever added, and the service alone
//! reads them.

use fraise_ir::{Entity, machine::Machine, names as made};
use fraise_lower::{names, types};
use fraise_sql::{
    SqlType, Text,
    catalog::{
        Column, Grant, Identity, Index, IndexKey, IndexMethod, Key as TableKey, Policy, PolicyCommand,
        Privilege, Table,
    },
    ident, sql,
};
use fraise_templates::{SqlSlot, postgres::LogRows};

use super::{actor, key::Key, signature, state_column};
use crate::{database::Context, trigger};

/// The table of changes, for a machine with a log.
pub(super) fn table(ctx: &Context<'_>, entity: &Entity) -> Option<Table> {
    let machine = entity.machine.as_ref().filter(|it| it.log)?;
    let name = made::transitions(&entity.name);
    let mut table = Table::new(names::in_schema(ctx.ir, &name));
    let mut id = Column::new(ident!("id"), SqlType::Bigint);
    id.identity = Some(Identity::Always);
    let row = match entity.id_field() {
        Some(_) => types::key_type(ctx.ir, entity.id),
        None => SqlType::Text,
    };
    let state = types::sql_type(ctx.ir, &ctx.ir.field(machine.field).ty);
    table.columns = vec![
        id,
        Column::new(ident!("row_id"), row),
        Column::new(ident!("from_state"), state.clone()),
        Column::new(ident!("to_state"), state),
        Column::new(ident!("event"), SqlType::Text),
        Column::new(ident!("actor"), SqlType::Text).nullable(),
        Column::new(ident!("role"), SqlType::Text).nullable(),
        Column::new(ident!("note"), SqlType::Text).nullable(),
        Column::new(ident!("at"), SqlType::Timestamptz).with_default(sql!["now()"]),
    ];
    table.primary_key = Some(TableKey {
        name: names::ident(&made::primary_key(&name)),
        columns: vec![ident!("id")],
        comment: None,
    });
    table.indexes = vec![Index {
        name: names::ident(&made::index(&name, &["row_id"])),
        method: IndexMethod::Btree,
        keys: vec![IndexKey::column(ident!("row_id"))],
        include: Vec::new(),
        condition: None,
        unique: false,
        comment: None,
    }];
    table.triggers = trigger::append_only::of_our_own();
    table.row_security = true;
    table.policies = vec![Policy {
        name: names::ident(&made::derived(&name, &[], "service")),
        command: PolicyCommand::Select,
        roles: vec![ctx.roles.service()],
        using: Some(sql!["true"]),
        with_check: None,
        comment: None,
    }];
    table.grants = vec![Grant::whole(Privilege::Select, ctx.roles.service())];
    let comment = format!("Every change of {} of {}", ctx.ir.field(machine.field).name, entity.table);
    table.comment = Some(Text::without_nul(&comment));
    Some(table)
}

/// The rows that a statement writes.
pub(super) fn rows(ctx: &Context<'_>, entity: &Entity, machine: &Machine) -> Option<LogRows> {
    let key = Key::of(ctx.ir, entity);
    machine.log.then(|| LogRows {
        table: SqlSlot::from(sql![names::in_schema(ctx.ir, &made::transitions(&entity.name))]),
        row: SqlSlot::from(match entity.id_field() {
            Some(_) => key.of_row("come"),
            None => key.as_text("come"),
        }),
        event_of: SqlSlot::from(sql![signature::event_of(entity)]),
        state: SqlSlot::from(sql![state_column(ctx.ir, machine)]),
        actor: SqlSlot::from(sql![actor::name(), "()"]),
        roles: SqlSlot::from(sql![actor::roles_name(), "()"]),
        same: SqlSlot::from(key.same("gone", "come")),
        order: SqlSlot::from(key.of_row("come")),
    })
}
