//! What a hook answers of which a test says nothing: null where that may be, else the zero of each type.

use fraise_ir::{Input, Ir, Type, seed::RowValue};

/// The zero of an output.
pub(super) fn of_input(ir: &Ir, input: &Input) -> RowValue {
    if input.nullable { RowValue::Null } else { of_type(ir, &input.ty) }
}

fn of_type(ir: &Ir, ty: &Type) -> RowValue {
    let text = |it: &str| RowValue::Text(it.to_owned());
    match ty {
        Type::Bool => RowValue::Bool(false),
        Type::Int | Type::BigInt | Type::Decimal(_) => RowValue::Number("0".to_owned()),
        Type::Text(_) | Type::Varchar(_) | Type::Bytes => text(""),
        Type::Uuid | Type::Ref(_) => text("00000000-0000-0000-0000-000000000000"),
        Type::Date => text("1970-01-01"),
        Type::Time => text("00:00:00"),
        Type::Timestamptz => text("1970-01-01T00:00:00Z"),
        Type::Interval => text("PT0S"),
        Type::Enum(id) => {
            let first = ir.enumeration(*id).members.first();
            first.map_or(RowValue::Null, |it| text(&it.name))
        }
        Type::Object(id) => {
            let fields = ir.object(*id).fields.iter();
            RowValue::Object(fields.map(|it| (it.sql.clone(), of_input(ir, it))).collect())
        }
        Type::Array(_) => RowValue::List(Vec::new()),
        Type::Json | Type::Null => RowValue::Null,
    }
}
