//! Bodies of functions in the database.

use serde::Serialize;

use crate::environment::template;
use crate::{SqlSlot, Template, View};

/// The viewer's id, believed only from the service.
#[derive(Debug, Clone, Serialize)]
pub struct ViewerId {
    /// The group of the service's logins, as a text constant.
    pub service: SqlSlot,
    /// The setting, as a value of the id's type.
    pub id: SqlSlot,
}

/// A claim of the viewer, believed only from the service.
#[derive(Debug, Clone, Serialize)]
pub struct Claim {
    /// The group of the service's logins, as a text constant.
    pub service: SqlSlot,
}

/// Whether the viewer holds a role.
#[derive(Debug, Clone, Serialize)]
pub struct HasRole {
    /// The group of the service's logins, as a text constant.
    pub service: SqlSlot,
    /// The name of the PostgreSQL role for people who hold it.
    pub name: SqlSlot,
}

/// Refuses a change of frozen columns, which the trigger names as arguments.
#[derive(Debug, Clone, Serialize)]
pub struct RefuseFrozen {}

/// Refuses any change.
#[derive(Debug, Clone, Serialize)]
pub struct RefuseChange {}

/// Keeps `updated_at`.
#[derive(Debug, Clone, Serialize)]
pub struct Touch {}

/// Fills columns that an insert has left out.
#[derive(Debug, Clone, Serialize)]
pub struct FillDefaults {
    /// The columns in order.
    pub defaults: Vec<FilledDefault>,
}

/// A column that is filled when an insert has left it out.
#[derive(Debug, Clone, Serialize)]
pub struct FilledDefault {
    /// The column.
    pub column: SqlSlot,
    /// What was given, or the default.
    pub value: SqlSlot,
}

/// Whether a JSON value is an object of a declared shape.
#[derive(Debug, Clone, Serialize)]
pub struct IsObject {
    /// All keys, as text constants.
    pub keys: SqlSlot,
    /// What must hold of the values.
    pub checks: Vec<SqlSlot>,
}

/// Whether a text is a date of the calendar, `2026-02-28`.
#[derive(Debug, Clone, Serialize)]
pub struct IsDate {}

/// Whether a check holds for every element of a list.
#[derive(Debug, Clone, Serialize)]
pub struct AllAre {
    /// The check over `value`, in parentheses.
    pub check: SqlSlot,
}

/// Refuses changes of rows that the one who makes them may not make.
#[derive(Debug, Clone, Serialize)]
pub struct RefuseUpdate {
    /// What must hold of `old` and `new`.
    pub allowed: SqlSlot,
}

/// Computes the stored aggregates of the rows of some keys, once they are locked.
#[derive(Debug, Clone, Serialize)]
pub struct KeepAggregates {
    /// The table that has the aggregates.
    pub parent: SqlSlot,
    /// The column of its key.
    pub key: SqlSlot,
    /// The keys, an array.
    pub keys: SqlSlot,
    /// What is set, from the row `kept`.
    pub assignments: SqlSlot,
    /// The values over the row `it`, each with the name of its column.
    pub values: Vec<SqlSlot>,
    /// The columns of the row `parent`.
    pub old: SqlSlot,
    /// The columns of the row `kept`.
    pub new: SqlSlot,
}

/// Keeps the aggregates that rows count in which came or went, those of the transition table `changed`.
#[derive(Debug, Clone, Serialize)]
pub struct AggregateRows {
    /// The type of the keys.
    pub key_type: SqlSlot,
    /// The references of the row `changed`, each in parentheses.
    pub keys: SqlSlot,
    /// The function that is given the keys.
    pub keep: SqlSlot,
}

/// Keeps the aggregates that changed rows count in, or counted.
#[derive(Debug, Clone, Serialize)]
pub struct AggregateChanges {
    /// The type of the keys.
    pub key_type: SqlSlot,
    /// The columns that the aggregates read, the references among them, as they were.
    pub gone: SqlSlot,
    /// The same as they are.
    pub come: SqlSlot,
    /// The references of the row `changed`, each in parentheses.
    pub keys: SqlSlot,
    /// The function that is given the keys.
    pub keep: SqlSlot,
}

/// Refuses rows whose paths lead to different rows.
#[derive(Debug, Clone, Serialize)]
pub struct RefuseDifferent {
    /// The laws in order.
    pub laws: Vec<DifferentRows>,
}

/// A law about two paths of one hop each, from the row `come`.
#[derive(Debug, Clone, Serialize)]
pub struct DifferentRows {
    /// The table that the left path leads to.
    pub left_table: SqlSlot,
    /// The column of its key.
    pub left_key: SqlSlot,
    /// The own column that leads there.
    pub left_hop: SqlSlot,
    /// The column that is compared.
    pub left: SqlSlot,
    /// The table that the right path leads to.
    pub right_table: SqlSlot,
    /// The column of its key.
    pub right_key: SqlSlot,
    /// The own column that leads there.
    pub right_hop: SqlSlot,
    /// The column that is compared.
    pub right: SqlSlot,
    /// What is said, as a text constant.
    pub message: SqlSlot,
}

