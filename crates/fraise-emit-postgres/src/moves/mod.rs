//! Moves: the only writers of counters. One function each, which nobody but functions of ours calls.
//!
//! ```sql
//! fraise.move__inventory__reserve(p_variant_id uuid[], p_qty bigint[], p_source text[], p_with_notes text[])
//! ```
//!
//! All arguments are lists of one length: a line each. In their order: the columns of the moves' key, none of them null; the
//! quantities, `bigint`, or `numeric` where a decimal is counted; with a journal that has one, the sources, in the type of its
//! field (null for none); then each field of the journal that some effect or step gives by `with`, null where a line has
//! none; those lists may be left out. [`signature`] says it of a move.
//!
//! A function sums the lines by key, locks the rows in the order of their keys, asks what the move requires of all of them,
//! changes them by one statement, and writes the journal. Lists without elements do nothing.

use std::collections::BTreeSet;

use fraise_ir::{
    Entity, Expr, FieldId, FieldKind, Ir, MoveId, Type,
    effect::Effect,
    expr::{ExprKind, Literal as Constant, Root},
    moves::{Journal, Move, Moves},
    mutation::StepKind,
    names as made,
};
use fraise_lower::{Hole, Row, Scope, Sql, names, types};
use fraise_sql::{
    Fragment, Ident, Literal, QualifiedName, SqlType,
    catalog::{Argument, Function, Returns},
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{self, JournalRows, MovedKey, Required},
};

use crate::{
    database::Context,
    fill,
    lower::{default, index},
    raise::Raise,
    trigger,
};

/// What the function of a move is called and takes.
pub(crate) struct Signature {
    /// Its name.
    pub(crate) name: QualifiedName,
    /// The fields that find a counted row, a list each.
    pub(crate) key: Vec<FieldId>,
    /// The type of a quantity.
    pub(crate) qty: SqlType,
    /// The field of the journal that takes the sources, if these are taken.
    pub(crate) source: Option<FieldId>,
    /// The fields of the journal that lines may give.
    pub(crate) with: Vec<FieldId>,
}

/// The signature of a move.
pub(crate) fn signature(ir: &Ir, id: MoveId) -> Option<Signature> {
    let entity = ir.entity(id.entity);
    let moves = entity.moves.as_ref()?;
    let declared = moves.moves.get(id.index)?;
    let name = names::helper(&format!("move__{}__{}", made::snake(&entity.name), declared.name));
    let is_decimal = declared.set.iter().any(|(field, _)| matches!(ir.field(*field).ty, Type::Decimal(_)));
    Some(Signature {
        name,
        key: moves.key.clone(),
        qty: if is_decimal { SqlType::Numeric(None) } else { SqlType::Bigint },
        source: moves.journal.as_ref().and_then(|it| it.source),
        with: given_with(ir, entity).into_iter().collect(),
    })
}

/// All functions of moves.
pub(crate) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let mut functions = Vec::new();
    for entity in &ctx.ir.entities {
        let Some(moves) = &entity.moves else { continue };
        for (index, declared) in moves.moves.iter().enumerate() {
            let id = MoveId { entity: entity.id, index };
            let Some(signature) = signature(ctx.ir, id) else { continue };
            functions.push(function(ctx, entity, moves, declared, &signature)?);
        }
    }
    Ok(functions)
}

