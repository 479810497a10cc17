//! Arguments of a mutation: typed as PostgreSQL types them, with what stands in for those that are left out, and asked what the
//! schema asks of them (ZF010); then the rows that they name (ZF006).

use std::collections::BTreeMap;

use fraise_ir::{EntityId, Expr, Input, Mutation, ObjectId, Type};

use super::Work;
use crate::{
    Frame, Given, Value,
    column::{assigned, fits_argument, is_between, is_object, scalar_holds, value_type},
    refusal::{Stop, refused},
};

impl Work<'_> {
    /// Values of the arguments as the call gives them, or why it cannot be made (22P02, 22003).
    pub(super) fn arguments(
        &self,
        mutation: &Mutation,
        given: &BTreeMap<String, Value>,
    ) -> Result<Vec<Value>, Stop> {
        let typed = |input: &Input| {
            let value = given.get(&input.sql).cloned().unwrap_or(Value::Null);
            self.argument(&input.ty, value)
        };
        mutation.inputs.iter().map(typed).collect()
    }

    /// A value as an argument: lengths and digits are not kept there, JSON is as it is.
    fn argument(&self, ty: &Type, value: Value) -> Result<Value, Stop> {
        let ty = match value_type(self.ir, ty) {
            Type::Varchar(_) | Type::Text(_) => Type::Text(None),
            Type::Decimal(_) => Type::Decimal(None),
            Type::Array(element) => {
                return match (*element, value) {
                    (Type::Object(_) | Type::Json, value) => Ok(value),
                    (element, Value::List(all)) => {
                        let all = all.into_iter().map(|it| self.argument(&element, it));
                        Ok(Value::List(all.collect::<Result<_, _>>()?))
                    }
                    (_, value) => Ok(value),
                };
            }
            other => other,
        };
        assigned(self.ir, &ty, value)
    }

    /// What stands in for arguments, and for fields of objects, that are left out.
    pub(super) fn with_defaults(&self, mutation: &Mutation, values: &mut [Value]) -> Result<(), Stop> {
        for (input, value) in mutation.inputs.iter().zip(values) {
            if let (Value::Null, Some(default)) = (&value, &input.default) {
                *value = self.value(default, Frame::default())?;
            }
            match (&input.ty, &mut *value) {
                (Type::Object(id), Value::Object(pairs)) => self.fill(*id, pairs)?,
                (Type::Array(element), Value::List(all)) => {
                    if let Type::Object(id) = **element {
                        for it in all {
                            if let Value::Object(pairs) = it {
                                self.fill(id, pairs)?;
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn fill(&self, object: ObjectId, pairs: &mut BTreeMap<String, Value>) -> Result<(), Stop> {
        for field in &self.ir.object(object).fields {
            if let (Some(default), false) = (&field.default, pairs.contains_key(&field.sql)) {
                pairs.insert(field.sql.clone(), self.value(default, Frame::default())?.in_json());
            }
        }
        Ok(())
    }

    pub(super) fn arguments_fit(&self, mutation: &Mutation, values: &[Value]) -> Result<(), Stop> {
        for (input, value) in mutation.inputs.iter().zip(values) {
            if !self.argument_fits(input, value)? {
                return refused("ZF010");
            }
        }
        Ok(())
    }

    fn argument_fits(&self, input: &Input, value: &Value) -> Result<bool, Stop> {
        if *value == Value::Null {
            return Ok(input.nullable);
        }
        if let (Type::Array(_), Some((least, most))) = (&input.ty, input.bounds) {
            match value {
                Value::List(all) if is_between(all.len(), least, most) => {}
                _ => return Ok(false),
            }
        }
        if let Type::Array(element) = &input.ty
            && let (Type::Object(id), value) = (&**element, value)
        {
            let Value::List(all) = value else { return Ok(false) };
            for it in all {
                if !is_object(self.ir, *id, it)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        Ok(fits_argument(self.ir, &input.ty, value)? && scalar_holds(self.ir, input.scalar, value)?)
    }

    /// The rows that arguments name are there for the one who asks, and are such as they have to be.
    pub(super) fn rows_are_there(&self, mutation: &Mutation, given: &Given) -> Result<(), Stop> {
        let ranks = fraise_ir::ranks::ranks(self.ir);
        let mut rows: Vec<(usize, &Input, EntityId)> = Vec::new();
        for (position, input) in mutation.inputs.iter().enumerate() {
            if let Type::Ref(entity) = input.ty {
                rows.push((position, input, entity));
            }
        }
        rows.sort_by_key(|(_, _, entity)| ranks.get(entity.0).copied());
        for (position, input, entity) in rows {
            let key = given.inputs.get(position).unwrap_or(&Value::Null);
            self.are_there(entity, &[key], input.rule.as_ref(), given)?;
        }
        for (input, value) in mutation.inputs.iter().zip(&given.inputs) {
            let (Type::Array(element), Value::List(all)) = (&input.ty, value) else { continue };
            match **element {
                Type::Object(object) => {
                    for field in &self.ir.object(object).fields {
                        let Type::Ref(entity) = field.ty else { continue };
                        let keys: Vec<&Value> = all.iter().map(|it| of_object(it, &field.sql)).collect();
                        self.are_there(entity, &keys, field.rule.as_ref(), given)?;
                    }
                }
                Type::Ref(entity) => {
                    let keys: Vec<&Value> = all.iter().collect();
                    self.are_there(entity, &keys, input.rule.as_ref(), given)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn are_there(
        &self,
        entity: EntityId,
        keys: &[&Value],
        rule: Option<&Expr>,
        given: &Given,
    ) -> Result<(), Stop> {
        let mut found = Vec::new();
        for key in keys.iter().filter(|it| ***it != Value::Null) {
            let row =
                self.state.rows.find(self.ir, entity, key).filter(|it| it.is_living(self.ir.entity(entity)));
            let Some(row) = row else { return refused("ZF006") };
            if !self.sees(row)? {
                return refused("ZF006");
            }
            found.push(row);
        }
        for row in found {
            if let Some(rule) = rule
                && !self.holds(rule, Frame { given: Some(given), ..Frame::of(row) })?
            {
                return refused("ZF010");
            }
        }
        Ok(())
    }
}

fn of_object<'v>(value: &'v Value, key: &str) -> &'v Value {
    match value {
        Value::Object(pairs) => pairs.get(key).unwrap_or(&Value::Null),
        _ => &Value::Null,
    }
}
