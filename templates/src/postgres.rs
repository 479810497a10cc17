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

/// Whether the viewer holds one of some roles.
#[derive(Debug, Clone, Serialize)]
pub struct HasAnyRole {
    /// The group of the service's logins, as a text constant.
    pub service: SqlSlot,
    /// The name of the PostgreSQL role for people who hold `role`.
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

/// Carries out the effects of rows that came or went, those of the transition table `changed`.
#[derive(Debug, Clone, Serialize)]
pub struct CarryOut {
    /// The statements in order.
    pub effects: Vec<SqlSlot>,
}

/// The event of a pair of states.
#[derive(Debug, Clone, Serialize)]
pub struct EventOf {
    /// The pairs that are an event's.
    pub pairs: Vec<Pair>,
}

/// Pairs of states with one event.
#[derive(Debug, Clone, Serialize)]
pub struct Pair {
    /// A condition over `p_from`.
    pub from: SqlSlot,
    /// A condition over `p_to`.
    pub to: SqlSlot,
    /// The event, as a text constant.
    pub event: SqlSlot,
}

/// Refuses changes of a state that are no event's, and sets what events set.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeState {
    /// The function that knows the event of a pair.
    pub event_of: SqlSlot,
    /// The column of the state.
    pub state: SqlSlot,
    /// Its name, as a text constant.
    pub state_name: SqlSlot,
    /// What it is called in messages, as a text constant.
    pub place: SqlSlot,
    /// The column that holds since when the state is.
    pub since: Option<SqlSlot>,
    /// What events set.
    pub sets: Vec<SetByEvent>,
    /// What is set when a state is entered.
    pub stamps: Vec<Stamped>,
}

/// What an event sets.
#[derive(Debug, Clone, Serialize)]
pub struct SetByEvent {
    /// The event, as a text constant.
    pub event: SqlSlot,
    /// The assignments to the row `new`.
    pub assignments: Vec<SqlSlot>,
}

/// A column that takes the time when a state is entered.
#[derive(Debug, Clone, Serialize)]
pub struct Stamped {
    /// The state, as a text constant.
    pub state: SqlSlot,
    /// The column.
    pub column: SqlSlot,
}

/// Refuses new rows in another than the initial state.
#[derive(Debug, Clone, Serialize)]
pub struct RefuseBorn {
    /// The column of the state.
    pub state: SqlSlot,
    /// The column's name, as a text constant.
    pub state_name: SqlSlot,
    /// What is said, as a text constant.
    pub message: SqlSlot,
    /// What the column is called in messages, as a text constant.
    pub place: SqlSlot,
}

/// Carries out what follows a change of the state, for the transition tables `gone` and `come`.
#[derive(Debug, Clone, Serialize)]
pub struct FollowState {
    /// The function that knows the event of a pair.
    pub event_of: SqlSlot,
    /// The column of the state.
    pub state: SqlSlot,
    /// That rows of `gone` and `come` are the same.
    pub same: SqlSlot,
    /// What events lock.
    pub locks: Vec<LockedBy>,
    /// What they ask.
    pub guards: Vec<Guarded>,
    /// What is logged.
    pub log: Option<LogRows>,
    /// What they do to other rows.
    pub effects: Vec<OfEvent>,
    /// What they tell others.
    pub emits: Vec<OfEvent>,
}

/// What an event locks.
#[derive(Debug, Clone, Serialize)]
pub struct LockedBy {
    /// The event, as a text constant.
    pub event: SqlSlot,
    /// The statements in order.
    pub locks: Vec<SqlSlot>,
}

/// What an event asks of its rows.
#[derive(Debug, Clone, Serialize)]
pub struct Guarded {
    /// The event, as a text constant.
    pub event: SqlSlot,
    /// The rows, `it` and `gone`.
    pub from: SqlSlot,
    /// Which of them go through the event.
    pub conditions: SqlSlot,
    /// The key of the row `it`.
    pub order: SqlSlot,
    /// What must hold.
    pub require: Required,
}

/// The statements of an event.
#[derive(Debug, Clone, Serialize)]
pub struct OfEvent {
    /// The event, as a text constant.
    pub event: SqlSlot,
    /// What it does, in order.
    pub statements: Vec<SqlSlot>,
}

