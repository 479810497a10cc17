//! The firing of an event, whoever asks: the rows and what the event needs are locked, the event leaves the states they are
//! in (ZF001), and what it was given is possible (ZF010). The triggers do the rest.

use fraise_ir::{
    Entity, Expr, Input, TransitionId, Type,
    expr::Root,
    machine::{Machine, Transition},
};
use fraise_lower::{Hole, Row, Scope, Sql, names, types};
use fraise_sql::{
    Fragment, Ident, Literal, SqlType,
    catalog::{Argument, Function, Returns},
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{FireEvent, GivenInputs, InputCheck},
};

use super::{among, change, key::Key, lock, place, signature, state, state_column, text};
use crate::{database::Context, fill, trigger};

pub(super) fn functions(
    ctx: &Context<'_>,
    entity: &Entity,
    machine: &Machine,
) -> Result<Vec<Function>, RenderError> {
    let all = machine.events.iter().enumerate();
    let function =
        |(index, event)| function(ctx, entity, machine, event, TransitionId { entity: entity.id, index });
    all.map(function).collect()
}

fn function(
    ctx: &Context<'_>,
    entity: &Entity,
    machine: &Machine,
    event: &Transition,
    id: TransitionId,
) -> Result<Function, RenderError> {
    let key = Key::of(ctx.ir, entity);
    let column = state_column(ctx.ir, machine);
    let mut assignments = vec![sql![&column, " = ", state(ctx.ir, machine, event.to)]];
    assignments.extend(given(ctx, event));
    let given_locks = lock::given(ctx, event, id, |value| sql!["unnest(p_input) ", value]);
    let body = FireEvent {
        given_locks,
        lock: SqlSlot::from(sql![signature::lock(entity)]),
        event: SqlSlot::from(text(&event.name)),
        arguments: SqlSlot::from(key.given()),
        names: SqlSlot::from(key.names()),
        table: SqlSlot::from(sql![names::table(ctx.ir, entity.id)]),
        on: SqlSlot::from(key.same("it", "fired")),
        order: SqlSlot::from(key.of_row("it")),
        state: SqlSlot::from(sql![&column]),
        state_name: SqlSlot::from(text(column.as_str())),
        leaves: SqlSlot::from(sql!["it.", &column, among(ctx.ir, machine, &event.from)]),
        enters: SqlSlot::from(state(ctx.ir, machine, event.to)),
        place: SqlSlot::from(place(entity, ctx.ir, machine)),
        inputs: (!event.inputs.is_empty()).then(|| inputs(ctx, event)),
        assignments: SqlSlot::from(Fragment::join(",\n    ", assignments)),
        schema_name: SqlSlot::from(text(&ctx.ir.service.schema)),
        table_name: SqlSlot::from(text(&entity.table)),
    };
    let comment = event
        .description
        .clone()
        .unwrap_or_else(|| format!("Fires {} of rows of {}, whoever asks", event.name, entity.table));
    let mut function = trigger::function(ctx, signature::name(ctx.ir, id), &body, &comment)?;
    function.arguments = key.several();
    if !event.inputs.is_empty() {
        function.arguments.push(Argument::new(ident!("p_input"), SqlType::Jsonb.array()));
    }
    function.returns = Returns::Void;
    Ok(function)
}

/// What each row is given, and what is asked of it.
fn inputs(ctx: &Context<'_>, event: &Transition) -> GivenInputs {
    let columns = event.inputs.iter().map(|input| sql![name(input), " ", input_type(ctx, input)]);
    let known = event.inputs.iter().map(|input| text(&input.sql));
    let mut checks = vec![InputCheck {
        field: SqlSlot::from(text("input")),
        good: SqlSlot::from(sql!["fired.input - array[", Fragment::join(", ", known), "] = '{}'"]),
    }];
    for input in &event.inputs {
        checks.extend(
            of_input(ctx, input)
                .into_iter()
                .map(|good| InputCheck { field: SqlSlot::from(text(&input.sql)), good: SqlSlot::from(good) }),
        );
    }
    GivenInputs { columns: SqlSlot::from(Fragment::join(", ", columns)), checks }
}

fn name(input: &Input) -> Ident {
    names::ident(&input.sql)
}

fn input_type(ctx: &Context<'_>, input: &Input) -> SqlType {
    types::sql_type(ctx.ir, &input.ty)
}

