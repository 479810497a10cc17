//! Names of the model as identifiers of SQL.

use fraise_ir::{Entity, EntityId, Field, FieldId, Ir, names};
use fraise_sql::{Ident, QualifiedName, ident};

/// A name of the model. The checker has refused what PostgreSQL would not keep (F0203, F0204), so the name is taken as it
/// is; a name made in a program is cut to what PostgreSQL keeps.
pub fn ident(name: &str) -> Ident {
    let kept = || Ident::new(names::shortened(&name.replace('\0', "")));
    Ident::new(name).or_else(|_| kept()).unwrap_or_else(|_| ident!("unnamed"))
}

/// An object in the schema of the tables.
pub fn in_schema(ir: &Ir, name: &str) -> QualifiedName {
    QualifiedName::new(ident(&ir.service.schema), ident(name))
}

/// An object in the schema of the helpers.
pub fn helper(name: &str) -> QualifiedName {
    QualifiedName::new(ident!("fraise"), ident(name))
}

/// The table of an entity.
pub fn table(ir: &Ir, entity: EntityId) -> QualifiedName {
    in_schema(ir, &ir.entity(entity).table)
}

/// The column of a field; a virtual field has none and gives its name.
pub fn column(ir: &Ir, field: FieldId) -> Ident {
    column_of(ir.field(field))
}

/// The column of a field; a virtual field has none and gives its name.
pub fn column_of(field: &Field) -> Ident {
    ident(field.column.as_deref().unwrap_or(&field.name))
}

/// The argument of a function that stands for a column.
pub fn argument(ir: &Ir, field: FieldId) -> Ident {
    ident(&format!("p_{}", column(ir, field).as_str()))
}

/// The columns of an entity's key.
pub fn key_columns(ir: &Ir, entity: &Entity) -> Vec<Ident> {
    entity.key_fields().into_iter().map(|field| column(ir, field)).collect()
}
