//! Checks, `same`, `within`, `editable_while`.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_expr::{BinaryOp, Expr as Syntax, ExprKind as Kind, Name};
use fraise_ir::{
    EntityId, FieldId, Type,
    law::{Check, Same, SamePath, Within},
    names,
};
use fraise_syntax::{
    ExprText,
    document::{Path, TypeDecl, WithinDecl},
};

use super::field_named;
use crate::{context::Ctx, event, expr::Scope, names::snake_case};

/// Fills the laws of an entity.
pub(super) fn laws(cx: &mut Ctx<'_>, entity: EntityId, decl: &TypeDecl) {
    let checks = checks(cx, entity, decl);
    let same: Vec<Same> = decl.same.iter().filter_map(|it| same(cx, entity, it)).collect();
    let within: Vec<Within> = decl.within.iter().filter_map(|it| within(cx, entity, it)).collect();
    let editable = decl.editable_while.as_ref();
    let editable_while = editable.and_then(|it| cx.condition(it, &Scope::row(entity, "`editable_while`")));
    if let Some(owner) = cx.ir.entities.get_mut(entity.0) {
        owner.checks = checks;
        owner.same = same;
        owner.within = within;
        owner.editable_while = editable_while;
    }
}

fn checks(cx: &mut Ctx<'_>, entity: EntityId, decl: &TypeDecl) -> Vec<Check> {
    let table = cx.ir.entity(entity).table.clone();
    let mut checks = Vec::new();
    for entry in &decl.checks {
        snake_case(&entry.name, "a check", &mut cx.diagnostics);
        if let Some(expr) = cx.condition(&entry.value, &Scope::own_columns(entity, "a check")) {
            let name = names::check(&table, &[entry.name.as_str()]);
            checks.push(Check { name, expr, span: entry.name.span });
        }
    }
    checks
}

/// `billing_address.customer = customer`
fn same(cx: &mut Ctx<'_>, entity: EntityId, text: &ExprText) -> Option<Same> {
    let syntax = cx.parsed(&text.0)?;
    let Kind::Binary(BinaryOp::Equal, left, right) = &syntax.kind else {
        cx.report(same_form(text.span()));
        return None;
    };
    let left = same_path(cx, entity, text, left);
    let right = same_path(cx, entity, text, right);
    let (left, right) = (left?, right?);
    let (one, other) = (cx.ir.field(left.field).ty.clone(), cx.ir.field(right.field).ty.clone());
    if one != other {
        let found =
            Diagnostic::error(Code::F0501, text.span(), "the two paths lead to rows of different types")
                .secondary(cx.ir.field(left.field).span, "one ends here")
                .secondary(cx.ir.field(right.field).span, "the other ends here");
        cx.report(found);
        return None;
    }
    if left.hop.is_none() && right.hop.is_none() {
        let found = Diagnostic::error(Code::F0801, text.span(), "both sides are fields of the row itself")
            .help("Say what a single row holds by a check.");
        cx.report(found);
        return None;
    }
    remote_sides_are_frozen(cx, text.span(), left, right);
    Some(Same { left, right, span: text.span() })
}

fn same_form(span: Span) -> Diagnostic {
    Diagnostic::error(Code::F0801, span, "`same` says that two paths lead to the same row")
        .help("Write it as in `billing_address.customer = customer`.")
}

fn same_path(cx: &mut Ctx<'_>, entity: EntityId, text: &ExprText, side: &Syntax) -> Option<SamePath> {
    let Kind::Path(names) = &side.kind else {
        cx.report(same_form(text.span_of(side.range.clone())));
        return None;
    };
    match names.as_slice() {
        [name] => Some(SamePath { hop: None, field: reference(cx, entity, text, name)?.0 }),
        [hop, name] => {
            let (hop, target) = reference(cx, entity, text, hop)?;
            Some(SamePath { hop: Some(hop), field: reference(cx, target, text, name)?.0 })
        }
        _ => {
            let span = text.span_of(side.range.clone());
            let found =
                Diagnostic::error(Code::F0801, span, "`same` goes over one hop").label("this goes further");
            cx.report(found);
            None
        }
    }
}

