//! Seeds and tests: every type, field, label, member, operation and error in them is found, every value fits its field.
//!
//! - `label`: rows by what references call them
//! - `value`: values of rows and arguments, against their types
//! - `seed`: rows to begin with
//! - `story`: tests, which say what else their rows hold, what is called and what is there then

mod label;
mod seed;
mod story;
mod value;

use crate::context::Ctx;
use label::Labels;

/// Looks at all seeds and tests.
pub(crate) fn check(cx: &mut Ctx<'_>) {
    let mut labels = Labels::default();
    for set in &cx.document.seeds {
        label::collect(cx, &set.value, &mut labels);
    }
    for set in &cx.document.seeds {
        let set = seed::set(cx, set, &labels);
        cx.ir.seeds.push(set);
    }
    seed::rows_can_be_inserted(cx);
    seed::keys_are_different(cx);
    for test in &cx.document.tests {
        let scenario = story::scenario(cx, test, &labels);
        cx.ir.scenarios.push(scenario);
    }
}
