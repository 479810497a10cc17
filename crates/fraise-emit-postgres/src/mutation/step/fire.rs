//! `fire: order.cancel`: by the function for those who ask, or, unrestricted, by the one that does not ask who.

use fraise_ir::{Expr, Input, TransitionId, expr::RowPath};
use fraise_lower::Sql;
use fraise_sql::{Fragment, Literal, sql};

use super::{super::names::Names, flat};
use crate::{machine::signature, page::Page};

/// The parts of the step.
pub(super) struct Fire<'e> {
    pub(super) target: &'e RowPath,
    pub(super) event: TransitionId,
    pub(super) with: &'e [(String, Expr)],
    pub(super) note: Option<&'e Expr>,
}

pub(super) fn write(page: &mut Page<'_>, names: &Names<'_>, fire: &Fire<'_>, unrestricted: bool) {
    let ir = names.ctx.ir;
    let Some(declared) = signature::transition(ir, fire.event) else { return };
    let (key, may_be_missing) = names.key_at(fire.target);
    let input = input(names, &declared.inputs, fire.with);
    let note = fire.note.map(|it| flat(names, &names.scope().value(it)));
    if_there(page, &key, may_be_missing, |page| {
        let key = flat(names, &key);
        if unrestricted {
            fire_unasked(page, names, fire.event, &key, input.as_ref(), note.as_ref());
            return;
        }
        let function = signature::ask(ir, ir.entity(fire.event.entity));
        let mut arguments = vec![key, sql![Literal::text(&declared.name)]];
        match (&input, &note) {
            (Some(input), _) => arguments.push(input.clone()),
            (None, Some(_)) => arguments.push(sql!["'{}'"]),
            (None, None) => {}
        }
        arguments.extend(note);
        page.call(sql!["perform ", function], &arguments);
    });
}

/// Fires it whoever asks.
pub(super) fn fire_unasked(
    page: &mut Page<'_>,
    names: &Names<'_>,
    event: TransitionId,
    key: &Fragment,
    input: Option<&Fragment>,
    note: Option<&Fragment>,
) {
    if let Some(note) = note {
        page.line(sql!["perform set_config('fraise.note', coalesce(", note, ", ''), true);"]);
    }
    let given = input.map(|it| sql![", array[", it, "]"]).unwrap_or_default();
    page.line(sql!["perform ", signature::name(names.ctx.ir, event), "(array[", key, "]", given, ");"]);
    if note.is_some() {
        page.line(sql!["perform set_config('fraise.note', '', true);"]);
    }
}

/// `jsonb_build_object('transaction_id', p_transaction_id)`, for an event that takes something.
pub(super) fn input(names: &Names<'_>, declared: &[Input], with: &[(String, Expr)]) -> Option<Fragment> {
    if declared.is_empty() {
        return None;
    }
    let scope = names.scope();
    let pairs = declared.iter().filter_map(|input| {
        let (_, value) = with.iter().find(|(name, _)| *name == input.name)?;
        let value = flat(names, &scope.value_as(value, &input.ty));
        Some(sql![Literal::text(&input.sql), ", ", value])
    });
    Some(sql!["jsonb_build_object("].list(", ", pairs).kw(")"))
}

/// The statements, only for a row that is there.
pub(super) fn if_there(
    page: &mut Page<'_>,
    key: &Sql,
    may_be_missing: bool,
    inner: impl FnOnce(&mut Page<'_>),
) {
    match may_be_missing {
        true => page.when(&key.clone().with_kw(" is not null"), |page| inner(page)),
        false => inner(page),
    }
}
