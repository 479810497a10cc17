//! Labels: what references call the rows of seeds and the saved results of tests.

use std::collections::{HashMap, HashSet};

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::EntityId;
use fraise_syntax::document::SeedSet;

use crate::{context::Ctx, entity::entity_named, message};

/// Rows that tests and references may name, with their types.
#[derive(Clone, Default)]
pub(super) struct Labels {
    /// By label: the type, and where the label is given.
    pub(super) rows: HashMap<String, (EntityId, Span)>,
    /// Labels of rows that a test does not begin with.
    elsewhere: HashMap<String, Span>,
}

impl Labels {
    /// The same in a test that begins with some of the rows.
    pub(super) fn only(&self, loaded: &HashSet<&str>) -> Self {
        let (rows, others): (HashMap<_, _>, HashMap<_, _>) =
            self.rows.clone().into_iter().partition(|(name, _)| loaded.contains(name.as_str()));
        let elsewhere = others.into_iter().map(|(name, (_, span))| (name, span)).collect();
        Self { rows, elsewhere }
    }

    fn names(&self, wanted: Option<EntityId>) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .rows
            .iter()
            .filter(|(_, (entity, _))| wanted.is_none_or(|it| it == *entity))
            .map(|(name, _)| name.as_str())
            .collect();
        names.sort_unstable();
        names
    }
}

/// Takes the labels of a set.
pub(super) fn collect(cx: &mut Ctx<'_>, set: &SeedSet, labels: &mut Labels) {
    for of_type in set {
        let Some(entity) = entity_named(cx, &of_type.name) else { continue };
        for row in &of_type.value {
            let name = row.name.as_str().to_owned();
            if let Some((_, first)) = labels.rows.insert(name, (entity, row.name.span)) {
                let found = Diagnostic::error(
                    Code::F0203,
                    row.name.span,
                    format!("the label `{}` is used twice", row.name.as_str()),
                )
                .label("used again here")
                .secondary(first, "first used here")
                .help("Labels are known in the whole file.");
                cx.report(found);
            }
        }
    }
}

/// Whether a label is one of a row, of the wanted type if one is wanted; if not, that is reported.
pub(super) fn known(
    cx: &mut Ctx<'_>,
    name: &str,
    span: Span,
    wanted: Option<EntityId>,
    labels: &Labels,
) -> bool {
    match (labels.rows.get(name), wanted) {
        (Some((entity, place)), Some(wanted)) if *entity != wanted => {
            let (is, should) = (cx.ir.entity(*entity).name.clone(), cx.ir.entity(wanted).name.clone());
            let found =
                Diagnostic::error(Code::F0501, span, format!("expected a `{should}`, found a `{is}`"))
                    .label(format!("this is a `{is}`"))
                    .secondary(*place, "declared here");
            cx.report(found);
            false
        }
        (Some(_), _) => true,
        (None, _) if labels.elsewhere.contains_key(name) => {
            let mut found =
                Diagnostic::error(Code::F1201, span, format!("the test does not begin with `{name}`"))
                    .label("this row is not there");
            if let Some(place) = labels.elsewhere.get(name) {
                found = found.secondary(*place, "declared here");
            }
            let help =
                "A test begins with the rows of its `given: {seed: ..}` and those that they reference.";
            cx.report(found.help(help));
            false
        }
        (None, _) => {
            let found = message::unknown(Code::F1201, span, name, "label", &labels.names(wanted));
            cx.report(found);
            false
        }
    }
}
