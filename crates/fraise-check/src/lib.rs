//! A document becomes a checked model: every name is found, every expression typed, every rule asked.
//!
//! Goes in: a [`Document`], all of whose names and expressions are text. Comes out: `Checked<Ir>` where no error was
//! found, and all diagnostics. Checking cannot fail and does not stop: what cannot be understood is reported once and
//! left out, and everything else is still looked at.
//!
//! Order of passes, one line each in [`check`]:
//! 1. *names*: every declaration gets its id; two of one name clash here.
//! 2. *service* and *values*: settings, roles, viewer; scalars, enums, objects.
//! 3. *shape*: entities with their fields' types, keys and relations, but no expressions yet.
//! 4. *fill*: every expression of every entity, typed against the shapes.
//! 5. *operations*: errors, events, hooks, queries, mutations, subscriptions, invariants, seeds, tests.
//! 6. *rules*: what must hold of the whole.

mod access;
mod context;
mod entity;
mod event;
mod expr;
mod form;
mod message;
mod names;
mod operation;
mod rules;
mod scenario;
mod service;
mod types;
mod values;

use fraise_diagnostics::Diagnostics;
use fraise_ir::{Checked, Ir};
use fraise_syntax::Document;

use context::Ctx;

/// Checks a document.
#[must_use]
pub fn check(document: &Document) -> (Option<Checked<Ir>>, Diagnostics) {
    let mut cx = Ctx::new(document);
    service::declare(&mut cx);
    values::declare(&mut cx);
    entity::shape(&mut cx);
    values::fill(&mut cx);
    values::stored_objects_hold_values(&mut cx);
    event::declare(&mut cx);
    operation::declare(&mut cx);
    entity::fill(&mut cx);
    operation::fill(&mut cx);
    scenario::check(&mut cx);
    rules::check(&mut cx);
    cx.finish()
}
