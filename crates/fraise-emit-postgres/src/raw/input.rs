//! The object that is given: its keys, the kinds of its values (ZF010), and the row that it makes.
//!
//! What the CHECKs of the table say is left to them, so that each is asked once.

use fraise_ir::{
    FieldId, FieldKind, Type,
    expr::Root,
    field::Default,
    raw::{Given, Verb},
};
use fraise_lower::{Row, Scope, Sql, names, types};
use fraise_sql::{Fragment, Literal, sql};

use super::{Operation, access, new, old, signature};
use crate::{
    fill,
    lower::{
        default,
        object::{self, Asked},
    },
    mutation::inputs,
    page::Page,
};

/// The key of the row is there; the keys of the object are known, its values what columns can take.
pub(super) fn write_refusals(page: &mut Page<'_>, operation: &Operation<'_>) {
    for part in &operation.raw.key {
        refuse_if(page, &part.sql, Sql::from(sql![signature::key(part), " is null"]));
    }
    if operation.raw.verb == Verb::Delete {
        return;
    }
    let keys: Vec<Fragment> =
        operation.raw.fields.iter().map(|it| sql![Literal::text(&it.input.sql)]).collect();
    let head = sql!["perform fraise.refuse_unknown(", signature::input(), ", array["];
    page.list(head, &keys, if keys.is_empty() { "]::text[]);" } else { "]);" });
    access::write_field_refusals_by_role(page, operation);
    for given in &operation.raw.fields {
        if let Some(bad) = impossible(operation, given) {
            refuse_if(page, &given.input.sql, bad);
        }
    }
}

fn refuse_if(page: &mut Page<'_>, field: &str, bad: Sql) {
    page.when(&bad, |page| {
        page.line(sql!["perform fraise.refuse_input(", Literal::text(field), ");"]);
    });
}

/// That a value cannot be taken, is null, or is missing.
fn impossible(operation: &Operation<'_>, given: &Given) -> Option<Sql> {
    let ctx = operation.ctx;
    let input = signature::input();
    let key = Literal::text(&given.input.sql);
    let value = sql![&input, " -> ", &key];
    if given.input.ty == Type::Json {
        return match (given.required, given.takes_null) {
            (_, true) => None,
            (true, false) => Some(Sql::from(sql!["coalesce(", value, ", 'null') = 'null'"])),
            (false, false) => Some(Sql::from(sql![value, " = 'null'"])),
        };
    }
    if let Some(kind) = object::takes_all_of_kind(ctx, &given.input) {
        let kind_of_it = sql!["jsonb_typeof(", value, ")"];
        return Some(Sql::from(match (given.required, given.takes_null) {
            (_, true) => sql![kind_of_it, " not in (", kind, ", 'null')"],
            (true, false) => sql![kind_of_it, " is distinct from ", kind],
            (false, false) => sql![kind_of_it, " <> ", kind],
        }));
    }
    let mut slot = given.input.clone();
    slot.nullable = given.takes_null;
    let good = object::of_field(ctx, &slot, &sql![&input], Asked::Form)?;
    let bad = good.parens().with_kw(" is not true");
    Some(match given.required || given.takes_null {
        true => bad,
        false => Sql::from(sql![input, " ? ", key, " and "]).with(bad),
    })
}

/// The row as it will be: what is given, and for a new one what stands in for the rest.
pub(super) fn write_new_row(page: &mut Page<'_>, operation: &Operation<'_>) {
    let table = names::table(operation.ctx.ir, operation.entity.id);
    let before = match operation.raw.verb {
        Verb::Create | Verb::Delete => sql!["null::", table],
        Verb::Update => sql![old()],
    };
    let objects = objects(operation);
    let head = sql![new(), " := jsonb_populate_record"];
    match objects.as_slice() {
        [] | [_] | [_, _] => page.call(head, &[before, Fragment::join(" || ", objects)]),
        _ => {
            page.line(head.kw("("));
            page.deeper(|page| {
                page.line(before.kw(","));
                let values = Sql::junction("|| ", objects.into_iter().map(Sql::from));
                page.line_with(Fragment::new(), &values, "");
            });
            page.line(sql![");"]);
        }
    }
    if operation.raw.verb == Verb::Create {
        write_defaults(page, operation);
    }
}

/// Objects by the names of columns; the later wins.
fn objects(operation: &Operation<'_>) -> Vec<Fragment> {
    let ir = operation.ctx.ir;
    let mut all = Vec::new();
    if operation.raw.verb == Verb::Create {
        all.extend(object_of(constants(operation)));
    }
    let input = sql![signature::input()];
    let others: Vec<&Given> = operation.raw.fields.iter().filter(|it| !is_column(operation, it)).collect();
    all.push(match others.is_empty() {
        true => input.clone(),
        false => {
            let keys = others.iter().map(|it| Literal::text(&it.input.sql));
            sql!["(", &input, " - array["].list(", ", keys).kw("])")
        }
    });
    for given in others {
        let key = Literal::text(&given.input.sql);
        let column = Literal::text(names::column(ir, given.field).as_str());
        let value = decoded(operation, &given.input.ty, &input, &key);
        all.push(sql![
            "case when ",
            &input,
            " ? ",
            &key,
            " then jsonb_build_object(",
            column,
            ", ",
            value,
            ") else '{}' end"
        ]);
    }
    all
}

