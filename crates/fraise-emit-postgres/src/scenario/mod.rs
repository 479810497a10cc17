//! Tests of the schema as statements: rows to begin with, who calls, what is called, and what is asked at the end.
//!
//! - `call`: calls of mutations, events and raw operations
//! - `after_commit`: what follows a mutation, where the test says what its hooks answer
//! - `expectation`: what rows are then
//! - `zero`: what hooks answer of which the test says nothing

mod after_commit;
mod call;
mod expectation;
mod zero;

use fraise_ir::{
    Checked, Ir, RoleId,
    scenario::{Caller, Scenario},
    seed::{RowValue, SeedRow},
};
use fraise_lower::names;
use fraise_sql::{Fragment, Ident, Literal, sql};

pub use after_commit::{Follow, Rows, Unknown, after_commit, has_followers, rows_of_steps};
pub use call::{Invocation, called, fired, invocation, written};
pub use expectation::expectation;

use crate::{
    constant::{self, Keys},
    roles::Roles,
    seed::{self, SeedBatch},
};

/// The role that runs timers and what follows a commit.
const SYSTEM: &str = "system";

/// What a test begins with.
#[derive(Debug, Clone, PartialEq)]
pub struct Beginning {
    /// The rows.
    pub batches: Vec<SeedBatch>,
    /// Their keys.
    pub keys: Keys,
}

/// What a test begins with: rows of seeds, some of them other than the seeds say.
pub fn beginning(ir: &Checked<Ir>, scenario: &Scenario) -> Beginning {
    let rows = ir.scenario_rows(scenario.seed, &scenario.overrides);
    let keys = Keys::of(ir, &rows);
    let rows: Vec<&SeedRow> = rows.iter().collect();
    Beginning { batches: seed::insertions(ir, &rows, &keys), keys }
}

/// The role that a service's logins are members of.
pub fn service(ir: &Checked<Ir>) -> Ident {
    Roles::of(ir).service
}

/// Says for the rest of the transaction who asks.
pub fn settings(ir: &Checked<Ir>, keys: &Keys, caller: &Caller) -> Fragment {
    let viewer = caller.viewer.as_ref().map(|it| constant::setting(keys, &RowValue::Row(it.clone())));
    let role = caller.role.map(|it| ir.role(it).name.clone());
    let mut all = vec![
        ("fraise.viewer_id".to_owned(), viewer.unwrap_or_default()),
        ("fraise.roles".to_owned(), role.unwrap_or_default()),
    ];
    for (position, claim) in ir.viewer.claims.iter().enumerate() {
        let given = caller.claims.iter().find(|(it, _)| it.0 == position);
        let value = given.map(|(_, value)| constant::setting(keys, value)).unwrap_or_default();
        all.push((format!("fraise.claim.{}", claim.name), value));
    }
    let set = all
        .iter()
        .map(|(name, value)| sql!["set_config(", Literal::text(name), ", ", Literal::text(value), ", true)"]);
    sql!["select ", Fragment::join(", ", set)]
}

/// Who calls what follows a commit.
pub fn system(ir: &Checked<Ir>) -> Caller {
    let role = ir.roles.iter().position(|it| it.name == SYSTEM).map(RoleId);
    Caller { role, ..Caller::default() }
}

/// `it.id = '..'`: the row of a label; nothing where its key is not known.
fn is_row(ir: &Ir, keys: &Keys, label: &str, entity: fraise_ir::EntityId) -> Option<Fragment> {
    let declared = ir.entity(entity);
    let columns = names::key_columns(ir, declared);
    let fields = declared.key_fields();
    let parts = keys.parts(label);
    if parts.is_empty() || parts.len() != columns.len() {
        return None;
    }
    let same = columns.into_iter().zip(fields).zip(parts).map(|((column, field), value)| {
        sql!["it.", column, " = ", constant::column(ir, keys, value, &ir.field(field).ty)]
    });
    Some(Fragment::join(" and ", same))
}