/// The fields of a journal that effects and steps give by `with`.
fn given_with(ir: &Ir, counted: &Entity) -> BTreeSet<FieldId> {
    let mut given = BTreeSet::new();
    let mut of_effect = |effect: &Effect| {
        if let Effect::Apply(apply) = effect
            && apply.r#move.entity == counted.id
        {
            given.extend(apply.with.iter().map(|(field, _)| *field));
        }
    };
    for entity in &ir.entities {
        entity.on_insert.iter().chain(&entity.on_delete).for_each(&mut of_effect);
        let events = entity.machine.iter().flat_map(|it| &it.events);
        events.flat_map(|it| &it.effects).for_each(&mut of_effect);
    }
    for step in ir.mutations.iter().flat_map(|it| &it.steps) {
        if let StepKind::Apply { r#move, with, .. } = &step.kind
            && r#move.entity == counted.id
        {
            given.extend(with.iter().map(|(field, _)| *field));
        }
    }
    given
}

/// The names of a line's values: those of the columns, unless one of ours is called so.
struct Names {
    key: Vec<Ident>,
    with: Vec<Ident>,
}

fn names_of(ir: &Ir, signature: &Signature) -> Names {
    let key = signature.key.iter().map(|field| {
        let column = names::column(ir, *field);
        let is_ours = ["qty", "source"].contains(&column.as_str()) || column.as_str().starts_with("with_");
        if is_ours { names::ident(&format!("key_{}", column.as_str())) } else { column }
    });
    let with = signature
        .with
        .iter()
        .map(|field| names::ident(&format!("with_{}", names::column(ir, *field).as_str())));
    Names { key: key.collect(), with: with.collect() }
}

fn argument_of(name: &Ident) -> Ident {
    names::ident(&format!("p_{}", name.as_str()))
}

fn arguments(ir: &Ir, signature: &Signature, line: &Names) -> Vec<Argument> {
    let list = |name: &Ident, ty: SqlType| Argument::new(argument_of(name), ty.array());
    let of_field = |(name, field): (&Ident, &FieldId)| list(name, base_type(ir, *field));
    let mut arguments: Vec<Argument> = line.key.iter().zip(&signature.key).map(of_field).collect();
    arguments.push(list(&ident!("qty"), signature.qty.clone()));
    arguments.extend(signature.source.map(|field| list(&ident!("source"), base_type(ir, field))));
    let further = line.with.iter().zip(&signature.with).map(of_field);
    arguments.extend(further.map(|it| Argument { default: Some(sql!["null"]), ..it }));
    arguments
}

/// The type of a field's values; of texts the one without a length.
pub(crate) fn base_type(ir: &Ir, field: FieldId) -> SqlType {
    let ty = types::sql_type(ir, &ir.field(field).ty);
    if let SqlType::Varchar(_) = ty { SqlType::Text } else { ty }
}

fn function(
    ctx: &Context<'_>,
    entity: &Entity,
    moves: &Moves,
    declared: &Move,
    signature: &Signature,
) -> Result<Function, RenderError> {
    let line = names_of(ctx.ir, signature);
    let (plain, numbered) =
        (ident!("keys"), |position: usize| names::ident(&format!("keys_{}", position + 1)));
    let all: Vec<Ident> = match line.key.len() {
        1 => vec![plain],
        several => (0..several).map(numbered).collect(),
    };
    let of = |row: &'static str| Fragment::join(", ", line.key.iter().map(|name| sql![row, ".", name]));
    let keys = line.key.iter().zip(&all).zip(&signature.key).map(|((name, all), field)| MovedKey {
        all: SqlSlot::from(sql![all]),
        r#type: SqlSlot::from(sql![base_type(ctx.ir, *field)]),
        line: SqlSlot::from(sql!["line.", name]),
    });
    let table = names::table(ctx.ir, entity.id);
    let text = |text: String| SqlSlot::from(sql![Literal::text(&text)]);
    let body = postgres::Move {
        keys: keys.collect(),
        qty_type: SqlSlot::from(sql![&signature.qty]),
        bad_qty: SqlSlot::from(if declared.signed {
            sql!["line.qty is null"]
        } else {
            sql!["(line.qty >= 0) is not true"]
        }),
        bad_qty_message: text(if declared.signed {
            "a quantity is missing".to_owned()
        } else {
            "a quantity is negative or missing".to_owned()
        }),
        line_key: SqlSlot::from(of("line")),
        arguments: SqlSlot::from(Fragment::join(", ", line.key.iter().map(argument_of))),
        names: SqlSlot::from(Fragment::join(", ", &line.key)),
        table: SqlSlot::from(sql![&table]),
        all: SqlSlot::from(Fragment::join(", ", &all)),
        on: SqlSlot::from(on(ctx, entity, moves, &line)),
        it_is_missing: SqlSlot::from(missing(ctx, entity)),
        row_order: SqlSlot::from(row_key(ctx.ir, moves)),
        moved_key: SqlSlot::from(moved_key(&line)),
        moved_order: SqlSlot::from(of("moved")),
        missing_message: text(format!("there is no row of {} for ", entity.table)),
        unmoved_message: text(format!("a row of {} was not changed", entity.table)),
        schema_name: text(ctx.ir.service.schema.clone()),
        table_name: text(entity.table.clone()),
        require: declared.require.as_ref().map(|it| required(ctx, entity, declared, it)),
        asks_while_locking: declared.require.as_ref().is_some_and(|it| reads_its_row_alone(ctx.ir, it)),
        assignments: SqlSlot::from(assignments(ctx, declared)),
        touched: trigger::touch::column(entity).map(|it| SqlSlot::from(sql![it])),
        journal: moves.journal.as_ref().map(|it| journal(ctx, moves, it, declared, signature, &line)),
    };
    let comment = declared.description.clone().unwrap_or_else(|| {
        format!("The move {} of {}, for lines of keys and quantities", declared.name, entity.table)
    });
    let mut function = trigger::function(ctx, signature.name.clone(), &body, &comment)?;
    function.arguments = arguments(ctx.ir, signature, &line);
    function.returns = Returns::Void;
    Ok(function)
}

/// `it.variant_id = moved.variant_id`; of a soft-delete type only living rows are found by a unique that is not the key.
fn on(ctx: &Context<'_>, entity: &Entity, moves: &Moves, line: &Names) -> Fragment {
    let mut all = vec![same_key(ctx, moves, line)];
    if entity.key_fields() != moves.key
        && let Some(living) = index::is_living(entity)
    {
        all.push(sql!["it.", fill::flat(ctx.ir, &living)]);
    }
    Fragment::join(" and ", all)
}

fn same_key(ctx: &Context<'_>, moves: &Moves, line: &Names) -> Fragment {
    let columns = moves.key.iter().zip(&line.key);
    Fragment::join(
        " and ",
        columns.map(|(field, name)| sql!["it.", names::column(ctx.ir, *field), " = moved.", name]),
    )
}

/// Of a row that an outer join has not found.
fn missing(ctx: &Context<'_>, entity: &Entity) -> Fragment {
    let first = names::key_columns(ctx.ir, entity).into_iter().next();
    first.map_or_else(Fragment::new, |column| sql!["it.", column, " is null"])
}

fn row_key(ir: &Ir, moves: &Moves) -> Fragment {
    Fragment::join(", ", moves.key.iter().map(|field| sql!["it.", names::column(ir, *field)]))
}

/// A key as a text.
fn moved_key(line: &Names) -> Fragment {
    match line.key.as_slice() {
        [only] => sql!["moved.", only, "::text"],
        several => {
            let parts = Fragment::join(", ", several.iter().map(|name| sql!["moved.", name]));
            sql!["concat_ws(' ', ", parts, ")"]
        }
    }
}

/// The counted row, with the sum of its lines as `qty`.
fn counted<'ir>(ctx: &Context<'ir>) -> Scope<'ir> {
    Scope::new(ctx.ir).bind(Root::This, Row::Named(ident!("it")))
}

