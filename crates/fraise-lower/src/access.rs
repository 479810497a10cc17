//! Access items as questions to a row.
//!
//! Items that ask nothing of the row come as one set of holders; each other one as who, and a condition.

use fraise_ir::{
    AccessItem, EntityId, FieldId, Ir,
    access::Who,
    authz::{self, Holders},
    expr::{Hop, Root},
};

use crate::{
    Scope, Sql,
    lowering::{Lowering, Query},
    walk::Here,
};

/// A list of access items, lowered.
#[derive(Debug, Clone)]
pub struct Allowed {
    /// Who is allowed whatever the row is.
    pub always: Holders,
    /// Further ways to be allowed.
    pub ways: Vec<Way>,
}

/// A way to be allowed that asks something of the row.
#[derive(Debug, Clone)]
pub enum Way {
    /// `role if expr`
    Role {
        /// Who may go it.
        who: Who,
        /// What must hold.
        condition: Sql,
    },
    /// `via relation`
    Via {
        /// The reference.
        reference: FieldId,
        /// The type of the row whose readers are let in.
        target: EntityId,
    },
}

/// Lowers a list of access items.
pub fn allowed(scope: &Scope<'_>, items: &[AccessItem]) -> Allowed {
    let ir: &Ir = scope.ir();
    let ways = items.iter().filter_map(|item| match item {
        AccessItem::Role { when: None, .. } => None,
        AccessItem::Role { role, when: Some(expr), .. } => {
            Some(Way::Role { who: *role, condition: scope.condition(expr) })
        }
        AccessItem::Via { reference, .. } => {
            let target = authz::via_target(ir, *reference)?;
            Some(Way::Via { reference: *reference, target })
        }
    });
    Allowed { always: authz::unconditional(ir, items), ways: ways.collect() }
}

/// That the row which a reference of [`Root::This`] points to is there: `exists (select from parent where ..)`. Under row
/// security that is the question whether the viewer may read it.
pub fn target_exists(scope: &Scope<'_>, reference: FieldId) -> Sql {
    let mut lowering = Lowering::new(scope);
    lowering.queries.push(Query::default());
    let this = Here::from(scope.place(Root::This, reference.entity));
    let end = lowering.walk(this, &[Hop::Reference(reference)]);
    lowering.enter(end);
    let query = lowering.queries.pop().unwrap_or_default();
    query.exists_any().sql
}
