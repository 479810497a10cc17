//! `create view`.

use super::layout;
use crate::catalog::View;

pub(super) fn create(view: &View) -> String {
    format!(
        "create view {} ({})\nwith (security_invoker = true) as\n{};",
        view.name,
        layout::inline(&view.columns),
        view.query
    )
}
