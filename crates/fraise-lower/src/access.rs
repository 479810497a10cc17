//! Access items as questions to a row.
//!
//! Items that ask nothing of the row come as one set of holders; each other one as who, and a condition.

use fraise_ir::{
    AccessItem, EntityId, FieldId, Ir,
    access::Who,
    authz::{self, Holders},
};

use crate::{Scope, Sql};

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
