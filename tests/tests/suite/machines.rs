//! Every machine of every schema, pair by pair of its states: by the owner's plain UPDATE, by the function that fires an
//! event whoever asks, and by the one for those who ask. Allowed is exactly what the schema declares.
//!
//! What an event asks of other rows, and does to them, is another matter: here the triggers that keep the machine itself are
//! on and all others are off, so that any row will do.

use fraise_ir::{
    AccessItem, Entity, Field, FieldKind, Ir, Type,
    machine::{Machine, Transition},
    service::EnumStorage,
};
use fraise_pg::Session;
use pretty_assertions::assert_eq;

use crate::case::{self, Case};
use crate::server::{self, load, texts};

/// A machine and the table that has it.
struct Subject<'c> {
    case: &'c Case,
    entity: &'c Entity,
    machine: &'c Machine,
    states: Vec<&'c str>,
}

fn subjects(case: &Case) -> Vec<Subject<'_>> {
    let of = |entity| subject(case, entity);
    case.ir.entities.iter().filter_map(of).collect()
}

fn subject<'c>(case: &'c Case, entity: &'c Entity) -> Option<Subject<'c>> {
    let machine = entity.machine.as_ref()?;
    let Type::Enum(members) = case.ir.field(machine.field).ty else { panic!("{}: no enum", entity.name) };
    let states = case.ir.enumeration(members).members.iter().map(|it| it.name.as_str()).collect();
    Some(Subject { case, entity, machine, states })
}

impl Subject<'_> {
    fn ir(&self) -> &Ir {
        &self.case.ir
    }

    fn table(&self) -> String {
        format!("{}.{}", self.ir().service.schema, self.entity.table)
    }

    fn column(&self, field: fraise_ir::FieldId) -> &str {
        self.ir().field(field).column.as_deref().unwrap()
    }

    fn state_column(&self) -> &str {
        self.column(self.machine.field)
    }

    /// Leaves the triggers of the machine itself, and drops the checks, so that any row will do.
    async fn isolate(&self, session: &Session) {
        let table = self.table();
        let checks = format!(
            "select conname from pg_constraint where conrelid = '{table}'::regclass and contype = 'c'"
        );
        let checks = texts(session, &checks).await;
        let mut script = format!(
            "alter table {table} disable trigger all;
             alter table {table} enable trigger fraise_00_machine;
             alter table {table} enable trigger fraise_20_initial;"
        );
        for check in checks {
            script.push_str(&format!("alter table {table} drop constraint \"{}\";", check[0]));
        }
        session.batch_execute(&script).await.unwrap();
    }

    /// The values of the key of the row of this number.
    fn key(&self, number: usize) -> Vec<String> {
        let fields = self.entity.key_fields().into_iter();
        fields.map(|field| value(self.ir(), self.ir().field(field), number)).collect()
    }

    fn is_row(&self, number: usize) -> String {
        let columns = self.entity.key_fields().into_iter().map(|field| self.column(field).to_owned());
        let parts = columns.zip(self.key(number)).map(|(column, value)| format!("\"{column}\" = {value}"));
        parts.collect::<Vec<_>>().join(" and ")
    }

    /// An INSERT of a row of this number in a state.
    fn insert(&self, number: usize, state: &str) -> String {
        let (mut columns, mut values) = (Vec::new(), Vec::new());
        for (index, field) in self.entity.fields.iter().enumerate() {
            let id = fraise_ir::FieldId { entity: self.entity.id, index };
            let Some(column) = &field.column else { continue };
            if id == self.machine.field {
                columns.push(format!("\"{column}\""));
                values.push(format!("'{state}'"));
            } else if self.entity.key_fields().contains(&id) || needs_value(field) {
                columns.push(format!("\"{column}\""));
                values.push(value(self.ir(), field, number));
            }
        }
        let (columns, values) = (columns.join(", "), values.join(", "));
        format!("insert into {} ({columns}) overriding system value values ({values})", self.table())
    }

    /// A row of this number in a state, as if it had a past.
    async fn place(&self, session: &Session, number: usize, state: &str) {
        let script = format!(
            "set session_replication_role = replica;
             delete from {table} where {row};
             {insert};
             reset session_replication_role;",
            table = self.table(),
            row = self.is_row(number),
            insert = self.insert(number, state),
        );
        session
            .batch_execute(&script)
            .await
            .unwrap_or_else(|error| panic!("{}: {error:?}", self.entity.name));
    }

    async fn state(&self, session: &Session, number: usize) -> String {
        let query =
            format!("select {} from {} where {}", self.state_column(), self.table(), self.is_row(number));
        texts(session, &query).await.remove(0).remove(0)
    }

    fn event(&self, from: usize, to: usize) -> Option<&Transition> {
        self.machine.events.iter().find(|it| it.from.contains(&from) && it.to == to)
    }

    fn place_name(&self) -> String {
        format!("{}: {}", self.case.name, self.entity.name)
    }
}

