//! `create trigger`.

use super::layout;
use crate::QualifiedName;
use crate::catalog::{Event, Level, Timing, Trigger};

pub(super) fn create(table: &QualifiedName, trigger: &Trigger) -> String {
    let timing = match trigger.timing {
        Timing::Before => "before",
        Timing::After => "after",
        Timing::InsteadOf => "instead of",
    };
    let events: Vec<String> = trigger.events.iter().map(event).collect();
    let mut lines = vec![
        format!("create trigger {}", trigger.name),
        format!("  {timing} {} on {table}", events.join(" or ")),
    ];
    lines.extend(referencing(trigger));
    lines.push(match trigger.level {
        Level::Row => "  for each row".to_owned(),
        Level::Statement => "  for each statement".to_owned(),
    });
    if let Some(condition) = &trigger.condition {
        lines.push(format!("  when ({condition})"));
    }
    let arguments = layout::inline(&trigger.arguments);
    lines.push(format!("  execute function {}({arguments});", trigger.function));
    lines.join("\n")
}

fn event(event: &Event) -> String {
    match event {
        Event::Insert => "insert".to_owned(),
        Event::Update(columns) if columns.is_empty() => "update".to_owned(),
        Event::Update(columns) => format!("update of {}", layout::inline(columns)),
        Event::Delete => "delete".to_owned(),
        Event::Truncate => "truncate".to_owned(),
    }
}

fn referencing(trigger: &Trigger) -> Option<String> {
    let old = trigger.old_table.iter().map(|name| format!("old table as {name}"));
    let new = trigger.new_table.iter().map(|name| format!("new table as {name}"));
    let tables: Vec<String> = old.chain(new).collect();
    (!tables.is_empty()).then(|| format!("  referencing {}", tables.join(" ")))
}