fn with_qty(text: &Sql) -> Sql {
    text.fill(&mut |hole| (*hole == Hole::Qty).then(|| Sql::kw("moved.qty")))
}

fn required(ctx: &Context<'_>, entity: &Entity, declared: &Move, asked: &Expr) -> Required {
    let otherwise = format!("what {} of {} requires does not hold", declared.name, entity.table);
    let scope = counted(ctx);
    let first = sql!["refused -> 0"];
    let refusal = Raise::refusal(ctx.ir, declared.error.as_ref(), &scope, &first, &otherwise);
    let params = with_qty(&refusal.object());
    let condition = with_qty(&scope.condition(asked)).parens();
    Required {
        params: SqlSlot::from(fill::lines(ctx.ir, &params, 6, 0)),
        condition: SqlSlot::from(fill::lines(ctx.ir, &condition, 4, "where  is not true".len())),
        errcode: SqlSlot::from(sql![refusal.errcode]),
        message: SqlSlot::from(refusal.message),
        code: SqlSlot::from(sql![refusal.code]),
    }
}

/// Nothing but columns of the counted row: what a statement that waits for its lock reads of it is read again then, of other
/// rows it is not.
fn reads_its_row_alone(ir: &Ir, asked: &Expr) -> bool {
    let mut alone = true;
    asked.walk(&mut |part| {
        alone &= match &part.kind {
            ExprKind::Field { row, field } => row.hops.is_empty() && ir.field(*field).is_stored(),
            ExprKind::Row(row) => row.hops.is_empty(),
            ExprKind::Rule { .. } | ExprKind::Aggregate { .. } => false,
            _ => true,
        };
    });
    alone
}