/// The rows of a log.
#[derive(Debug, Clone, Serialize)]
pub struct LogRows {
    /// The table.
    pub table: SqlSlot,
    /// The key of the row `come`, as one value.
    pub row: SqlSlot,
    /// The function that knows the event of a pair.
    pub event_of: SqlSlot,
    /// The column of the state.
    pub state: SqlSlot,
    /// Who acts.
    pub actor: SqlSlot,
    /// In which roles.
    pub roles: SqlSlot,
    /// That rows of `gone` and `come` are the same.
    pub same: SqlSlot,
    /// The key of the row `come`.
    pub order: SqlSlot,
}

/// Locks what an event of some rows needs, and them.
#[derive(Debug, Clone, Serialize)]
pub struct LockEvent {
    /// Keys that are compared once the rows are locked.
    pub held: Vec<HeldRows>,
    /// Locks that come before that of the rows.
    pub before: Vec<LocksOfEvent>,
    /// Locks that come after it.
    pub after: Vec<LocksOfEvent>,
    /// The table of the rows.
    pub table: SqlSlot,
    /// Their keys, lists.
    pub arguments: SqlSlot,
    /// The columns of the key.
    pub names: SqlSlot,
    /// That the row `it` is that of `fired`.
    pub on: SqlSlot,
    /// The key of the row `it`.
    pub order: SqlSlot,
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
    /// Its columns under names of ours.
    pub named: SqlSlot,
    /// The key of a row beyond the bound, by these names.
    pub beyond: SqlSlot,
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
    /// What is said: a text that may read `known.params`.
    pub message: SqlSlot,
    /// The code that clients see, as a text constant.
    pub code: SqlSlot,
    /// The column that is summed, as a text constant.
    pub column: SqlSlot,
}

/// A variable that holds keys.
#[derive(Debug, Clone, Serialize)]
pub struct HeldRows {
    /// The variable.
    pub name: SqlSlot,
    /// The type of a key.
    pub r#type: SqlSlot,
}

/// Locks of some events.
#[derive(Debug, Clone, Serialize)]
pub struct LocksOfEvent {
    /// That the event is one of them; none where all are.
    pub events: Option<SqlSlot>,
    /// The locks in order.
    pub locks: Vec<LockRows>,
}

/// Rows of one type that are locked.
#[derive(Debug, Clone, Serialize)]
pub struct LockRows {
    /// The table.
    pub table: SqlSlot,
    /// The key of the row `held`.
    pub key: SqlSlot,
    /// A query for the keys.
    pub keys: SqlSlot,
    /// How they are locked.
    pub strength: SqlSlot,
    /// The variable that holds the keys, where they may have changed.
    pub held: Option<SqlSlot>,
}

/// Fires an event of some rows.
#[derive(Debug, Clone, Serialize)]
pub struct FireEvent {
    /// The locks of the rows that it is given.
    pub given_locks: Vec<SqlSlot>,
    /// The function that locks.
    pub lock: SqlSlot,
    /// The event, as a text constant.
    pub event: SqlSlot,
    /// The keys, lists.
    pub arguments: SqlSlot,
    /// The columns of the key.
    pub names: SqlSlot,
    /// The table.
    pub table: SqlSlot,
    /// That the row `it` is that of `fired`.
    pub on: SqlSlot,
    /// The key of the row `it`.
    pub order: SqlSlot,
    /// The column of the state.
    pub state: SqlSlot,
    /// Its name, as a text constant.
    pub state_name: SqlSlot,
    /// That the event leaves the state of the row `it`.
    pub leaves: SqlSlot,
    /// The state that it enters, as a text constant.
    pub enters: SqlSlot,
    /// What the column is called in messages, as a text constant.
    pub place: SqlSlot,
    /// What each row is given.
    pub inputs: Option<GivenInputs>,
    /// What is set in the row `it`.
    pub assignments: SqlSlot,
    /// The table's schema, as a text constant.
    pub schema_name: SqlSlot,
    /// The table's name, as a text constant.
    pub table_name: SqlSlot,
}

/// What an event is given for each row.
#[derive(Debug, Clone, Serialize)]
pub struct GivenInputs {
    /// The inputs and their types, columns of the row `given`.
    pub columns: SqlSlot,
    /// What is asked of them.
    pub checks: Vec<InputCheck>,
}

