//! `create view`.

use super::layout;
use crate::catalog::View;

pub(super) fn create(view: &View) -> String {
    let note = view.note.map_or_else(String::new, |note| format!("-- {note}\n"));
    let columns = view.columns.iter().map(|it| &it.name);
    let head = format!("create view {}", view.name);
    format!(
        "{note}{head} {}\nwith (security_invoker = true) as\n{};",
        layout::list(head.chars().count() + 1, columns),
        view.query
    )
}