/// Rows of one type that a law locks before it is asked.
#[derive(Debug, Clone, Serialize)]
pub struct LockedRows {
    /// The variable that holds their keys.
    pub keys: SqlSlot,
    /// The type of a key.
    pub key_type: SqlSlot,
    /// The array of their keys, over the row `it`.
    pub gathered: SqlSlot,
    /// Their table.
    pub table: SqlSlot,
    /// The column of their key.
    pub key: SqlSlot,
}

/// Refuses changes of rows that may not be changed as long as they, or the rows they hang on, are as they are.
#[derive(Debug, Clone, Serialize)]
pub struct RefuseUneditable {
    /// The variables that hold keys.
    pub keys: Vec<KeysVariable>,
    /// Each about rows that are found in some way.
    pub questions: Vec<EditableRows>,
    /// What is said, as a text constant.
    pub message: SqlSlot,
    /// What is said where a row leads to other rows than when it was read, as a text constant.
    pub moved_message: SqlSlot,
    /// The schema of the rows, as a text constant.
    pub schema: SqlSlot,
    /// Their table, as a text constant.
    pub table: SqlSlot,
    /// What the function returns.
    pub result: SqlSlot,
}

/// A variable that holds keys.
#[derive(Debug, Clone, Serialize)]
pub struct KeysVariable {
    /// Its name.
    pub keys: SqlSlot,
    /// The type of a key.
    pub key_type: SqlSlot,
}

/// Rows that are asked whether they may be changed.
#[derive(Debug, Clone, Serialize)]
pub struct EditableRows {
    /// What is locked, in the order in which it is.
    pub parents: Vec<LockedRows>,
    /// What follows on `from`.
    pub rows: SqlSlot,
    /// What leads to a further condition: `where` or `and`.
    pub leads: SqlSlot,
    /// The condition that a row leads to others than those that are locked.
    pub moved: Option<SqlSlot>,
    /// The condition that a row may not be changed.
    pub refused: SqlSlot,
}

/// Refuses rows by which a sum is beyond its bound.
#[derive(Debug, Clone, Serialize)]
pub struct RefuseBeyond {
    /// The rows that something is summed for, in the order in which they are locked.
    pub parents: Vec<LockedRows>,
    /// What follows on `from`, where the written rows are found.
    pub rows: SqlSlot,
    /// The table of the rows that are summed.
    pub table: SqlSlot,
    /// The laws in order.
    pub laws: Vec<BoundedSum>,
}

/// A law about the sum over the rows `it` that have the same parent.
#[derive(Debug, Clone, Serialize)]
pub struct BoundedSum {
    /// The key of a row.
    pub key: SqlSlot,
    /// What is summed.
    pub sum: SqlSlot,
    /// The column that leads to the parent.
    pub per: SqlSlot,
    /// The variable that holds the keys of the parents.
    pub keys: SqlSlot,
    /// The bound.
    pub at_most: SqlSlot,
    /// What must hold of a row that counts.
    pub counting: Vec<SqlSlot>,
    /// What the error tells of the row, a JSON object.
    pub params: SqlSlot,
    /// The SQLSTATE, as a text constant.
    pub errcode: SqlSlot,
    /// What is said: a text that may read the list `refused` of what the error tells.
    pub message: SqlSlot,
    /// The code that clients see, as a text constant.
    pub code: SqlSlot,
    /// The column that is summed, as a text constant.
    pub column: SqlSlot,
}

/// A rule asked of the row of a key.
#[derive(Debug, Clone, Serialize)]
pub struct RuleOfKey {
    /// The rule over the row `it`.
    pub rule: SqlSlot,
    /// The table.
    pub table: SqlSlot,
    /// What finds the row.
    pub key: SqlSlot,
}

/// Whether a rule holds for the row of a key; not told apart from whether there is one.
#[derive(Debug, Clone, Serialize)]
pub struct RuleHoldsOfKey {
    /// What must hold of the one who asks.
    pub guard: Option<SqlSlot>,
    /// The rule over the row `it`, as an operand of `and`.
    pub rule: SqlSlot,
    /// The table.
    pub table: SqlSlot,
    /// What finds the row.
    pub key: SqlSlot,
}

/// A rule asked of columns.
#[derive(Debug, Clone, Serialize)]
pub struct RuleOfColumns {
    /// The rule over the arguments.
    pub rule: SqlSlot,
}

impl View for ViewerId {
    const TEMPLATE: Template = template!("postgres/viewer_id.sql.j2");
}

impl View for Claim {
    const TEMPLATE: Template = template!("postgres/claim.sql.j2");
}

impl View for HasRole {
    const TEMPLATE: Template = template!("postgres/has_role.sql.j2");
}

impl View for RefuseFrozen {
    const TEMPLATE: Template = template!("postgres/refuse_frozen.sql.j2");
}

impl View for RefuseChange {
    const TEMPLATE: Template = template!("postgres/refuse_change.sql.j2");
}

