//! Rights, one privilege on one column at a time.

use std::collections::BTreeSet;

use fraise_sql::Ident;
use fraise_sql::catalog::{Grant, Grantee, Privilege};

use super::report::Report;

type Right = (Grantee, Privilege, Option<Ident>);

pub(super) fn compare(report: &mut Report, object: &str, expected: &[Grant], found: &[Grant]) {
    let expected = single(expected);
    let found = single(found);
    for right in expected.difference(&found) {
        report.missing(shown(right, object));
    }
    for right in found.difference(&expected) {
        report.unexpected(shown(right, object));
    }
}

fn single(grants: &[Grant]) -> BTreeSet<Right> {
    let mut rights = BTreeSet::new();
    for Grant { privilege, columns, to } in grants {
        if columns.is_empty() {
            rights.insert((to.clone(), *privilege, None));
        }
        for column in columns {
            rights.insert((to.clone(), *privilege, Some(column.clone())));
        }
    }
    rights
}

fn shown((to, privilege, column): &Right, object: &str) -> String {
    match column {
        Some(column) => format!("{privilege} ({column}) on {object} to {to}"),
        None => format!("{privilege} on {object} to {to}"),
    }
}