/// PostgreSQL finds the column by the key, and reads the value as it is.
fn is_column(operation: &Operation<'_>, given: &Given) -> bool {
    let column = names::column(operation.ctx.ir, given.field);
    let is_read = match &given.input.ty {
        Type::Bytes => false,
        Type::Array(element) => **element != Type::Bytes,
        Type::Object(id) => inputs::object_of_defaults(operation.ctx, *id).is_none(),
        _ => true,
    };
    is_read && column.as_str() == given.input.sql
}

/// Bytes are base64 in JSON, and fields of an object may be left out that have a default.
fn decoded(operation: &Operation<'_>, ty: &Type, input: &Fragment, key: &Literal) -> Fragment {
    match ty {
        Type::Object(id) => {
            let whole = sql![input, " -> ", key];
            match inputs::object_of_defaults(operation.ctx, *id) {
                Some(defaults) => sql![
                    "case jsonb_typeof(",
                    &whole,
                    ") when 'object' then ",
                    defaults,
                    " || (",
                    &whole,
                    ") else ",
                    &whole,
                    " end"
                ],
                None => whole,
            }
        }
        Type::Bytes => sql!["decode(", input, " ->> ", key, ", 'base64')"],
        Type::Array(element) if **element == Type::Bytes => {
            let elements = sql!["jsonb_array_elements_text(nullif(", input, " -> ", key, ", 'null'))"];
            let list = sql!["jsonb_agg(decode(it.element, 'base64') order by it.position)"];
            let list = sql![
                "(select coalesce(",
                list,
                ", '[]') from ",
                elements,
                " with ordinality as it (element, position))"
            ];
            sql!["case ", input, " -> ", key, " when 'null' then null else ", list, " end"]
        }
        _ => sql![input, " -> ", key],
    }
}

fn object_of(pairs: Vec<Fragment>) -> Option<Fragment> {
    (!pairs.is_empty()).then(|| sql!["jsonb_build_object("].list(", ", pairs).kw(")"))
}

/// Defaults that read nothing, of fields that may be given and of those that somebody asks about.
fn constants(operation: &Operation<'_>) -> Vec<Fragment> {
    let ctx = operation.ctx;
    let asked = access::fields_asked(operation);
    let is_given = |field: &FieldId| operation.raw.fields.iter().any(|it| it.field == *field);
    let fields = operation.entity.field_ids().filter(|it| is_given(it) || asked.contains(it));
    let constant = |id: FieldId| {
        let field = ctx.ir.field(id);
        let value = match &field.kind {
            FieldKind::Plain { default: Some(default @ Default::Column(_)) } => {
                default::of_column(ctx, operation.entity, field, default)?
            }
            FieldKind::StoredAggregate { empty: Some(empty), .. } => {
                fill::flat(ctx.ir, &Scope::new(ctx.ir).assigned(empty))
            }
            FieldKind::Plain { .. }
            | FieldKind::Virtual(_)
            | FieldKind::StoredRow(_)
            | FieldKind::StoredAggregate { .. } => return None,
        };
        let value = match &field.ty {
            Type::Json | Type::Object(_) | Type::Array(_) | Type::Bytes | Type::Interval => {
                sql!["cast(", value, " as ", types::sql_type(ctx.ir, &field.ty), ")"]
            }
            _ => value,
        };
        Some(sql![Literal::text(names::column_of(field).as_str()), ", ", value])
    };
    fields.filter_map(constant).collect()
}

/// Defaults that count, or that read the row where somebody asks about it; others are filled by the table.
fn write_defaults(page: &mut Page<'_>, operation: &Operation<'_>) {
    let ctx = operation.ctx;
    let asked = access::fields_asked(operation);
    let scope = Scope::new(ctx.ir).bind(Root::This, Row::Written(new()));
    for given in &operation.raw.fields {
        let field = ctx.ir.field(given.field);
        let FieldKind::Plain { default: Some(default) } = &field.kind else { continue };
        let value = match default {
            Default::Numbered(parts) => Some(default::numbered(ctx, operation.entity, field, parts)),
            Default::RandomToken(_) | Default::RandomUuid => {
                default::of_column(ctx, operation.entity, field, default).map(Sql::from)
            }
            Default::Column(_) | Default::Path(_) => {
                let expr = default::of_trigger(field).filter(|_| asked.contains(&given.field));
                expr.map(|it| scope.value(it))
            }
            Default::Identity => None,
        };
        let Some(value) = value else { continue };
        let is_missing = Sql::from(sql!["not ", signature::input(), " ? ", Literal::text(&given.input.sql)]);
        page.when(&is_missing, |page| {
            page.line_with(sql![new(), ".", names::column_of(field), " := "], &value, ";");
        });
    }
}
