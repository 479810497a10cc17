//! Events of the outbox: the table `fraise.outbox`, written in the transaction of what it tells of, and a notification for
//! who waits.
//!
//! ```sql
//! fraise.emit__order_created(p_id uuid[])
//! ```
//!
//! writes a row for each of these rows, as they are; a key of several columns is several lists. The payload has the fields
//! by their names, a reference as `<name>_id`.

use fraise_ir::{Entity, EventId, FieldId, Ir, Type, event::Event, expr::Root};
use fraise_lower::{Row, Scope, Shape, Sql, names};
use fraise_sql::{
    Fragment, Literal, QualifiedName, SqlType, Text,
    catalog::{
        self, Column, Function, Grant, Identity, Index, IndexKey, IndexMethod, Key as TableKey, Level,
        Policy, PolicyCommand, Privilege, Returns, Table, Timing, Trigger,
    },
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{EmitEvent, Notify},
};

use crate::{
    database::Context,
    fill,
    machine::{actor, key::Key},
    trigger,
};

/// The name of the function that emits an event.
pub(crate) fn function_name(ir: &Ir, event: EventId) -> QualifiedName {
    let name = ir.events.get(event.0).map(|it| it.name.as_str()).unwrap_or_default();
    names::helper(&format!("emit__{name}"))
}

/// `perform fraise.emit__order_created(array_agg(it.id order by it.id))`, over rows `it`.
pub(crate) fn call(ctx: &Context<'_>, event: EventId, entity: &Entity) -> Fragment {
    let key = Key::of(ctx.ir, entity);
    let order = key.of_row("it");
    let lists = key.columns.iter().map(|(name, _)| sql!["array_agg(it.", name, " order by ", &order, ")"]);
    sql![function_name(ctx.ir, event), "("].list(", ", lists).kw(")")
}

/// The table, where events are declared.
pub(crate) fn table(ctx: &Context<'_>) -> Option<Table> {
    if ctx.ir.events.is_empty() {
        return None;
    }
    let mut table = Table::new(table_name());
    let mut id = Column::new(ident!("id"), SqlType::Bigint);
    id.identity = Some(Identity::Always);
    table.columns = vec![
        id,
        Column::new(ident!("event"), SqlType::Text),
        Column::new(ident!("type"), SqlType::Text),
        Column::new(ident!("row_id"), SqlType::Text),
        Column::new(ident!("payload"), SqlType::Jsonb),
        Column::new(ident!("actor"), SqlType::Text),
        Column::new(ident!("at"), SqlType::Timestamptz).with_default(sql!["now()"]),
        Column::new(ident!("published_at"), SqlType::Timestamptz).nullable(),
    ];
    table.primary_key =
        Some(TableKey { name: ident!("outbox_pkey"), columns: vec![ident!("id")], comment: None });
    table.indexes = vec![Index {
        name: ident!("outbox_unpublished_idx"),
        method: IndexMethod::Btree,
        keys: vec![IndexKey::column(ident!("id"))],
        include: Vec::new(),
        condition: Some(sql!["published_at is null"]),
        unique: false,
        comment: None,
    }];
    table.triggers = vec![Trigger {
        name: ident!("fraise_40_notify"),
        timing: Timing::After,
        events: vec![catalog::Event::Insert],
        level: Level::Row,
        old_table: None,
        new_table: None,
        condition: None,
        function: names::helper("notify_events"),
        arguments: Vec::new(),
        comment: None,
    }];
    table.row_security = true;
    let policy = |name, command, with_check| Policy {
        name,
        command,
        roles: vec![ctx.roles.service()],
        using: Some(sql!["true"]),
        with_check,
        comment: None,
    };
    table.policies = vec![
        policy(ident!("outbox_service"), PolicyCommand::Select, None),
        policy(ident!("outbox_publish"), PolicyCommand::Update, Some(sql!["true"])),
    ];
    table.grants = vec![
        Grant::whole(Privilege::Select, ctx.roles.service()),
        Grant::on_columns(Privilege::Update, vec![ident!("published_at")], ctx.roles.service()),
    ];
    table.comment = Some(Text::without_nul("Events that are to be published, in the order of their ids"));
    Some(table)
}

fn table_name() -> QualifiedName {
    names::helper("outbox")
}

/// The functions that emit events, and the one that notifies.
pub(crate) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let mut functions = Vec::new();
    if ctx.ir.events.is_empty() {
        return Ok(functions);
    }
    let channel = format!("{}_events", ctx.ir.service.name);
    let notify = Notify { channel: SqlSlot::from(sql![Literal::text(&channel)]) };
    let comment = "Tells who waits for events of new ones";
    functions.push(trigger::function(ctx, names::helper("notify_events"), &notify, comment)?);
    for (index, event) in ctx.ir.events.iter().enumerate() {
        functions.push(function(ctx, EventId(index), event)?);
    }
    Ok(functions)
}

fn function(ctx: &Context<'_>, id: EventId, event: &Event) -> Result<Function, RenderError> {
    let entity = ctx.ir.entity(event.of);
    let key = Key::of(ctx.ir, entity);
    let body = EmitEvent {
        outbox: SqlSlot::from(sql![table_name()]),
        event: SqlSlot::from(sql![Literal::text(&event.name)]),
        r#type: SqlSlot::from(sql![Literal::text(&entity.name)]),
        row: SqlSlot::from(key.as_text("it")),
        payload: SqlSlot::from(fill::lines(ctx.ir, &payload(ctx, &event.payload), 4, 0)),
        actor: SqlSlot::from(sql![actor::name(), "()"]),
        table: SqlSlot::from(sql![names::table(ctx.ir, event.of)]),
        arguments: SqlSlot::from(key.given()),
        names: SqlSlot::from(key.names()),
        on: SqlSlot::from(key.same("it", "told")),
        order: SqlSlot::from(key.of_row("it")),
    };
    let comment = event.description.clone();
    let comment = comment.unwrap_or_else(|| format!("Emits {} of rows of {}", event.name, entity.table));
    let mut function = trigger::function(ctx, function_name(ctx.ir, id), &body, &comment)?;
    function.arguments = key.several();
    function.returns = Returns::Void;
    Ok(function)
}

/// `jsonb_build_object('id', it.id, 'customer_id', it.customer_id)`
fn payload(ctx: &Context<'_>, fields: &[FieldId]) -> Sql {
    let scope = Scope::new(ctx.ir).bind(Root::This, Row::Named(ident!("it")));
    let mut list = Sql::new();
    for (position, field) in fields.iter().enumerate() {
        let declared = ctx.ir.field(*field);
        let name = match declared.ty {
            Type::Ref(_) => format!("{}_id", declared.name),
            _ => declared.name.clone(),
        };
        if position > 0 {
            list = list.with_kw(",").with_line();
        }
        list = list.with(Sql::from(sql![Literal::text(&name), ", "])).with(scope.field(Root::This, *field));
    }
    Sql::kw("jsonb_build_object(").with(list.group(Shape::Parens)).with_kw(")")
}