fn reference(
    cx: &mut Ctx<'_>,
    entity: EntityId,
    text: &ExprText,
    name: &Name,
) -> Option<(FieldId, EntityId)> {
    let span = text.span_of(name.range.clone());
    let written = fraise_syntax::document::Name(fraise_diagnostics::Spanned::new(name.text.clone(), span));
    let field = field_named(cx, entity, &written, Code::F0201)?;
    match cx.ir.field(field).ty {
        Type::Ref(target) => Some((field, target)),
        _ => {
            let found = Diagnostic::error(Code::F0801, span, format!("`{}` is not a reference", name.text))
                .secondary(cx.ir.field(field).span, "declared here");
            cx.report(found);
            None
        }
    }
}

/// A foreign key keeps one remote side; where both are remote a trigger asks, which nothing asks again later.
fn remote_sides_are_frozen(cx: &mut Ctx<'_>, span: Span, left: SamePath, right: SamePath) {
    let both_remote = left.hop.is_some() && right.hop.is_some();
    let sides = [left, right];
    let unfrozen = sides.iter().filter(|it| both_remote && !cx.ir.field(it.field).frozen);
    let places: Vec<Span> = unfrozen.map(|it| cx.ir.field(it.field).span).collect();
    if places.is_empty() {
        return;
    }
    let found =
        Diagnostic::error(Code::F0803, span, "a side of this could change later, and nobody would ask again")
            .label("both sides are in other rows");
    cx.report(places.iter().fold(found, |found, place| found.secondary(*place, "mark this `frozen: true`")));
}

fn within(cx: &mut Ctx<'_>, entity: EntityId, decl: &WithinDecl) -> Option<Within> {
    let sum = own_field(cx, entity, &decl.sum);
    let per = own_field(cx, entity, &decl.per);
    let at_most = cx.any(&decl.at_most, &Scope::row(entity, "`at_most`"));
    let counting = match &decl.counting {
        Some(counting) => Some(cx.condition(counting, &Scope::row(entity, "`counting`"))?),
        None => None,
    };
    let error = decl.error.as_ref();
    let error = error.and_then(|it| event::raised(cx, it, &Scope::row(entity, "a message")));
    let (sum, per, at_most) = (sum?, per?, at_most?);
    if !cx.ir.field(sum).ty.is_number() {
        let found = Diagnostic::error(Code::F0501, decl.sum.span, "only numbers are summed")
            .secondary(cx.ir.field(sum).span, "declared here");
        cx.report(found);
        return None;
    }
    if !cx.ir.field(sum).is_stored() {
        let found = Diagnostic::error(Code::F0501, decl.sum.span, "only stored fields are summed")
            .secondary(cx.ir.field(sum).span, "this is computed when it is read")
            .help("Mark the field `stored: true`.");
        cx.report(found);
        return None;
    }
    if !at_most.ty.is_number() {
        cx.report(Diagnostic::error(Code::F0501, at_most.span, "`at_most` is a number"));
        return None;
    }
    per_is_a_reference(cx, decl, per)?;
    Some(Within { sum, per, at_most, counting, error, span: decl.place })
}

fn own_field(cx: &mut Ctx<'_>, entity: EntityId, path: &Path) -> Option<FieldId> {
    field_named(cx, entity, &fraise_syntax::document::Name(path.0.clone()), Code::F0201)
}

fn per_is_a_reference(cx: &mut Ctx<'_>, decl: &WithinDecl, per: FieldId) -> Option<()> {
    let field = cx.ir.field(per);
    let is_reference = matches!(field.ty, Type::Ref(_));
    if is_reference && !field.nullable {
        return Some(());
    }
    let (message, label) = match is_reference {
        true => ("`per` is a reference that is never null", "this may be null"),
        false => ("`per` is a reference", "this is a plain value"),
    };
    let found = Diagnostic::error(Code::F0802, decl.per.span, message)
        .label(label)
        .secondary(field.span, "declared here")
        .help("The sum is asked for each row that `per` leads to.");
    cx.report(found);
    None
}