/// What must be true of the value of an input.
fn of_input(ctx: &Context<'_>, input: &Input) -> Vec<Fragment> {
    let mut all = Vec::new();
    let value = sql!["given.", name(input)];
    if input.required() {
        all.push(sql![&value, " is not null"]);
    }
    let or_null = |good: Fragment| sql!["(", good, ") is not false"];
    if let Type::Enum(id) = input.ty
        && ctx.ir.service.enums == fraise_ir::service::EnumStorage::Text
    {
        let members = crate::lower::enumeration::members(ctx.ir.enumeration(id));
        all.push(or_null(sql![&value, " in (", members, ")"]));
    }
    if let Some((least, most)) = input.bounds {
        let (least, most) = (Literal::Integer(i64::from(least)), Literal::Integer(i64::from(most)));
        all.push(or_null(sql!["cardinality(", &value, ") between ", least, " and ", most]));
    }
    let check = input.scalar.and_then(|it| ctx.ir.scalar(it).check.as_ref());
    if let Some(check) = check.filter(|_| !matches!(input.ty, Type::Array(_))) {
        let asked = Scope::new(ctx.ir).condition(check);
        let asked = asked.fill(&mut |hole| (*hole == Hole::Value).then(|| Sql::from(value.clone())));
        all.push(or_null(fill::flat(ctx.ir, &asked)));
    }
    if let (Some(rule), Type::Ref(entity)) = (&input.rule, &input.ty) {
        let scope = Scope::new(ctx.ir).bind(Root::This, Row::Named(ident!("other")));
        let columns = names::key_columns(ctx.ir, ctx.ir.entity(*entity));
        let found = Fragment::join(", ", columns.iter().map(|column| sql!["other.", column]));
        all.push(sql![
            &value,
            " is null or exists (select from ",
            names::table(ctx.ir, *entity),
            " as other where ",
            found,
            " = ",
            &value,
            " and ",
            fill::flat(ctx.ir, &scope.conjunct(rule)),
            ")"
        ]);
    }
    all
}

/// `transaction_id = given.transaction_id`: what the event sets from what it was given. A line that reads an optional input
/// which is absent leaves the field as it is.
fn given(ctx: &Context<'_>, event: &Transition) -> Vec<Fragment> {
    let scope = Scope::new(ctx.ir)
        .bind(Root::This, Row::Named(ident!("it")))
        .bind(Root::Old, Row::Named(ident!("it")));
    let set = event.set.iter().filter(|(_, value)| change::reads_input(value));
    let all = set.map(|(field, value)| {
        let declared = ctx.ir.field(*field);
        let column = names::column_of(declared);
        let lowered = scope.value_as(value, &declared.ty).fill(&mut |hole| match hole {
            Hole::Input(position) => event.inputs.get(*position).map(|input| with_default(ctx, input)),
            _ => None,
        });
        let lowered = fill::flat(ctx.ir, &lowered);
        let absent: Vec<Fragment> =
            optional(event, value).map(|input| sql!["fired.input ? ", text(&input.sql)]).collect();
        if absent.is_empty() {
            return sql![column, " = ", lowered];
        }
        let is_given = Fragment::join(" and ", absent);
        sql![&column, " = case when ", is_given, " then ", lowered, " else it.", &column, " end"]
    });
    all.collect()
}

/// `given.transaction_id`
fn with_default(ctx: &Context<'_>, input: &Input) -> Sql {
    let value = Sql::from(sql!["given.", name(input)]);
    match &input.default {
        None => value,
        Some(default) => {
            let default = Scope::new(ctx.ir).value_as(default, &input.ty);
            Sql::kw("coalesce(").with(value).with_kw(", ").with(default).with_kw(")")
        }
    }
}

/// The optional inputs that a value reads.
fn optional<'e>(event: &'e Transition, value: &Expr) -> impl Iterator<Item = &'e Input> {
    let mut read = Vec::new();
    value.walk(&mut |part| match &part.kind {
        fraise_ir::expr::ExprKind::Input(position) => read.push(*position),
        fraise_ir::expr::ExprKind::Field { row, .. }
        | fraise_ir::expr::ExprKind::Row(row)
        | fraise_ir::expr::ExprKind::Rule { row, .. } => {
            if let Root::Input(position) = row.root {
                read.push(position);
            }
        }
        _ => {}
    });
    let all = event.inputs.iter().enumerate();
    all.filter(move |(index, input)| read.contains(index) && input.nullable && input.default.is_none())
        .map(|(_, input)| input)
}
