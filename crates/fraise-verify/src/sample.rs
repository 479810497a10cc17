//! Rows that need not mean anything: a value of each type, another one for each number.

use fraise_ir::{Entity, Field, FieldId, FieldKind, Ir, Type, field::Default};
use fraise_lower::{names, types};
use fraise_sql::{Fragment, Literal, sql};

/// An insert must give it.
pub(crate) fn needs_value(field: &Field) -> bool {
    match &field.kind {
        FieldKind::Plain { default: None | Some(Default::Path(_)) } => !field.nullable,
        FieldKind::Plain { default: Some(Default::Column(_)) } => {
            !field.nullable && field.reference.is_some()
        }
        FieldKind::Plain { .. }
        | FieldKind::Virtual(_)
        | FieldKind::StoredRow(_)
        | FieldKind::StoredAggregate { .. } => false,
    }
}

/// A value of a field's type, another one for each number.
pub(crate) fn value(ir: &Ir, field: &Field, number: usize) -> Fragment {
    value_of(ir, &field.ty, number)
}

fn value_of(ir: &Ir, ty: &Type, number: usize) -> Fragment {
    let text = |it: &str| sql![Literal::text(it)];
    match ty {
        Type::Bool => sql!["true"],
        Type::Int | Type::BigInt | Type::Decimal(_) => sql![integer(number)],
        Type::Text(_) | Type::Varchar(_) => text(&number.to_string()),
        Type::Uuid => text(&format!("00000000-0000-0000-0000-{number:012}")),
        Type::Date | Type::Timestamptz => sql!["now()"],
        Type::Time => sql!["localtime"],
        Type::Interval => sql!["'1 day'"],
        Type::Json | Type::Object(_) | Type::Array(_) => sql!["'{}'"],
        Type::Bytes => sql!["'\\x00'"],
        Type::Enum(id) => {
            text(ir.enumeration(*id).members.first().map(|it| it.name.as_str()).unwrap_or_default())
        }
        Type::Ref(entity) => match ir.entity(*entity).key_fields().first() {
            Some(key) => value_of(ir, &ir.field(*key).ty, number),
            None => sql!["null"],
        },
        Type::Null => sql!["null"],
    }
}

fn integer(number: usize) -> Literal {
    Literal::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

/// The values of the key of the row of this number, each exactly of its type.
pub(crate) fn key(ir: &Ir, entity: &Entity, number: usize) -> Vec<Fragment> {
    let of = |field: FieldId| {
        let declared = ir.field(field);
        sql!["cast(", value(ir, declared, number), " as ", types::sql_type(ir, &declared.ty), ")"]
    };
    entity.key_fields().into_iter().map(of).collect()
}

/// `id = ..`: it is the row of this number.
pub(crate) fn is_row(ir: &Ir, entity: &Entity, number: usize) -> Fragment {
    let columns = names::key_columns(ir, entity).into_iter();
    let same = columns.zip(key(ir, entity, number)).map(|(column, value)| sql![column, " = ", value]);
    Fragment::join(" and ", same)
}

/// An INSERT of the row of this number, with some values.
pub(crate) fn insert(ir: &Ir, entity: &Entity, number: usize, given: &[(FieldId, Fragment)]) -> Fragment {
    let key_fields = entity.key_fields();
    let (mut columns, mut values) = (Vec::new(), Vec::new());
    for id in entity.field_ids() {
        let field = ir.field(id);
        if !field.is_stored() {
            continue;
        }
        let told = given.iter().find(|(it, _)| *it == id).map(|(_, value)| value.clone());
        let is_needed = key_fields.contains(&id) || needs_value(field);
        let Some(value) = told.or_else(|| is_needed.then(|| value(ir, field, number))) else { continue };
        columns.push(sql![names::column_of(field)]);
        values.push(value);
    }
    sql![
        "insert into ",
        names::table(ir, entity.id),
        " (",
        Fragment::join(", ", columns),
        ") overriding system value values (",
        Fragment::join(", ", values),
        ")"
    ]
}
