//! Which fields are asked: fragments opened, `@skip` and `@include` decided, same response keys merged.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::ast::Value;
use apollo_compiler::executable::{DirectiveList, Field, Selection, SelectionSet};

use super::planner::TooLarge;

/// A response key and all the places that ask for it.
pub(super) type Asked<'d> = (&'d str, Vec<&'d Field>);

/// Opens selection sets. Every selection that is looked at counts, so that fragments which name each other twice do
/// not blow up.
pub(super) struct Collector<'d, 'v> {
    pub(super) document: &'d ExecutableDocument,
    pub(super) boolean: &'v dyn Fn(&str) -> Option<bool>,
    pub(super) left: u32,
}

impl<'d> Collector<'d, '_> {
    pub(super) fn collect(&mut self, sets: &[&'d SelectionSet]) -> Result<Vec<Asked<'d>>, TooLarge> {
        let mut asked = Vec::new();
        for set in sets {
            self.set(set, &mut asked)?;
        }
        Ok(asked)
    }

    fn set(&mut self, set: &'d SelectionSet, asked: &mut Vec<Asked<'d>>) -> Result<(), TooLarge> {
        for selection in &set.selections {
            self.left = self.left.checked_sub(1).ok_or(TooLarge)?;
            if self.left_out(selection.directives()) {
                continue;
            }
            match selection {
                Selection::Field(field) => {
                    let key = field.response_key().as_str();
                    match asked.iter_mut().find(|(known, _)| *known == key) {
                        Some((_, fields)) => fields.push(field),
                        None => asked.push((key, vec![field])),
                    }
                }
                Selection::InlineFragment(it) => self.set(&it.selection_set, asked)?,
                Selection::FragmentSpread(it) => {
                    if let Some(fragment) = self.document.fragments.get(&it.fragment_name) {
                        self.set(&fragment.selection_set, asked)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn left_out(&self, directives: &DirectiveList) -> bool {
        self.condition(directives, "skip") == Some(true)
            || self.condition(directives, "include") == Some(false)
    }

    fn condition(&self, directives: &DirectiveList, name: &str) -> Option<bool> {
        match directives.get(name)?.specified_argument_by_name("if")?.as_ref() {
            Value::Boolean(it) => Some(*it),
            Value::Variable(name) => (self.boolean)(name),
            _ => None,
        }
    }
}
