//! Access lists as conditions. The viewer's roles are known, so what remains is only what depends on the row.

use super::fragment::Scope;
use super::planner::Planner;
use crate::model::{AccessItem, Rule, Type};

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

impl Filter {
    /// What a `where` says of it.
    pub(super) fn condition(self) -> Option<String> {
        match self {
            Self::All => None,
            Self::None => Some("false".to_owned()),
            Self::When(condition) => Some(condition),
        }
    }
}

/// A row that the statement has found readable already, and how the row that is asked about hangs on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReadParent<'p> {
    pub(super) ty: &'p Type,
    pub(super) alias: &'p str,
    /// The condition between the two, as printed.
    pub(super) join: &'p str,
}

impl Planner<'_> {
    /// The rows of this alias that the list lets the viewer read.
    pub(super) fn filter(&mut self, items: &[AccessItem], alias: &str) -> Filter {
        self.filter_below(items, alias, VIA)
    }

    /// The same for rows below one that has been read: `via` to that very row holds already.
    pub(super) fn filter_under(
        &mut self,
        items: &[AccessItem],
        alias: &str,
        parent: ReadParent<'_>,
    ) -> Filter {
        let roles = self.viewer.roles;
        let through_parent = items.iter().filter(|it| it.roles.meets(roles)).any(|item| match &item.when {
            Some(Rule::Via { target, join }) if std::ptr::eq(*target, parent.ty) && join.binds_nothing() => {
                let via = self.print(*join, Scope { row: parent.alias, parent: alias });
                same_equality(&via, parent.join)
            }
            Some(Rule::Via { .. } | Rule::Sql(_)) | None => false,
        });
        if through_parent { Filter::All } else { self.filter(items, alias) }
    }

    fn filter_below(&mut self, items: &[AccessItem], alias: &str, via_left: u32) -> Filter {
        if self.viewer.internal {
            return Filter::All;
        }
        let held: Vec<_> = items.iter().filter(|it| it.roles.meets(self.viewer.roles)).collect();
        if held.iter().any(|it| it.when.is_none()) {
            return Filter::All;
        }
        let conditions: Vec<_> = held
            .iter()
            .filter_map(|it| it.when.as_ref())
            .filter_map(|it| self.rule(it, alias, via_left))
            .collect();
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

/// Whether two conditions are one equality, perhaps written from the other side.
fn same_equality(one: &str, other: &str) -> bool {
    let sides = |text| match str::split_once(text, " = ") {
        Some((left, right)) if !right.contains(' ') && !left.contains(' ') => Some((left, right)),
        _ => None,
    };
    match (sides(one), sides(other)) {
        (Some((a, b)), Some((c, d))) => (a, b) == (c, d) || (a, b) == (d, c),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::same_equality;

    #[test]
    fn only_a_plain_equality_is_the_same_from_the_other_side() {
        assert!(same_equality("t0.id = t1.order_id", "t1.order_id = t0.id"));
        assert!(same_equality("t0.id = t1.order_id", "t0.id = t1.order_id"));
        assert!(!same_equality("t0.id = t1.order_id", "t1.other_id = t0.id"));
        assert!(!same_equality("t0.id = t1.order_id and t0.x = 1", "t0.id = t1.order_id and t0.x = 1"));
    }
}
