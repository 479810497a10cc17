//! `create policy`.

use super::layout;
use crate::QualifiedName;
use crate::catalog::{Policy, PolicyCommand};

pub(super) fn create(table: &QualifiedName, policy: &Policy) -> String {
    let mut lines = vec![format!("create policy {} on {table}", policy.name)];
    let command = match policy.command {
        PolicyCommand::All => String::new(),
        command => format!("for {}", command.keyword()),
    };
    let roles =
        if policy.roles.is_empty() { String::new() } else { format!("to {}", layout::inline(&policy.roles)) };
    let scope = format!("  {command} {roles}");
    if !scope.trim().is_empty() {
        lines.push(format!("  {}", scope.trim()));
    }
    if let Some(using) = &policy.using {
        lines.push(format!("  using ({using})"));
    }
    if let Some(check) = &policy.with_check {
        lines.push(format!("  with check ({check})"));
    }
    format!("{};", lines.join("\n"))
}
