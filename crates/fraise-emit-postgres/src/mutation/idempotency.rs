//! Idempotency keys: the table `fraise.idempotency`, in which a call claims its key before it does anything, and keeps its result
//! in the same transaction. A second call with the key waits for the first, and gets its result.

use fraise_ir::Ir;
use fraise_lower::names;
use fraise_sql::{
    Fragment, Literal, QualifiedName, SqlType, Text,
    catalog::{
        Argument, Column, Function, Grant, Index, IndexKey, IndexMethod, Key, Policy, PolicyCommand,
        Privilege, Returns, Table,
    },
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{ClaimKey, Claimed, KeepResult},
};

use super::{names as of_steps, names::Names, signature};
use crate::{database::Context, trigger};

fn is_used(ir: &Ir) -> bool {
    ir.mutations.iter().any(|it| it.idempotent.is_some() && it.unfinished(ir).is_none())
}

fn table_name() -> QualifiedName {
    names::helper("idempotency")
}

/// The table, where a mutation is idempotent.
pub(super) fn table(ctx: &Context<'_>) -> Option<Table> {
    if !is_used(ctx.ir) {
        return None;
    }
    let mut table = Table::new(table_name());
    table.columns = vec![
        Column::new(ident!("mutation"), SqlType::Text),
        Column::new(ident!("viewer"), SqlType::Text),
        Column::new(ident!("key"), SqlType::Text),
        Column::new(ident!("input"), SqlType::Bytea),
        Column::new(ident!("result"), SqlType::Text).nullable(),
        Column::new(ident!("expires_at"), SqlType::Timestamptz),
        Column::new(ident!("job"), SqlType::Uuid).nullable(),
    ];
    table.primary_key = Some(Key {
        name: ident!("idempotency_pkey"),
        columns: vec![ident!("mutation"), ident!("viewer"), ident!("key")],
        comment: None,
    });
    table.indexes = vec![Index {
        name: ident!("idempotency_expires_at_idx"),
        method: IndexMethod::Btree,
        keys: vec![IndexKey::column(ident!("expires_at"))],
        include: Vec::new(),
        condition: None,
        unique: false,
        comment: None,
    }];
    table.row_security = true;
    let policy = |name, command| Policy {
        name,
        command,
        roles: vec![ctx.roles.service()],
        using: Some(sql!["true"]),
        with_check: None,
        comment: None,
    };
    table.policies = vec![
        policy(ident!("idempotency_service"), PolicyCommand::Select),
        policy(ident!("idempotency_expire"), PolicyCommand::Delete),
    ];
    table.grants = vec![
        Grant::whole(Privilege::Select, ctx.roles.service()),
        Grant::whole(Privilege::Delete, ctx.roles.service()),
    ];
    table.comment = Some(Text::without_nul("Keys of calls, with the results that repeats get"));
    Some(table)
}

/// The functions that claim a key and keep a result.
pub(super) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    if !is_used(ctx.ir) {
        return Ok(Vec::new());
    }
    let viewer = || SqlSlot::from(viewer(ctx));
    let claim = ClaimKey { table: SqlSlot::from(sql![table_name()]), viewer: viewer() };
    let comment = "Claims a key, or gives the result of the call that has it";
    let mut claim = trigger::function(ctx, names::helper("claim_key"), &claim, comment)?;
    claim.arguments = vec![
        Argument::new(ident!("p_mutation"), SqlType::Text),
        Argument::new(ident!("p_key"), SqlType::Text),
        Argument::new(ident!("p_input"), SqlType::Jsonb),
        Argument::new(ident!("p_lifetime"), SqlType::Interval),
    ];
    claim.returns = Returns::Value(SqlType::Text);
    let keep = KeepResult { table: SqlSlot::from(sql![table_name()]), viewer: viewer() };
    let mut keep = trigger::function(
        ctx,
        names::helper("keep_result"),
        &keep,
        "Keeps the result of the call with a key",
    )?;
    keep.arguments = vec![
        Argument::new(ident!("p_mutation"), SqlType::Text),
        Argument::new(ident!("p_key"), SqlType::Text),
        Argument::new(ident!("p_result"), SqlType::Text),
    ];
    keep.returns = Returns::Void;
    Ok(vec![claim, keep])
}

/// Whose key it is: the person's, the guest's, or the login's.
fn viewer(ctx: &Context<'_>) -> Fragment {
    let id = sql!["'viewer ' || fraise.viewer_id()"];
    let guest = ctx.ir.viewer.guests.then(|| sql!["'guest ' || fraise.claim('session')"]);
    let login = sql!["'login ' || session_user"];
    sql!["coalesce("].list(", ", [Some(id), guest, Some(login)].into_iter().flatten()).kw(")")
}

/// What a mutation does with its key.
pub(super) fn claim(names: &Names<'_>) -> Option<Claimed> {
    let mutation = names.mutation;
    let lifetime = mutation.idempotent.as_ref()?;
    let name = || SqlSlot::from(sql![Literal::text(&mutation.name)]);
    let inputs = mutation.inputs.iter().map(signature::argument);
    let ty = signature::returned_type(names.ctx.ir, mutation);
    Some(Claimed {
        mutation: name(),
        input: SqlSlot::from(sql!["jsonb_build_array("].list(", ", inputs).kw(")")),
        lifetime: SqlSlot::from(sql!["interval ", Literal::text(lifetime)]),
        r#type: SqlSlot::from(sql![ty]),
        result: SqlSlot::from(sql![of_steps::variable(mutation, mutation.returns)]),
    })
}