/// What is asked of an input.
#[derive(Debug, Clone, Serialize)]
pub struct InputCheck {
    /// Its name, as a text constant.
    pub field: SqlSlot,
    /// What must be true.
    pub good: SqlSlot,
}

/// Fires an event for the one who asks.
#[derive(Debug, Clone, Serialize)]
pub struct AskEvent {
    /// The events there are, as text constants.
    pub known: SqlSlot,
    /// What is said of another one, a format.
    pub unknown: SqlSlot,
    /// The events without inputs, as text constants.
    pub without_input: Option<SqlSlot>,
    /// There are events.
    pub has_events: bool,
    /// The call that locks.
    pub lock: SqlSlot,
    /// The table.
    pub table: SqlSlot,
    /// That the row `it` is the one that is meant.
    pub found: SqlSlot,
    /// That the one who asks may read the row `it`, as an operand of `and`.
    pub readable: SqlSlot,
    /// The events in order.
    pub events: Vec<AskedEvent>,
}

/// An event that somebody asks for.
#[derive(Debug, Clone, Serialize)]
pub struct AskedEvent {
    /// The event, as a text constant.
    pub event: SqlSlot,
    /// That he may fire it.
    pub may: SqlSlot,
    /// That it leaves the state that the row is in.
    pub leaves: SqlSlot,
    /// The locks of the rows that he gives it.
    pub given_locks: Vec<SqlSlot>,
    /// The rows that he gives it.
    pub rows: Vec<AskedRow>,
    /// The call that fires it.
    pub fire: SqlSlot,
}

/// A row that is given to an event.
#[derive(Debug, Clone, Serialize)]
pub struct AskedRow {
    /// The input, as a text constant.
    pub input: SqlSlot,
    /// The table.
    pub table: SqlSlot,
    /// The key of the row `given`, as a text.
    pub key: SqlSlot,
    /// That the one who asks may read the row `given`, as an operand of `and`.
    pub readable: SqlSlot,
}

/// Fires events whose time has come.
#[derive(Debug, Clone, Serialize)]
pub struct FireDue {
    /// The events in the order of their types' locks.
    pub events: Vec<DueEvent>,
}

/// An event with a timer in one state.
#[derive(Debug, Clone, Serialize)]
pub struct DueEvent {
    /// The table.
    pub table: SqlSlot,
    /// The key of the row `it`.
    pub key: SqlSlot,
    /// Since when the row `it` is in its state.
    pub since: SqlSlot,
    /// Which rows are due.
    pub conditions: SqlSlot,
    /// Rows are locked as they are found, and those that somebody holds are passed over.
    pub skips_locked: bool,
    /// The call that locks the row `due` and what its event needs.
    pub lock: SqlSlot,
    /// That the row `it` is the row `due`, and still due.
    pub still_due: SqlSlot,
    /// The call that fires the event of the row `due`.
    pub fire: SqlSlot,
    /// The key of the row `due` as a text.
    pub key_as_text: SqlSlot,
    /// What the event is called in messages, as a text constant.
    pub what: SqlSlot,
}

/// Writes rows of the outbox.
#[derive(Debug, Clone, Serialize)]
pub struct EmitEvent {
    /// The table of the outbox.
    pub outbox: SqlSlot,
    /// The event, as a text constant.
    pub event: SqlSlot,
    /// The type of its rows, as a text constant.
    pub r#type: SqlSlot,
    /// The key of the row `it` as a text.
    pub row: SqlSlot,
    /// What is told of it, an object of JSON.
    pub payload: SqlSlot,
    /// Who acts.
    pub actor: SqlSlot,
    /// The table of the rows.
    pub table: SqlSlot,
    /// Their keys, lists.
    pub arguments: SqlSlot,
    /// The columns of the key.
    pub names: SqlSlot,
    /// That the row `it` is that of `told`.
    pub on: SqlSlot,
    /// The key of the row `it`.
    pub order: SqlSlot,
}

/// Tells who waits for events.
#[derive(Debug, Clone, Serialize)]
pub struct Notify {
    /// The channel, as a text constant.
    pub channel: SqlSlot,
}