impl View for Touch {
    const TEMPLATE: Template = template!("postgres/touch.sql.j2");
}

impl View for FillDefaults {
    const TEMPLATE: Template = template!("postgres/fill_defaults.sql.j2");
}

impl View for IsObject {
    const TEMPLATE: Template = template!("postgres/is_object.sql.j2");
}

impl View for IsDate {
    const TEMPLATE: Template = template!("postgres/is_date.sql.j2");
}

impl View for AllAre {
    const TEMPLATE: Template = template!("postgres/all_are.sql.j2");
}

impl View for RefuseUpdate {
    const TEMPLATE: Template = template!("postgres/refuse_update.sql.j2");
}

impl View for KeepAggregates {
    const TEMPLATE: Template = template!("postgres/keep_aggregates.sql.j2");
}

impl View for AggregateRows {
    const TEMPLATE: Template = template!("postgres/aggregate_rows.sql.j2");
}

impl View for AggregateChanges {
    const TEMPLATE: Template = template!("postgres/aggregate_changes.sql.j2");
}

impl View for RefuseDifferent {
    const TEMPLATE: Template = template!("postgres/refuse_different.sql.j2");
}

impl View for RefuseUneditable {
    const TEMPLATE: Template = template!("postgres/refuse_uneditable.sql.j2");
}

impl View for RefuseBeyond {
    const TEMPLATE: Template = template!("postgres/refuse_beyond.sql.j2");
}

impl View for RuleOfKey {
    const TEMPLATE: Template = template!("postgres/rule_of_key.sql.j2");
}

impl View for RuleHoldsOfKey {
    const TEMPLATE: Template = template!("postgres/rule_holds_of_key.sql.j2");
}

impl View for RuleOfColumns {
    const TEMPLATE: Template = template!("postgres/rule_of_columns.sql.j2");
}

#[cfg(test)]
mod tests {
    use fraise_sql::{Literal, ident, sql};

    use super::*;
    use crate::environment::tests::slots_are_fields;

    #[test]
    fn every_slot_is_a_field() {
        let slot = || SqlSlot::from(sql![ident!("x")]);
        let text = || SqlSlot::from(sql![Literal::text("shop_service")]);
        slots_are_fields(&ViewerId { service: text(), id: slot() });
        slots_are_fields(&Claim { service: text() });
        slots_are_fields(&HasRole { service: text(), name: text() });
        slots_are_fields(&RefuseFrozen {});
        slots_are_fields(&RefuseChange {});
        slots_are_fields(&Touch {});
        let filled = FilledDefault { column: slot(), value: slot() };
        slots_are_fields(&FillDefaults { defaults: vec![filled] });
        slots_are_fields(&IsObject { keys: text(), checks: vec![slot()] });
        slots_are_fields(&IsDate {});
        slots_are_fields(&AllAre { check: slot() });
        slots_are_fields(&RefuseUpdate { allowed: slot() });
        slots_are_fields(&KeepAggregates {
            parent: slot(),
            key: slot(),
            keys: slot(),
            assignments: slot(),
            values: vec![slot(), slot()],
            old: slot(),
            new: slot(),
        });
        slots_are_fields(&AggregateRows { key_type: slot(), keys: slot(), keep: slot() });
        slots_are_fields(&AggregateChanges {
            key_type: slot(),
            gone: slot(),
            come: slot(),
            keys: slot(),
            keep: slot(),
        });
        let different = DifferentRows {
            left_table: slot(),
            left_key: slot(),
            left_hop: slot(),
            left: slot(),
            right_table: slot(),
            right_key: slot(),
            right_hop: slot(),
            right: slot(),
            message: text(),
        };
        slots_are_fields(&RefuseDifferent { laws: vec![different] });
        let locked =
            || LockedRows { keys: slot(), key_type: slot(), gathered: slot(), table: slot(), key: slot() };
        let question = EditableRows {
            parents: vec![locked()],
            rows: slot(),
            leads: slot(),
            moved: Some(slot()),
            refused: slot(),
        };
        slots_are_fields(&RefuseUneditable {
            keys: vec![KeysVariable { keys: slot(), key_type: slot() }],
            questions: vec![question],
            message: text(),
            moved_message: text(),
            schema: text(),
            table: text(),
            result: slot(),
        });
        let bounded = BoundedSum {
            key: slot(),
            sum: slot(),
            per: slot(),
            keys: slot(),
            at_most: slot(),
            counting: vec![slot()],
            params: slot(),
            errcode: text(),
            message: slot(),
            code: text(),
            column: text(),
        };
        slots_are_fields(&RefuseBeyond {
            parents: vec![locked()],
            rows: slot(),
            table: slot(),
            laws: vec![bounded],
        });
        slots_are_fields(&RuleOfKey { rule: slot(), table: slot(), key: slot() });
        slots_are_fields(&RuleHoldsOfKey { guard: Some(slot()), rule: slot(), table: slot(), key: slot() });
        slots_are_fields(&RuleOfColumns { rule: slot() });
    }
}
