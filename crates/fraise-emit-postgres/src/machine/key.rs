//! The key of a machine's rows, as functions take it and statements join by it.

use fraise_ir::{Entity, Ir};
use fraise_lower::names;
use fraise_sql::{Fragment, Ident, SqlType, catalog::Argument, sql};

use crate::moves;

/// Its columns, each with its type.
pub(crate) struct Key {
    pub(crate) columns: Vec<(Ident, SqlType)>,
}

impl Key {
    pub(crate) fn of(ir: &Ir, entity: &Entity) -> Self {
        let column = |field| (names::column(ir, field), moves::base_type(ir, field));
        Self { columns: entity.key_fields().into_iter().map(column).collect() }
    }

    fn argument(name: &Ident) -> Ident {
        names::ident(&format!("p_{}", name.as_str()))
    }

    /// One key: `p_id uuid`.
    pub(crate) fn one(&self) -> Vec<Argument> {
        self.columns.iter().map(|(name, ty)| Argument::new(Self::argument(name), ty.clone())).collect()
    }

    /// Any number of keys: `p_id uuid[]`.
    pub(crate) fn several(&self) -> Vec<Argument> {
        let list = |(name, ty): &(Ident, SqlType)| Argument::new(Self::argument(name), ty.clone().array());
        self.columns.iter().map(list).collect()
    }

    /// `p_id`
    pub(crate) fn given(&self) -> Fragment {
        Fragment::join(", ", self.columns.iter().map(|(name, _)| Self::argument(name)))
    }

    /// `array[p_id]`
    pub(crate) fn given_as_lists(&self) -> Fragment {
        Fragment::join(", ", self.columns.iter().map(|(name, _)| sql!["array[", Self::argument(name), "]"]))
    }

    /// `it.id = p_id`
    pub(crate) fn is_given(&self) -> Fragment {
        let same = self.columns.iter().map(|(name, _)| sql!["it.", name, " = ", Self::argument(name)]);
        Fragment::join(" and ", same)
    }

    /// `id`
    pub(crate) fn names(&self) -> Fragment {
        Fragment::join(", ", self.columns.iter().map(|(name, _)| sql![name]))
    }

    /// `it.id`
    pub(crate) fn of_row(&self, row: &'static str) -> Fragment {
        Fragment::join(", ", self.columns.iter().map(|(name, _)| sql![row, ".", name]))
    }

    /// `it.id = fired.id`
    pub(crate) fn same(&self, one: &'static str, other: &'static str) -> Fragment {
        let same = self.columns.iter().map(|(name, _)| sql![one, ".", name, " = ", other, ".", name]);
        Fragment::join(" and ", same)
    }

    /// As a text: `it.id::text`.
    pub(crate) fn as_text(&self, row: &'static str) -> Fragment {
        match self.columns.as_slice() {
            [(only, ty)] if *ty == SqlType::Text => sql![row, ".", only],
            [(only, _)] => sql![row, ".", only, "::text"],
            _ => sql!["concat_ws(' ', ", self.of_row(row), ")"],
        }
    }
}
