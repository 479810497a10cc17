//! `insert`: one row a line.

use super::layout;
use crate::Fragment;
use crate::statement::Insert;

pub(super) fn into(insert: &Insert) -> String {
    let head = format!("insert into {}", insert.table);
    let columns = layout::list(head.chars().count() + 1, &insert.columns);
    let overriding = if insert.overriding { " overriding system value" } else { "" };
    let rows: Vec<String> = insert.rows.iter().map(|it| row(it)).collect();
    format!(
        "{head} {columns}{overriding} values\n{}\non conflict ({}) do nothing;",
        rows.join(",\n"),
        layout::inline(&insert.key)
    )
}

fn row(values: &[Option<Fragment>]) -> String {
    let value = |it: &Option<Fragment>| it.as_ref().map_or_else(|| "default".to_owned(), ToString::to_string);
    let values: Vec<String> = values.iter().map(value).collect();
    let one_line = format!("  ({})", values.join(", "));
    if one_line.chars().count() <= layout::WIDTH {
        return one_line;
    }
    format!("  (\n{}\n  )", layout::filled("    ", &values))
}
