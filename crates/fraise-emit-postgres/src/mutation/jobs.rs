//! `after_commit`: a row of `fraise.jobs`, written in the transaction of the mutation. The service carries out its entries, again
//! and again until each has returned without error.
//!
//! `arguments` is what the entries may name: `{"input": {..}, "steps": {name: key}, "hooks": {name: output}}`, inputs by their
//! names in JSON arguments. `results` holds the outputs of the entries that have returned, by position.

use fraise_ir::{Ir, StepId, Type, mutation::StepNameKind};
use fraise_lower::names as sql_names;
use fraise_sql::{
    Fragment, Literal, QualifiedName, SqlType, Text,
    catalog::{Column, Grant, Index, IndexKey, IndexMethod, Key, Policy, PolicyCommand, Privilege, Table},
    ident, sql,
};

use super::{names, names::Names, signature};
use crate::database::Context;
use crate::page::Page;

fn is_used(ir: &Ir) -> bool {
    ir.mutations.iter().any(|it| !it.after_commit.is_empty() && it.unfinished(ir).is_none())
}

fn table_name() -> QualifiedName {
    sql_names::helper("jobs")
}

/// The table, where something follows a commit.
pub(super) fn table(ctx: &Context<'_>) -> Option<Table> {
    if !is_used(ctx.ir) {
        return None;
    }
    let mut table = Table::new(table_name());
    table.columns = vec![
        Column::new(ident!("id"), SqlType::Uuid).with_default(sql!["gen_random_uuid()"]),
        Column::new(ident!("mutation"), SqlType::Text),
        Column::new(ident!("arguments"), SqlType::Jsonb),
        Column::new(ident!("results"), SqlType::Jsonb).with_default(sql!["'{}'::jsonb"]),
        Column::new(ident!("attempts"), SqlType::Integer).with_default(sql!["0"]),
        Column::new(ident!("created_at"), SqlType::Timestamptz).with_default(sql!["now()"]),
        Column::new(ident!("run_at"), SqlType::Timestamptz).with_default(sql!["now()"]),
        Column::new(ident!("leased_until"), SqlType::Timestamptz).nullable(),
        Column::new(ident!("done_at"), SqlType::Timestamptz).nullable(),
        Column::new(ident!("failed_at"), SqlType::Timestamptz).nullable(),
        Column::new(ident!("error"), SqlType::Text).nullable(),
    ];
    table.primary_key = Some(Key { name: ident!("jobs_pkey"), columns: vec![ident!("id")], comment: None });
    table.indexes = vec![Index {
        name: ident!("jobs_due_idx"),
        method: IndexMethod::Btree,
        keys: vec![IndexKey::column(ident!("run_at"))],
        include: Vec::new(),
        condition: Some(sql!["done_at is null and failed_at is null"]),
        unique: false,
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
        policy(ident!("jobs_service"), PolicyCommand::Select, None),
        policy(ident!("jobs_work"), PolicyCommand::Update, Some(sql!["true"])),
    ];
    // The arguments lose their secrets in the end.
    let kept = [
        ident!("arguments"),
        ident!("results"),
        ident!("attempts"),
        ident!("run_at"),
        ident!("leased_until"),
        ident!("done_at"),
        ident!("failed_at"),
        ident!("error"),
    ];
    table.grants = vec![
        Grant::whole(Privilege::Select, ctx.roles.service()),
        Grant::on_columns(Privilege::Update, kept.to_vec(), ctx.roles.service()),
    ];
    table.comment = Some(Text::without_nul("What follows commits, until it is done"));
    Some(table)
}

/// The job of a mutation. Its id is left in the transaction, for the service.
pub(super) fn write(page: &mut Page<'_>, names: &Names<'_>) {
    let mutation = names.mutation;
    if mutation.after_commit.is_empty() {
        return;
    }
    page.gap();
    page.line(sql!["job_id := gen_random_uuid();"]);
    page.line(sql!["insert into ", table_name(), " (id, mutation, arguments)"]);
    page.line(sql!["values ("]);
    page.deeper(|page| {
        page.line(sql!["job_id,"]);
        page.line(sql![Literal::text(&mutation.name), ","]);
        page.line(sql!["jsonb_build_object("]);
        page.deeper(|page| {
            let inputs = mutation.inputs.iter().map(|it| (it.sql.as_str(), sql![signature::argument(it)]));
            page.line(sql!["'input', ", object(inputs), ","]);
            page.line(sql!["'steps', ", object(rows(names)), ","]);
            let hooks = signature::hooks_before(mutation).map(|it| (it, sql![signature::hook_argument(it)]));
            page.line(sql!["'hooks', ", object(hooks)]);
        });
        page.line(sql![")"]);
    });
    page.line(sql![");"]);
    page.line(sql!["perform set_config('fraise.job_id', job_id::text, true);"]);
}

fn rows<'n>(names: &'n Names<'_>) -> impl Iterator<Item = (&'n str, Fragment)> {
    let inputs = names.mutation.inputs.iter().filter(|it| matches!(it.ty, Type::Ref(_))).count();
    let all = names.mutation.names.iter().enumerate().skip(inputs);
    all.filter(|(_, it)| matches!(it.kind, StepNameKind::Row(_)))
        .map(|(index, it)| (it.name.as_str(), sql![names::variable(names.mutation, StepId(index))]))
}

fn object<'n>(pairs: impl Iterator<Item = (&'n str, Fragment)>) -> Fragment {
    let pairs = pairs.map(|(name, value)| sql![Literal::text(name), ", ", value]);
    sql!["jsonb_build_object("].list(", ", pairs).kw(")")
}