/// Tells who listens to a subscription of rows `come` that were `gone`.
#[derive(Debug, Clone, Serialize)]
pub struct TellChange {
    /// The channel, as a text constant.
    pub channel: SqlSlot,
    /// The key of a row as a text.
    pub row: SqlSlot,
    /// What joins a row with itself as it was.
    pub on: SqlSlot,
    /// Whether a field that is watched has changed.
    pub differ: SqlSlot,
    /// What the rows are ordered by.
    pub order: SqlSlot,
}

/// Who acts.
#[derive(Debug, Clone, Serialize)]
pub struct Actor {
    /// The group of the service's logins, as a text constant.
    pub service: SqlSlot,
}

/// The roles of the one who acts.
#[derive(Debug, Clone, Serialize)]
pub struct ActingRoles {
    /// The group of the service's logins, as a text constant.
    pub service: SqlSlot,
}

/// Moves counters: a line is a key and a quantity.
#[derive(Debug, Clone, Serialize)]
pub struct Move {
    /// The columns of the key.
    pub keys: Vec<MovedKey>,
    /// The type of a quantity.
    pub qty_type: SqlSlot,
    /// A `line` with a quantity that is not taken.
    pub bad_qty: SqlSlot,
    /// What is said of it, as a text constant.
    pub bad_qty_message: SqlSlot,
    /// The key of the row `line`.
    pub line_key: SqlSlot,
    /// The lists of keys that are given.
    pub arguments: SqlSlot,
    /// The names of a key's columns.
    pub names: SqlSlot,
    /// The table of the counters.
    pub table: SqlSlot,
    /// The variables that hold the keys.
    pub all: SqlSlot,
    /// What finds the row `it` of `moved`.
    pub on: SqlSlot,
    /// That there is no row `it`.
    pub it_is_missing: SqlSlot,
    /// The key of the row `it`.
    pub row_order: SqlSlot,
    /// The key of the row `moved` as a text.
    pub moved_key: SqlSlot,
    /// The key of the row `moved`.
    pub moved_order: SqlSlot,
    /// What is said of a row that is missing, before its key, as a text constant.
    pub missing_message: SqlSlot,
    /// What is said of a row that did not change, as a text constant.
    pub unmoved_message: SqlSlot,
    /// The table's schema, as a text constant.
    pub schema_name: SqlSlot,
    /// The table's name, as a text constant.
    pub table_name: SqlSlot,
    /// What must hold of the rows.
    pub require: Option<Required>,
    /// That it reads nothing but the row at hand, so that it can be asked by the statement that locks.
    pub asks_while_locking: bool,
    /// What is set in the row `it`.
    pub assignments: SqlSlot,
    /// The column of the time of its last change.
    pub touched: Option<SqlSlot>,
    /// What is written down.
    pub journal: Option<JournalRows>,
}

/// A column of the key of moves.
#[derive(Debug, Clone, Serialize)]
pub struct MovedKey {
    /// The variable that holds all of them.
    pub all: SqlSlot,
    /// Its elements' type.
    pub r#type: SqlSlot,
    /// The column of the row `line`.
    pub line: SqlSlot,
}

/// What must hold of rows.
#[derive(Debug, Clone, Serialize)]
pub struct Required {
    /// What is told of a row that is refused, an object of JSON.
    pub params: SqlSlot,
    /// What must be true, in parentheses.
    pub condition: SqlSlot,
    /// The SQLSTATE, as a text constant.
    pub errcode: SqlSlot,
    /// The message, over the list `refused`.
    pub message: SqlSlot,
    /// The name of the error, as a text constant.
    pub code: SqlSlot,
}