fn assignments(ctx: &Context<'_>, declared: &Move) -> Fragment {
    let scope = counted(ctx);
    let all = declared.set.iter().map(|(field, value)| {
        let value = with_qty(&scope.assigned(value));
        sql![names::column(ctx.ir, *field), " = ", fill::flat(ctx.ir, &value)]
    });
    Fragment::join(",\n    ", all)
}

/// A row for each key and source: the name of the move, how much, what is copied from the counted row, and what lines give.
fn journal(
    ctx: &Context<'_>,
    moves: &Moves,
    journal: &Journal,
    declared: &Move,
    signature: &Signature,
    line: &Names,
) -> JournalRows {
    let column = |field: FieldId| sql![names::column(ctx.ir, field)];
    let mut columns = vec![column(journal.kind), column(journal.quantity)];
    let mut values = vec![kind(ctx, journal, declared), sql!["sum(moved.qty)"]];
    let copied = journal.copied.iter().map(|(_, counted)| *counted).filter(|it| !moves.key.contains(it));
    let counted: Vec<FieldId> = moves.key.iter().copied().chain(copied.collect::<BTreeSet<_>>()).collect();
    let counted: Vec<Fragment> = counted.into_iter().map(|field| sql!["it.", column(field)]).collect();
    let mut group = counted.clone();
    let mut order = vec![row_key(ctx.ir, moves)];
    let mut given: Vec<(Ident, FieldId)> = Vec::new();
    given.extend(journal.source.map(|field| (ident!("source"), field)));
    for (journal_field, counted_field) in &journal.copied {
        if !signature.with.contains(journal_field) {
            columns.push(column(*journal_field));
            values.push(sql!["it.", column(*counted_field)]);
        }
    }
    given.extend(line.with.iter().cloned().zip(signature.with.iter().copied()));
    for (name, field) in &given {
        let value = sql!["moved.", name];
        let copied = journal.copied.iter().find(|(it, _)| it == field).map(|(_, counted)| *counted);
        columns.push(column(*field));
        values.push(match (copied, default_of(ctx, *field)) {
            (Some(counted), _) => sql!["coalesce(", &value, ", it.", column(counted), ")"],
            (None, Some(default)) => sql!["coalesce(", &value, ", ", default, ")"],
            (None, None) => value.clone(),
        });
        group.push(value.clone());
        order.push(value);
    }
    let mut arguments: Vec<Ident> = line.key.iter().map(argument_of).collect();
    let mut names: Vec<Ident> = line.key.clone();
    for name in std::iter::once(&ident!("qty")).chain(given.iter().map(|(name, _)| name)) {
        arguments.push(argument_of(name));
        names.push(name.clone());
    }
    JournalRows {
        table: SqlSlot::from(sql![names::table(ctx.ir, journal.into)]),
        columns: SqlSlot::from(Fragment::join(", ", columns)),
        counted: SqlSlot::from(Fragment::join(", ", counted)),
        on: SqlSlot::from(same_key(ctx, moves, line)),
        values: SqlSlot::from(Fragment::join(",\n      ", values)),
        arguments: SqlSlot::from(Fragment::join(", ", arguments)),
        names: SqlSlot::from(Fragment::join(", ", names)),
        group: SqlSlot::from(Fragment::join(", ", group)),
        order: SqlSlot::from(Fragment::join(", ", order)),
    }
}

/// The name of the move as a member of the journal's kinds.
fn kind(ctx: &Context<'_>, journal: &Journal, declared: &Move) -> Fragment {
    let field = ctx.ir.field(journal.kind);
    let kind = ExprKind::Literal(Constant::Text(declared.name.clone()));
    let member = Expr { kind, ty: field.ty.clone(), nullable: false, span: declared.span };
    fill::flat(ctx.ir, &Scope::new(ctx.ir).value(&member))
}

/// What a column of the journal holds when nothing is given; a null that is written is not replaced by a DEFAULT.
fn default_of(ctx: &Context<'_>, field: FieldId) -> Option<Fragment> {
    let FieldKind::Plain { default: Some(declared) } = &ctx.ir.field(field).kind else { return None };
    default::of_column(ctx, ctx.ir.entity(field.entity), ctx.ir.field(field), declared)
}
