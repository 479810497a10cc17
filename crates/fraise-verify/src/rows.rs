//! The rows of all tables, read from a database into the model's terms.

use fraise_ir::{EntityId, FieldId, Ir, Type};
use fraise_lower::names;
use fraise_model::{Row, Rows, Value};
use fraise_pg::{Error, Session};
use fraise_sql::{Fragment, sql};

/// The rows of all tables, each table in the order of its keys. Times are told in UTC.
pub async fn rows_of(session: &Session, ir: &Ir) -> Result<Rows, Error> {
    session.rows(&sql!["set timezone = 'UTC'"]).await?;
    let mut rows = Rows::default();
    for entity in &ir.entities {
        let fields: Vec<FieldId> = entity.field_ids().filter(|it| ir.field(*it).is_stored()).collect();
        let values = fields.iter().map(|it| {
            let column = sql!["it.", names::column(ir, *it)];
            match ir.field(*it).ty {
                Type::Array(_) => sql!["array_to_json(", column, ")::text"],
                _ => sql![column, "::text"],
            }
        });
        let key = entity.key_fields();
        let key = key.iter().map(|it| sql!["it.", names::column(ir, *it)]);
        let from = sql![" from ", names::table(ir, entity.id), " as it order by ", Fragment::join(", ", key)];
        for row in session.rows(&sql!["select ", Fragment::join(", ", values), from]).await? {
            let values = fields.iter().zip(&row).map(|(field, text)| {
                let value = Value::read(&stored_type(ir, *field), text.as_deref());
                (*field, value.unwrap_or(Value::Null))
            });
            rows.add(Row::new(entity.id, values));
        }
    }
    Ok(rows)
}

/// The type of a column: that of the key where it is a reference.
pub fn stored_type(ir: &Ir, field: FieldId) -> Type {
    match &ir.field(field).ty {
        Type::Ref(target) => key_type(ir, *target),
        ty => ty.clone(),
    }
}

/// The type of the key of a type that others can reference.
pub fn key_type(ir: &Ir, entity: EntityId) -> Type {
    ir.entity(entity).id_field().map_or(Type::Null, |id| ir.field(id).ty.clone())
}