/// The rows that a move writes into its journal.
#[derive(Debug, Clone, Serialize)]
pub struct JournalRows {
    /// The table.
    pub table: SqlSlot,
    /// Its columns.
    pub columns: SqlSlot,
    /// What is read of the counted row `it`.
    pub counted: SqlSlot,
    /// What finds the row `it` of `moved` among the counted ones.
    pub on: SqlSlot,
    /// Their values, over the rows `it` and `moved`.
    pub values: SqlSlot,
    /// The lists that are given.
    pub arguments: SqlSlot,
    /// The names of their elements.
    pub names: SqlSlot,
    /// What lines of one row have in common.
    pub group: SqlSlot,
    /// The order of the rows.
    pub order: SqlSlot,
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

/// A mutation.
#[derive(Debug, Clone, Serialize)]
pub struct Mutate {
    /// What it keeps.
    pub variables: Vec<Variable>,
    /// That somebody may not call it.
    pub refused: Option<SqlSlot>,
    /// That outputs of hooks are missing, or given by somebody who may not.
    pub hooks_missing: Option<SqlSlot>,
    /// What stands in for arguments that are left out.
    pub defaults: Vec<DefaultArgument>,
    /// What is asked of the arguments.
    pub checks: Vec<MutationCheck>,
    /// What it does with an idempotency key.
    pub claim: Option<Claimed>,
    /// Something is asked before all that.
    pub asks: bool,
    /// The statements: those that load the rows which it was given, those of the steps, and those of the job.
    pub parts: Vec<SqlSlot>,
    /// What it gives back.
    pub returns: SqlSlot,
}

/// A variable of a body.
#[derive(Debug, Clone, Serialize)]
pub struct Variable {
    /// Its name.
    pub name: SqlSlot,
    /// Its type.
    pub r#type: SqlSlot,
}

/// An argument that may be left out.
#[derive(Debug, Clone, Serialize)]
pub struct DefaultArgument {
    /// Its name.
    pub argument: SqlSlot,
    /// Its value, or what stands in for it.
    pub value: SqlSlot,
}

/// What is asked of an argument.
#[derive(Debug, Clone, Serialize)]
pub struct MutationCheck {
    /// Its name for clients, as a text constant.
    pub field: SqlSlot,
    /// That it is not possible.
    pub bad: SqlSlot,
}

/// What a mutation does with an idempotency key.
#[derive(Debug, Clone, Serialize)]
pub struct Claimed {
    /// Its name, as a text constant.
    pub mutation: SqlSlot,
    /// All arguments as JSON.
    pub input: SqlSlot,
    /// How long a result is kept.
    pub lifetime: SqlSlot,
    /// The type of the result.
    pub r#type: SqlSlot,
    /// The result.
    pub result: SqlSlot,
}

/// Refuses somebody.
#[derive(Debug, Clone, Serialize)]
pub struct RefuseAccess {
    /// The group of the service's logins, as a text constant.
    pub service: SqlSlot,
}

/// Refuses an argument.
#[derive(Debug, Clone, Serialize)]
pub struct RefuseInput {}

/// Refuses a row that is not there, or not for the one who asks.
#[derive(Debug, Clone, Serialize)]
pub struct RefuseRow {}

/// Refuses a change of state that is no event's.
#[derive(Debug, Clone, Serialize)]
pub struct RefuseTransition {}

/// Refuses keys that are not known.
#[derive(Debug, Clone, Serialize)]
pub struct RefuseUnknown {}

/// Tells of a constraint that does not hold.
#[derive(Debug, Clone, Serialize)]
pub struct RefuseViolation {}

/// Claims an idempotency key.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimKey {
    /// The table of keys.
    pub table: SqlSlot,
    /// Whose key it is.
    pub viewer: SqlSlot,
}

/// Keeps the result of a call with an idempotency key.
#[derive(Debug, Clone, Serialize)]
pub struct KeepResult {
    /// The table of keys.
    pub table: SqlSlot,
    /// Whose key it is.
    pub viewer: SqlSlot,
}

impl View for ViewerId {
    const TEMPLATE: Template = template!("postgres/viewer_id.sql.j2");
}

impl View for Claim {
    const TEMPLATE: Template = template!("postgres/claim.sql.j2");
}

