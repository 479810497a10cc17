//! `alter table .. add constraint .. foreign key`: all of one table together.

use super::layout;
use crate::QualifiedName;
use crate::catalog::{ForeignKey, OnDelete};

pub(super) fn add(table: &QualifiedName, foreign_keys: &[ForeignKey]) -> String {
    let constraints: Vec<String> = foreign_keys.iter().map(constraint).collect();
    format!("alter table {table}\n{};", constraints.join(",\n"))
}

fn constraint(key: &ForeignKey) -> String {
    let columns = layout::inline(&key.columns);
    let target_columns = layout::inline(&key.target_columns);
    format!(
        "  add constraint {}\n    foreign key ({columns}) references {} ({target_columns}){}",
        key.name,
        key.target,
        on_delete(&key.on_delete),
    )
}

fn on_delete(action: &OnDelete) -> String {
    match action {
        OnDelete::NoAction => String::new(),
        OnDelete::Restrict => " on delete restrict".to_owned(),
        OnDelete::Cascade => " on delete cascade".to_owned(),
        OnDelete::SetNull => " on delete set null".to_owned(),
        OnDelete::SetNullColumns(columns) => {
            format!(" on delete set null ({})", layout::inline(columns))
        }
        OnDelete::SetDefault => " on delete set default".to_owned(),
    }
}