/// An insert must give it.
fn needs_value(field: &Field) -> bool {
    use fraise_ir::field::Default;
    match &field.kind {
        FieldKind::Plain { default: None | Some(Default::Path(_)) } => !field.nullable,
        FieldKind::Plain { default: Some(Default::Column(_)) } => {
            !field.nullable && field.reference.is_some()
        }
        FieldKind::Plain { .. }
        | FieldKind::Virtual(_)
        | FieldKind::StoredRow(_)
        | FieldKind::StoredAggregate { .. } => false,
    }
}

/// A value of a field's type, another one for each number.
fn value(ir: &Ir, field: &Field, number: usize) -> String {
    value_of(ir, &field.ty, number)
}

fn value_of(ir: &Ir, ty: &Type, number: usize) -> String {
    match ty {
        Type::Bool => "true".to_owned(),
        Type::Int | Type::BigInt | Type::Decimal(_) => number.to_string(),
        Type::Text(_) | Type::Varchar(_) => format!("'{number}'"),
        Type::Uuid => format!("'00000000-0000-0000-0000-{number:012}'"),
        Type::Date | Type::Timestamptz => "now()".to_owned(),
        Type::Time => "localtime".to_owned(),
        Type::Interval => "'1 day'".to_owned(),
        Type::Json | Type::Object(_) => "'{}'".to_owned(),
        Type::Bytes => "'\\x00'".to_owned(),
        Type::Enum(id) => format!("'{}'", ir.enumeration(*id).members[0].name),
        Type::Ref(entity) => {
            let key = ir.entity(*entity).key_fields()[0];
            value_of(ir, &ir.field(key).ty, number)
        }
        Type::Array(_) => "'{}'".to_owned(),
        Type::Null => "null".to_owned(),
    }
}

/// The SQLSTATE of a refusal.
async fn refusal(session: &Session, statement: &str) -> Option<String> {
    let error = session.batch_execute(statement).await.err()?;
    Some(error.code().unwrap_or_else(|| panic!("{statement}: {error:?}")).code().to_owned())
}

async fn rows_are_born_initial(session: &Session, subject: &Subject<'_>) {
    for (state, name) in subject.states.iter().enumerate() {
        let refused = refusal(session, &subject.insert(90 + state, name)).await;
        let wanted = (state != subject.machine.initial).then(|| "ZF001".to_owned());
        assert_eq!(refused, wanted, "{}: born {name}", subject.place_name());
    }
}

async fn the_owner_changes_states_by_events_alone(session: &Session, subject: &Subject<'_>) {
    let table = subject.table();
    for (from, from_name) in subject.states.iter().enumerate() {
        for (to, to_name) in subject.states.iter().enumerate() {
            subject.place(session, 7, from_name).await;
            let update = format!(
                "update {table} set {} = '{to_name}' where {}",
                subject.state_column(),
                subject.is_row(7)
            );
            let place = format!("{}: {from_name} -> {to_name}", subject.place_name());
            let refused = refusal(session, &update).await;
            let is_event = subject.event(from, to).is_some();
            let wanted = (from != to && !is_event).then(|| "ZF001".to_owned());
            assert_eq!(refused, wanted, "{place}");
            let expected = if is_event { to_name } else { from_name };
            assert_eq!(subject.state(session, 7).await, *expected, "{place}");
            for (_, stamp) in subject.machine.stamps.iter().filter(|(state, _)| is_event && *state == to) {
                let query = format!(
                    "select {} = now() or now() - {0} < interval '1 minute' from {table} where {}",
                    subject.column(*stamp),
                    subject.is_row(7)
                );
                assert_eq!(texts(session, &query).await, [["t"]], "{place}: the stamp");
            }
        }
        let wibble =
            format!("update {table} set {} = 'wibble' where {}", subject.state_column(), subject.is_row(7));
        let wanted = match subject.ir().service.enums {
            EnumStorage::Text => "ZF001",
            EnumStorage::Native => "22P02",
        };
        assert_eq!(refusal(session, &wibble).await.as_deref(), Some(wanted), "{}", subject.place_name());
    }
}

/// Somebody may fire it whatever the row is.
fn is_for_somebody(event: &Transition) -> bool {
    event.by.iter().any(|it| matches!(it, AccessItem::Role { when: None, .. }))
}

