//! The state of one expression being lowered: which subselects are open, and what rows are called.

use std::{cell::RefCell, collections::BTreeSet};

use fraise_ir::{
    EntityId, FieldId, Ir,
    expr::{Hop, Root, RowPath},
};
use fraise_sql::{Ident, QualifiedName};

use crate::{Row, Scope, Sql, names, walk::Place};

/// One expression being lowered.
pub(crate) struct Lowering<'s> {
    pub(crate) scope: &'s Scope<'s>,
    pub(crate) ir: &'s Ir,
    /// The subselects around the place we are at, the innermost last.
    pub(crate) queries: Vec<Query>,
    /// The columns that were read of a row whose columns are arguments.
    pub(crate) arguments: RefCell<BTreeSet<FieldId>>,
    aliases: usize,
}

/// A subselect that is being put together.
#[derive(Debug, Default)]
pub(crate) struct Query {
    pub(crate) tables: Vec<Table>,
    /// Rows that were joined because something reads them: from which alias, along which reference, as which alias.
    pub(crate) joined: Vec<(Ident, FieldId, Ident)>,
}

/// A table of a subselect.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: QualifiedName,
    pub(crate) alias: Ident,
    pub(crate) on: Vec<Sql>,
}

/// What rows are called: roots, and paths that were walked already.
#[derive(Debug, Clone, Default)]
pub(crate) struct Env {
    bound: Vec<Binding>,
}

#[derive(Debug, Clone)]
struct Binding {
    root: Root,
    hops: Vec<Hop>,
    place: Place,
}

impl<'s> Lowering<'s> {
    pub(crate) fn new(scope: &'s Scope<'s>) -> Self {
        Self { scope, ir: scope.ir, queries: Vec::new(), arguments: RefCell::default(), aliases: 0 }
    }

    /// The next of `x1`, `x2`, ..; a name that some table has is left out, since it may be the row at hand.
    pub(crate) fn new_alias(&mut self) -> Ident {
        self.new_alias_of("x")
    }

    /// The same with another beginning.
    pub(crate) fn new_alias_of(&mut self, beginning: &'static str) -> Ident {
        loop {
            self.aliases += 1;
            let name = format!("{beginning}{}", self.aliases);
            if !self.ir.entities.iter().any(|entity| entity.table == name) {
                return names::ident(&name);
            }
        }
    }
}

impl Env {
    /// The same with a row for a root; what was reached from that root before is forgotten.
    pub(crate) fn with(&self, root: Root, place: Place) -> Self {
        let mut env = self.clone();
        env.bound.retain(|it| it.root != root);
        env.bound.push(Binding { root, hops: Vec::new(), place });
        env
    }

    /// The same with a row for a path.
    pub(crate) fn with_path(&self, root: Root, hops: &[Hop], place: Place) -> Self {
        let mut env = self.clone();
        env.bound.push(Binding { root, hops: hops.to_vec(), place });
        env
    }

    /// The nearest known row on the way of a path, and the hops that are left.
    pub(crate) fn start<'p>(&self, scope: &Scope<'_>, path: &'p RowPath) -> (Place, &'p [Hop]) {
        let on_the_way =
            self.bound.iter().filter(|it| it.root == path.root && path.hops.starts_with(&it.hops));
        match on_the_way.max_by_key(|it| it.hops.len()) {
            Some(it) => (it.place.clone(), path.hops.get(it.hops.len()..).unwrap_or_default()),
            None => (root_place(scope, path), &path.hops),
        }
    }
}

fn root_place(scope: &Scope<'_>, path: &RowPath) -> Place {
    match path.root_entity {
        Some(entity) => scope.place(path.root, entity),
        // A line of an input list has no entity, and no field but those of its object (`ExprKind::LineInput`).
        None => Place::Given { row: Row::Hole(path.root), entity: EntityId(0) },
    }
}
