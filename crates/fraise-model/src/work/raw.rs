//! Raw operations: `create_product`, `update_product`, `delete_product`, in the order of LANGUAGE 6.3: the roles, what is given,
//! whether the rows are there, whether this may be done to this row; then the laws of the table.

use std::collections::BTreeMap;

use fraise_ir::{
    AccessItem, EntityId, FieldOrigin, Type,
    raw::{Given, RawOperation, Verb},
};

use super::{Work, statement::Kind};
use crate::{
    Frame, Oracle, Row, Value, Way,
    column::{assigned, takes},
    refusal::{Stop, not_known, refused},
};

impl Work<'_> {
    /// The key of the row.
    pub(super) fn raw(
        &mut self,
        entity: EntityId,
        verb: Verb,
        key: &[Value],
        input: &BTreeMap<String, Value>,
    ) -> Result<Value, Stop> {
        let ir = self.ir;
        let Some(operation) = fraise_ir::raw::operation(ir, ir.entity(entity), verb) else {
            return not_known("a raw operation that there is not");
        };
        let mut typed = Vec::new();
        for (part, value) in operation.key.iter().zip(key) {
            typed.push(assigned(ir, &part.ty, value.clone())?);
        }
        if !self.has_role_of(operation.access) {
            return Err(self.refuse_access());
        }
        if typed.contains(&Value::Null) {
            return refused("ZF010");
        }
        self.input_fits(&operation, input)?;
        let old = match verb {
            Verb::Create => None,
            Verb::Update | Verb::Delete => Some(self.row_of(&operation, &typed)?),
        };
        self.given_rows_are_there(&operation, input)?;
        let given: Vec<&Given> =
            operation.fields.iter().filter(|it| input.contains_key(&it.input.sql)).collect();
        let mut values = Vec::new();
        for it in &given {
            if matches!(it.input.ty, Type::Bytes) {
                return not_known("bytes in JSON");
            }
            let value = input.get(&it.input.sql).cloned().unwrap_or(Value::Null);
            let value = self.whole(&it.input.ty, value)?;
            values.push((it.field, assigned(ir, &ir.field(it.field).ty, value)?));
        }
        let row = match (verb, old) {
            (Verb::Create, _) | (_, None) => {
                let new = self.new_row(entity, &values)?;
                self.may_do(&operation, &given, None, &new)?;
                self.statement(|work, statement| {
                    let row = work.insert_row(new, statement)?;
                    statement.ends(entity, Kind::Insert);
                    Ok(row)
                })?
            }
            (Verb::Update, Some(old)) => {
                let mut new = old.clone();
                for (field, value) in &values {
                    new = new.changed(ir, *field, value.clone());
                }
                self.may_do(&operation, &given, Some(&old), &new)?;
                self.update(entity, vec![(old.clone(), values)])?;
                old
            }
            (Verb::Delete, Some(old)) => {
                let declared = ir.entity(entity);
                let mark = declared.field_ids().find(|it| ir.field(*it).origin == FieldOrigin::DeletedAt);
                match mark.filter(|_| declared.soft_delete) {
                    Some(mark) => self.update(entity, vec![(old.clone(), vec![(mark, self.now())])])?,
                    None => self.delete(entity, std::slice::from_ref(&old))?,
                }
                old
            }
        };
        let mut parts = self.key_of(&row);
        Ok(match (parts.pop(), parts.is_empty()) {
            (Some(only), true) => only,
            (last, _) => Value::List(parts.into_iter().chain(last).collect()),
        })
    }

    /// An object that is given has the defaults of its fields for what it leaves out.
    fn whole(&self, ty: &Type, value: Value) -> Result<Value, Stop> {
        let (Type::Object(object), Value::Object(mut given)) = (ty, value.clone()) else { return Ok(value) };
        for field in &self.ir.object(*object).fields {
            if let Some(default) = &field.default
                && !given.contains_key(&field.sql)
            {
                given.insert(field.sql.clone(), self.world().value(default, Frame::default())?);
            }
        }
        Ok(Value::Object(given))
    }

    /// They hold the role of some item; of whoever may read another row it may be any.
    fn has_role_of(&self, items: &[AccessItem]) -> bool {
        items.iter().any(|item| match item {
            AccessItem::Role { role, .. } => self.actor.asker.holds(self.ir, *role),
            AccessItem::Via { .. } => true,
        })
    }

    /// Known keys, fields that they may write, values that columns can take.
    fn input_fits(&self, operation: &RawOperation<'_>, input: &BTreeMap<String, Value>) -> Result<(), Stop> {
        if !input.keys().all(|key| operation.fields.iter().any(|it| it.input.sql == *key)) {
            return refused("ZF010");
        }
        for given in &operation.fields {
            let is_guarded =
                self.ir.field(given.field).write.as_deref().is_some_and(|it| !self.has_role_of(it));
            if is_guarded && input.contains_key(&given.input.sql) {
                return Err(self.refuse_access());
            }
        }
        for given in &operation.fields {
            let is_good = match input.get(&given.input.sql) {
                None => !given.required,
                Some(Value::Null) => given.takes_null,
                Some(value) => takes(self.ir, &given.input.ty, value)?,
            };
            if !is_good {
                return refused("ZF010");
            }
        }
        Ok(())
    }

    /// The living row that they see and may change as it is.
    fn row_of(&self, operation: &RawOperation<'_>, key: &[Value]) -> Result<Row, Stop> {
        let row = self.find(operation.entity, key);
        let Some(row) = row.filter(|it| it.is_living(self.ir.entity(operation.entity))) else {
            return refused("ZF006");
        };
        if !self.sees(&row)? {
            return refused("ZF006");
        }
        match self.oracle().may_as_it_is(operation.access, &row)? {
            true => Ok(row),
            false => Err(self.refuse_access()),
        }
    }

    fn given_rows_are_there(
        &self,
        operation: &RawOperation<'_>,
        input: &BTreeMap<String, Value>,
    ) -> Result<(), Stop> {
        for given in &operation.fields {
            let Type::Ref(target) = given.input.ty else { continue };
            let key = match input.get(&given.input.sql) {
                None | Some(Value::Null) => continue,
                Some(key) => key,
            };
            let row = self.state.rows.find(self.ir, target, key);
            let Some(row) = row.filter(|it| it.is_living(self.ir.entity(target))) else {
                return refused("ZF006");
            };
            if !self.sees(row)? {
                return refused("ZF006");
            }
        }
        Ok(())
    }

    /// What is asked of the new row, or of the change to it; then of the fields that are given.
    fn may_do(
        &self,
        operation: &RawOperation<'_>,
        given: &[&Given],
        old: Option<&Row>,
        new: &Row,
    ) -> Result<(), Stop> {
        let oracle = self.oracle();
        let may = |items: &[AccessItem]| match old {
            Some(old) => oracle.may_become(items, old, new),
            None => oracle.may_make(items, new),
        };
        if !may(operation.access)? {
            return Err(self.refuse_access());
        }
        for it in given {
            if let Some(items) = &self.ir.field(it.field).write
                && !may(items)?
            {
                return Err(self.refuse_access());
            }
        }
        Ok(())
    }

    fn oracle(&self) -> Oracle<'_> {
        Oracle { world: self.world(), way: Way::Service }
    }
}
