//! What differs between two catalogs: the one that is meant and the one that is there.
//!
//! Everything is compared: names, types, nullability, keys, order of columns, methods, flags, rights,
//! comments, bodies byte for byte. Expressions are compared as texts, so both sides must have been
//! printed by the same server: see [`normalise()`](crate::normalise()). Extensions may be there
//! beside those that are meant.

mod function;
mod report;
mod right;
mod table;

use std::fmt;

use fraise_sql::SqlType;
use fraise_sql::catalog::{Catalog, DefaultPrivilege, EnumType, Extension, Schema, Sequence, View};
use fraise_sql::statement::Object;

use crate::{Beyond, Unreadable};
use report::{Report, shown, text};

/// One thing that is not as it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// An object is meant and is not there.
    Missing {
        /// The object: `index public.orders_status_idx`.
        object: String,
    },
    /// An object is there and is not meant.
    Unexpected {
        /// The object.
        object: String,
    },
    /// An object is not as it is meant.
    Changed {
        /// The object.
        object: String,
        /// Which property of it.
        what: &'static str,
        /// What is meant.
        expected: String,
        /// What is there.
        found: String,
    },
    /// An object has a property that can never be meant.
    Beyond(Beyond),
    /// An expression that is meant and that the server does not take.
    Unreadable(Unreadable),
}

/// All differences, in the order of the catalog that is meant.
pub fn compare(expected: &Catalog, found: &Catalog) -> Vec<Difference> {
    let mut report = Report::new();
    if expected.owner.is_some() {
        let owner = |it: &Catalog| shown(&it.owner);
        report.property("all objects", "owner", owner(expected), owner(found));
    }
    schemas(&mut report, &expected.schemas, &found.schemas);
    extensions(&mut report, &expected.extensions, &found.extensions);
    report.matched(
        &expected.default_privileges,
        &found.default_privileges,
        Clone::clone,
        default_privilege,
        |_, _, _, _| {},
    );
    enums(&mut report, &expected.enums, &found.enums);
    sequences(&mut report, &expected.sequences, &found.sequences);
    table::compare(&mut report, &expected.tables, &found.tables);
    views(&mut report, &expected.views, &found.views);
    function::compare(&mut report, expected, found);
    report.finish()
}

fn schemas(report: &mut Report, expected: &[Schema], found: &[Schema]) {
    let object = |it: &Schema| Object::Schema(it.name.clone()).to_string();
    report.matched(
        expected,
        found,
        |it| it.name.clone(),
        object,
        |report, name, a, b| {
            report.property(name, "comment", text(&a.comment), text(&b.comment));
            right::compare(report, name, &a.grants, &b.grants);
        },
    );
}

fn extensions(report: &mut Report, expected: &[Extension], found: &[Extension]) {
    for it in expected {
        let name = format!("extension {}", it.name);
        match found.iter().find(|other| other.name == it.name) {
            Some(other) => report.property(&name, "schema", it.schema.to_string(), other.schema.to_string()),
            None => report.missing(name),
        }
    }
}

fn default_privilege(it: &DefaultPrivilege) -> String {
    match it {
        DefaultPrivilege::RevokeExecuteFromPublic { role } => {
            format!("default privileges of {role}: revoke execute on functions from public")
        }
    }
}

fn enums(report: &mut Report, expected: &[EnumType], found: &[EnumType]) {
    let object = |it: &EnumType| Object::Type(it.name.clone()).to_string();
    report.matched(
        expected,
        found,
        |it| it.name.clone(),
        object,
        |report, name, a, b| {
            let members = |it: &EnumType| report::list(&it.members);
            report.property(name, "members", members(a), members(b));
            report.property(name, "comment", text(&a.comment), text(&b.comment));
        },
    );
}

fn sequences(report: &mut Report, expected: &[Sequence], found: &[Sequence]) {
    let object = |it: &Sequence| Object::Sequence(it.name.clone()).to_string();
    report.matched(
        expected,
        found,
        |it| it.name.clone(),
        object,
        |report, name, a, b| {
            let owner = |it: &Sequence| match &it.owned_by {
                Some(owner) => format!("{}.{}", owner.table, owner.column),
                None => "none".to_owned(),
            };
            report.property(name, "type", a.ty.to_string(), b.ty.to_string());
            report.property(name, "start", a.start.to_string(), b.start.to_string());
            report.property(name, "increment", a.increment.to_string(), b.increment.to_string());
            report.property(name, "owner", owner(a), owner(b));
            report.property(name, "comment", text(&a.comment), text(&b.comment));
            right::compare(report, name, &a.grants, &b.grants);
        },
    );
}

fn views(report: &mut Report, expected: &[View], found: &[View]) {
    let object = |it: &View| Object::View(it.name.clone()).to_string();
    report.matched(
        expected,
        found,
        |it| it.name.clone(),
        object,
        |report, name, a, b| {
            let names = |it: &View| it.columns.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
            report.property(name, "columns", report::list(&names(a)), report::list(&names(b)));
            for column in &a.columns {
                let Some(other) = b.columns.iter().find(|it| it.name == column.name) else { continue };
                let object = Object::Column(a.name.clone(), column.name.clone()).to_string();
                report.property(&object, "type", family(&column.ty), family(&other.ty));
            }
            report.property(name, "query", a.query.to_string(), b.query.to_string());
            report.property(name, "comment", text(&a.comment), text(&b.comment));
            right::compare(report, name, &a.grants, &b.grants);
        },
    );
}

/// The type of a column of a view, in which no limit is kept: what `sum` and `||` give has none.
fn family(ty: &SqlType) -> String {
    match ty.without_limit() {
        SqlType::Varchar(_) => SqlType::Text.to_string(),
        SqlType::Array(element) if matches!(*element, SqlType::Varchar(_)) => {
            SqlType::Text.array().to_string()
        }
        other => other.to_string(),
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { object } => write!(f, "{object} is missing"),
            Self::Unexpected { object } => write!(f, "{object} is not meant"),
            Self::Changed { object, what, expected, found } => {
                write!(f, "{object}: {what} is {}, not {}", one_line(found), one_line(expected))
            }
            Self::Beyond(Beyond { object, what }) => write!(f, "{object} {what}"),
            Self::Unreadable(Unreadable { object, why }) => {
                write!(f, "{object}: the server does not take it: {why}")
            }
        }
    }
}

/// The server breaks the lines of subqueries.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}