impl View for HasAnyRole {
    const TEMPLATE: Template = template!("postgres/has_any_role.sql.j2");
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

impl View for CarryOut {
    const TEMPLATE: Template = template!("postgres/carry_out.sql.j2");
}

impl View for EventOf {
    const TEMPLATE: Template = template!("postgres/event_of.sql.j2");
}

impl View for ChangeState {
    const TEMPLATE: Template = template!("postgres/change_state.sql.j2");
}

impl View for RefuseBorn {
    const TEMPLATE: Template = template!("postgres/refuse_born.sql.j2");
}

impl View for FollowState {
    const TEMPLATE: Template = template!("postgres/follow_state.sql.j2");
}

impl View for LockEvent {
    const TEMPLATE: Template = template!("postgres/lock_event.sql.j2");
}

impl View for FireEvent {
    const TEMPLATE: Template = template!("postgres/fire_event.sql.j2");
}

impl View for AskEvent {
    const TEMPLATE: Template = template!("postgres/ask_event.sql.j2");
}

impl View for FireDue {
    const TEMPLATE: Template = template!("postgres/fire_due.sql.j2");
}

impl View for EmitEvent {
    const TEMPLATE: Template = template!("postgres/emit_event.sql.j2");
}

impl View for Notify {
    const TEMPLATE: Template = template!("postgres/notify.sql.j2");
}

impl View for TellChange {
    const TEMPLATE: Template = template!("postgres/tell_change.sql.j2");
}

impl View for Actor {
    const TEMPLATE: Template = template!("postgres/actor.sql.j2");
}

impl View for ActingRoles {
    const TEMPLATE: Template = template!("postgres/acting_roles.sql.j2");
}

impl View for Move {
    const TEMPLATE: Template = template!("postgres/move.sql.j2");
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

impl View for Mutate {
    const TEMPLATE: Template = template!("postgres/mutate.sql.j2");
}

impl View for RefuseAccess {
    const TEMPLATE: Template = template!("postgres/refuse_access.sql.j2");
}

impl View for RefuseInput {
    const TEMPLATE: Template = template!("postgres/refuse_input.sql.j2");
}

impl View for RefuseRow {
    const TEMPLATE: Template = template!("postgres/refuse_row.sql.j2");
}

impl View for RefuseTransition {
    const TEMPLATE: Template = template!("postgres/refuse_transition.sql.j2");
}

impl View for RefuseUnknown {
    const TEMPLATE: Template = template!("postgres/refuse_unknown.sql.j2");
}

impl View for RefuseViolation {
    const TEMPLATE: Template = template!("postgres/refuse_violation.sql.j2");
}

impl View for ClaimKey {
    const TEMPLATE: Template = template!("postgres/claim_key.sql.j2");
}

impl View for KeepResult {
    const TEMPLATE: Template = template!("postgres/keep_result.sql.j2");
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
        slots_are_fields(&HasAnyRole { service: text(), name: text() });
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
            named: slot(),
            beyond: slot(),
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
        slots_are_fields(&CarryOut { effects: vec![slot()] });
        slots_are_fields(&EventOf { pairs: vec![Pair { from: slot(), to: slot(), event: text() }] });
        slots_are_fields(&ChangeState {
            event_of: slot(),
            state: slot(),
            state_name: text(),
            place: text(),
            since: Some(slot()),
            sets: vec![SetByEvent { event: text(), assignments: vec![slot()] }],
            stamps: vec![Stamped { state: text(), column: slot() }],
        });
        slots_are_fields(&RefuseBorn { state: slot(), state_name: text(), message: text(), place: text() });
        let required =
            || Required { params: slot(), condition: slot(), errcode: text(), message: text(), code: text() };
        slots_are_fields(&FollowState {
            event_of: slot(),
            state: slot(),
            same: slot(),
            locks: vec![LockedBy { event: text(), locks: vec![slot()] }],
            guards: vec![Guarded {
                event: text(),
                from: slot(),
                conditions: slot(),
                order: slot(),
                require: required(),
            }],
            log: Some(LogRows {
                table: slot(),
                row: slot(),
                event_of: slot(),
                state: slot(),
                actor: slot(),
                roles: slot(),
                same: slot(),
                order: slot(),
            }),
            effects: vec![OfEvent { event: text(), statements: vec![slot()] }],
            emits: vec![OfEvent { event: text(), statements: vec![slot()] }],
        });
        let locks = LocksOfEvent {
            events: Some(slot()),
            locks: vec![LockRows {
                table: slot(),
                key: slot(),
                keys: slot(),
                strength: slot(),
                held: Some(slot()),
            }],
        };
        slots_are_fields(&LockEvent {
            held: vec![HeldRows { name: slot(), r#type: slot() }],
            before: vec![locks.clone()],
            after: vec![locks],
            table: slot(),
            arguments: slot(),
            names: slot(),
            on: slot(),
            order: slot(),
        });
        slots_are_fields(&FireEvent {
            given_locks: vec![slot()],
            lock: slot(),
            event: text(),
            arguments: slot(),
            names: slot(),
            table: slot(),
            on: slot(),
            order: slot(),
            state: slot(),
            state_name: text(),
            leaves: slot(),
            enters: text(),
            place: text(),
            inputs: Some(GivenInputs {
                columns: slot(),
                checks: vec![InputCheck { field: text(), good: slot() }],
            }),
            assignments: slot(),
            schema_name: text(),
            table_name: text(),
        });
        slots_are_fields(&AskEvent {
            known: text(),
            unknown: text(),
            without_input: Some(text()),
            has_events: true,
            lock: slot(),
            table: slot(),
            found: slot(),
            readable: slot(),
            events: vec![AskedEvent {
                event: text(),
                may: slot(),
                leaves: slot(),
                given_locks: vec![slot()],
                rows: vec![AskedRow { input: text(), table: slot(), key: slot(), readable: slot() }],
                fire: slot(),
            }],
        });
        slots_are_fields(&FireDue {
            events: vec![DueEvent {
                table: slot(),
                key: slot(),
                since: slot(),
                conditions: slot(),
                skips_locked: true,
                lock: slot(),
                still_due: slot(),
                fire: slot(),
                key_as_text: slot(),
                what: text(),
            }],
        });
        slots_are_fields(&EmitEvent {
            outbox: slot(),
            event: text(),
            r#type: text(),
            row: slot(),
            payload: slot(),
            actor: slot(),
            table: slot(),
            arguments: slot(),
            names: slot(),
            on: slot(),
            order: slot(),
        });
        slots_are_fields(&Notify { channel: text() });
        slots_are_fields(&TellChange {
            channel: text(),
            row: slot(),
            on: slot(),
            differ: slot(),
            order: slot(),
        });
        slots_are_fields(&Actor { service: text() });
        slots_are_fields(&ActingRoles { service: text() });
        slots_are_fields(&Move {
            keys: vec![MovedKey { all: slot(), r#type: slot(), line: slot() }],
            qty_type: slot(),
            bad_qty: slot(),
            bad_qty_message: text(),
            line_key: slot(),
            arguments: slot(),
            names: slot(),
            table: slot(),
            all: slot(),
            on: slot(),
            it_is_missing: slot(),
            row_order: slot(),
            moved_key: slot(),
            moved_order: slot(),
            missing_message: text(),
            unmoved_message: text(),
            schema_name: text(),
            table_name: text(),
            require: Some(Required {
                params: slot(),
                condition: slot(),
                errcode: text(),
                message: text(),
                code: text(),
            }),
            asks_while_locking: true,
            assignments: slot(),
            touched: Some(slot()),
            journal: Some(JournalRows {
                table: slot(),
                columns: slot(),
                counted: slot(),
                on: slot(),
                values: slot(),
                arguments: slot(),
                names: slot(),
                group: slot(),
                order: slot(),
            }),
        });
        slots_are_fields(&Mutate {
            variables: vec![Variable { name: slot(), r#type: slot() }],
            refused: Some(slot()),
            hooks_missing: Some(slot()),
            defaults: vec![DefaultArgument { argument: slot(), value: slot() }],
            checks: vec![MutationCheck { field: text(), bad: slot() }],
            claim: Some(Claimed {
                mutation: text(),
                input: slot(),
                lifetime: slot(),
                r#type: slot(),
                result: slot(),
            }),
            asks: true,
            parts: vec![slot()],
            returns: slot(),
        });
        slots_are_fields(&RefuseAccess { service: text() });
        slots_are_fields(&RefuseInput {});
        slots_are_fields(&RefuseRow {});
        slots_are_fields(&RefuseTransition {});
        slots_are_fields(&RefuseUnknown {});
        slots_are_fields(&RefuseViolation {});
        slots_are_fields(&ClaimKey { table: slot(), viewer: slot() });
        slots_are_fields(&KeepResult { table: slot(), viewer: slot() });
        slots_are_fields(&RuleOfKey { rule: slot(), table: slot(), key: slot() });
        slots_are_fields(&RuleHoldsOfKey { guard: Some(slot()), rule: slot(), table: slot(), key: slot() });
        slots_are_fields(&RuleOfColumns { rule: slot() });
    }
}
