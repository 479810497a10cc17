//! Invariants: what is true of every row whenever nobody is in the middle of a transaction, each as a question for the rows
//! that break it.
//!
//! A schema says more of them than stand under `invariants:`. What it `holds` is the sum of a counter; a stored aggregate
//! is what it is computed from; a law of its triggers and constraints is true of rows however they came. So the questions
//! read the model and the catalog that is meant, and neither triggers nor functions.
//!
//! - `declared`: those under `invariants:`
//! - `hold`: a counter is the sum of what is held of it
//! - `journal`: a counter is what its moves were
//! - `computed`: stored aggregates and generated columns
//! - `law`: `same` and `within`
//! - `state`: stamps, and the log of a machine
//! - `constraint`: checks, references, uniques, columns that are never null

mod computed;
mod constraint;
mod declared;
mod hold;
mod journal;
mod law;
mod state;

use fraise_diagnostics::Span;
use fraise_ir::{
    Checked, Entity, Expr, Ir,
    expr::{ExprKind, Root, RowPath},
};
use fraise_lower::{Row, Scope, names};
use fraise_sql::{Fragment, catalog::Catalog, ident, sql};

/// What is true of every row.
#[derive(Debug, Clone, PartialEq)]
pub struct Invariant {
    /// Where it comes from.
    pub kind: InvariantKind,
    /// As a fact, in the words of the schema: `` `Order.total` is what it is computed from ``.
    pub name: String,
    /// The place of the schema that says it.
    pub span: Span,
    /// Asks for the rows that break it: the text of the key, what is there and what should be, the last two null where a
    /// row has no one value to tell.
    pub question: Fragment,
}

/// Where an invariant comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum InvariantKind {
    /// `invariants:`
    Declared,
    /// `holds:`
    Hold,
    /// `journal:`; true of a database from whose journal nothing was ever taken, and whose first rows it tells of.
    Journal,
    /// `from:` with `stored: true`.
    Computed,
    /// `same:` and `within:`
    Law,
    /// `stamp:` and `log:` of a machine; true of rows that were changed by its events alone.
    State,
    /// Checks, references, uniques, columns that are never null.
    Constraint,
}

/// All invariants of a schema, those that it declares first.
pub fn invariants(ir: &Checked<Ir>, catalog: &Catalog) -> Vec<Invariant> {
    let mut all = declared::invariants(ir);
    all.extend(hold::invariants(ir));
    all.extend(journal::invariants(ir));
    all.extend(computed::invariants(ir));
    all.extend(law::invariants(ir));
    all.extend(state::invariants(ir));
    all.extend(constraint::invariants(ir, catalog));
    all
}

/// The row at hand is `it`.
fn scope(ir: &Ir) -> Scope<'_> {
    Scope::new(ir).bind(Root::This, Row::Named(ident!("it")))
}

/// The key of the row of this alias as a text.
fn key(ir: &Ir, entity: &Entity, alias: &'static str) -> Fragment {
    let columns = names::key_columns(ir, entity).into_iter().map(|it| sql![alias, ".", it, "::text"]);
    let columns: Vec<Fragment> = columns.collect();
    match columns.as_slice() {
        [only] => only.clone(),
        _ => sql!["concat_ws(' ', ", Fragment::join(", ", columns), ")"],
    }
}

/// The rows `it` of a type for which a condition holds.
fn rows(ir: &Ir, entity: &Entity, condition: &Fragment) -> Fragment {
    let from = sql![" from ", names::table(ir, entity.id), " as it where ", condition];
    sql!["select ", key(ir, entity, "it"), ", null::text, null::text", from]
}

/// The rows `it` of a type in which one value is not another one.
fn differing(ir: &Ir, entity: &Entity, found: &Fragment, wanted: &Fragment) -> Fragment {
    let values = sql!["(", found, ")::text, (", wanted, ")::text"];
    let from = sql![" from ", names::table(ir, entity.id), " as it"];
    let condition = sql![" where ", found, " is distinct from ", wanted];
    sql!["select ", key(ir, entity, "it"), ", ", values, from, condition]
}

/// ` and it.deleted_at is null` of a type whose rows are deleted softly.
fn and_living(ir: &Ir, entity: &Entity) -> Fragment {
    let living = crate::lower::index::is_living(entity);
    living.map(|it| sql![" and it.", crate::fill::flat(ir, &it)]).unwrap_or_default()
}

/// A field of the row at the end of a path from the row at hand.
fn read(ir: &Ir, hop: Option<fraise_ir::FieldId>, field: fraise_ir::FieldId, entity: &Entity) -> Expr {
    let declared = ir.field(field);
    let mut row = RowPath::root(Root::This, entity.id);
    row.hops.extend(hop.map(fraise_ir::expr::Hop::Reference));
    Expr {
        kind: ExprKind::Field { row, field },
        ty: declared.ty.clone(),
        nullable: true,
        span: declared.span,
    }
}