async fn events_fire_from_their_states_alone(session: &Session, subject: &Subject<'_>) {
    let entity = fraise_ir::names::snake(&subject.entity.name);
    let key = subject.key(7);
    for event in &subject.machine.events {
        for (from, from_name) in subject.states.iter().enumerate() {
            let place = format!("{}: {} from {from_name}", subject.place_name(), event.name);
            let leaves = event.from.contains(&from);
            let after = if leaves { subject.states[event.to] } else { from_name };
            let types = subject.entity.key_fields().into_iter().map(|it| &subject.ir().field(it).ty);
            let lists: Vec<String> =
                key.iter().zip(types).map(|(it, ty)| format!("array[{it}{}]", cast(ty))).collect();
            if event.inputs.is_empty() {
                subject.place(session, 7, from_name).await;
                let fire = format!("select fraise.fire__{entity}__{}({})", event.name, lists.join(", "));
                let wanted = (!leaves).then(|| "ZF001".to_owned());
                assert_eq!(refusal(session, &fire).await, wanted, "{place}, whoever asks");
                assert_eq!(subject.state(session, 7).await, after, "{place}, whoever asks");
            }
            subject.place(session, 7, from_name).await;
            let ask = format!(
                "select {}.{entity}_fire({}, '{}')",
                subject.ir().service.schema,
                key.join(", "),
                event.name
            );
            let refused = refusal(session, &ask).await;
            let wanted = match (is_for_somebody(event), leaves, event.inputs.iter().any(|it| it.required())) {
                (false, _, _) => Some("ZF005"),
                (true, false, _) => Some("ZF001"),
                (true, true, true) => Some("ZF010"),
                (true, true, false) => None,
            };
            assert_eq!(refused.as_deref(), wanted, "{place}, asked for");
            let expected = if refused.is_none() { after } else { from_name };
            assert_eq!(subject.state(session, 7).await, expected, "{place}, asked for");
        }
    }
}

/// Of events that ask and do nothing more. How many there were.
async fn changes_are_logged(session: &Session, subject: &Subject<'_>) -> usize {
    let table = subject.table();
    let schema = &subject.ir().service.schema;
    let log = format!("{schema}.{}", fraise_ir::names::transitions(&subject.entity.name));
    let follow = format!("alter table {table} enable trigger fraise_20_machine");
    session.batch_execute(&follow).await.unwrap();
    let plain = subject.machine.events.iter().filter(|it| it.guard.is_none() && it.effects.is_empty());
    let mut logged = 0;
    for event in plain {
        for from in &event.from {
            let (from, to) = (subject.states[*from], subject.states[event.to]);
            subject.place(session, 7, from).await;
            let update =
                format!("update {table} set {} = '{to}' where {}", subject.state_column(), subject.is_row(7));
            session.batch_execute(&update).await.unwrap_or_else(|error| panic!("{update}: {error:?}"));
            let written = format!(
                "select from_state, to_state, event, actor, role, note, now() - at < interval '1 minute'
                 from {log} order by id desc limit 1"
            );
            let roles = texts(session, "select current_setting('fraise.roles')").await.concat().concat();
            let wanted = [[from, to, &event.name, "postgres", &roles, "null", "t"]];
            assert_eq!(texts(session, &written).await, wanted, "{}", subject.place_name());
            logged += 1;
        }
    }
    logged
}

fn cast(ty: &Type) -> &'static str {
    match ty {
        Type::Uuid => "::uuid",
        Type::BigInt => "::bigint",
        _ => "",
    }
}

/// Holds every role, as the service would say it of somebody.
async fn vouch(session: &Session, case: &Case) {
    let roles: Vec<&str> = case.ir.roles.iter().map(|it| it.name.as_str()).collect();
    let setting = format!("select set_config('fraise.roles', '{}', false)", roles.join(","));
    session.batch_execute(&setting).await.unwrap();
}

#[tokio::test]
async fn states_change_as_declared_and_no_other_way() {
    let cases = case::all();
    let (mut machines, mut logged) = (0, 0);
    for server in server::each() {
        for case in cases.iter().filter(|case| !subjects(case).is_empty()) {
            let session = load(&server, case).await.connect().await.unwrap();
            vouch(&session, case).await;
            for subject in subjects(case) {
                machines += 1;
                subject.isolate(&session).await;
                rows_are_born_initial(&session, &subject).await;
                the_owner_changes_states_by_events_alone(&session, &subject).await;
                events_fire_from_their_states_alone(&session, &subject).await;
                if subject.machine.log {
                    logged += changes_are_logged(&session, &subject).await;
                }
            }
        }
    }
    assert!(machines > 6 && logged > 12, "{machines} machines were found, {logged} changes were logged");
}
