//! Access lists as conditions. The viewer's roles are known, so what remains is only what depends on the row.

use super::fragment::Scope;
use super::planner::Planner;
use crate::model::{AccessItem, Rule};

/// `via` chains longer than this are closed: they can only be circles.
const VIA: u32 = 16;

/// What remains of an access list for the viewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Filter {
    /// Every row.
    All,
    /// No row.
    None,
    /// The rows for which this holds; it stands as an operand of `and`.
    When(String),
}

impl Planner<'_> {
    /// The rows of this alias that the list lets the viewer read.
    pub(super) fn filter(&mut self, items: &[AccessItem], alias: &str) -> Filter {
        self.filter_below(items, alias, VIA)
    }

    fn filter_below(&mut self, items: &[AccessItem], alias: &str, via_left: u32) -> Filter {
        if self.viewer.internal {
            return Filter::All;
        }
        let held: Vec<_> = items.iter().filter(|it| it.roles.meets(self.viewer.roles)).collect();
        if held.iter().any(|it| it.when.is_none()) {
            return Filter::All;
        }
        let conditions: Vec<_> =
            held.iter().filter_map(|it| it.when.as_ref()).filter_map(|it| self.rule(it, alias, via_left)).collect();
        match conditions.as_slice() {
            [] => Filter::None,
            [one] => Filter::When(one.clone()),
            many => Filter::When(format!("({})", many.join(" or "))),
        }
    }

    /// A rule as a condition in parentheses; none when it can hold for no row.
    fn rule(&mut self, rule: &Rule, alias: &str, via_left: u32) -> Option<String> {
        match rule {
            Rule::Sql(sql) => Some(format!("({})", self.print(*sql, Scope::row(alias)))),
            Rule::Via { target, join } => {
                let via_left = via_left.checked_sub(1)?;
                let other = self.alias();
                // Before the join: a parameter that no text mentions is an error in PostgreSQL.
                let readable = match self.filter_below(target.read, &other, via_left) {
                    Filter::All => String::new(),
                    Filter::None => return None,
                    Filter::When(condition) => format!(" and {condition}"),
                };
                let join = self.print(*join, Scope { row: &other, parent: alias });
                Some(format!("exists (select from {} {other} where ({join}){readable})", target.table))
            }
        }
    }
}
