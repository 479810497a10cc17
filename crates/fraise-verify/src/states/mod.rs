//! Every machine, pair by pair of its states: by the owner's plain UPDATE, by the function that fires an event whoever asks,
//! and by the one for those who ask. Allowed is exactly what the schema declares.
//!
//! What an event asks of other rows, and does to them, is another matter: here the triggers that keep the machine itself are
//! on and all others are off, so that any row will do.
//!
//! - `subject`: a machine with rows that are put into states

mod subject;

use fraise_emit_postgres::function_names;
use fraise_ir::{AccessItem, TransitionId, machine::Transition, names as made, service::EnumStorage};
use fraise_lower::names;
use fraise_pg::{Error, Session};
use fraise_sql::{Fragment, Literal, sql};

use crate::{Check, Finding, Outcome, Progress, ground::Ground, sample};
use subject::{Subject, subjects};

/// The number of the row that is put into states.
const ROW: usize = 7;

/// The numbers of rows that are born begin here.
const BORN: usize = 90;

pub(crate) async fn check(
    ground: &Ground<'_>,
    heard: &mut (dyn FnMut(Progress) + Send),
) -> Result<Outcome, Error> {
    let database = ground.copy().await?;
    let session = database.connect().await?;
    let subjects = subjects(ground.ir);
    let mut trial = Trial { session: &session, outcome: Outcome::of(Check::States) };
    trial.vouch(ground).await?;
    for (at, subject) in subjects.iter().enumerate() {
        heard(Progress::Done(Check::States, at, subjects.len()));
        trial.outcome.count(1, "machines");
        for missing in subject.isolate(&session).await? {
            let what = format!("`{}` has no trigger {missing}", subject.entity.name);
            trial.outcome.findings.push(Finding::new(Check::States, subject.machine.span, what));
        }
        trial.births(subject).await?;
        trial.changes_by_the_owner(subject).await?;
        trial.events(subject).await?;
        if subject.machine.log {
            trial.log(subject).await?;
        }
    }
    Ok(trial.outcome)
}

struct Trial<'s> {
    session: &'s Session,
    outcome: Outcome,
}

impl Trial<'_> {
    /// Holds every role, as the service would say it of somebody.
    async fn vouch(&self, ground: &Ground<'_>) -> Result<(), Error> {
        let roles: Vec<&str> = ground.ir.roles.iter().map(|it| it.name.as_str()).collect();
        let roles = Literal::text(&roles.join(","));
        self.session.rows(&sql!["select set_config('fraise.roles', ", roles, ", false)"]).await?;
        Ok(())
    }

    /// The SQLSTATE of a refusal.
    async fn refusal(&self, statement: &Fragment) -> Result<Option<String>, Error> {
        Ok(self.session.ask(statement).await?.err().map(|said| said.code))
    }

    /// Compares what came of statements with what must come.
    fn compare(
        &mut self,
        subject: &Subject<'_>,
        what: &str,
        wanted: Option<&str>,
        given: Option<&str>,
        statements: &[&Fragment],
    ) {
        if wanted == given {
            return;
        }
        let said =
            |it: Option<&str>| it.map_or_else(|| "no error".to_owned(), |code| format!("error {code}"));
        let finding = Finding::new(Check::States, subject.machine.span, subject.said(what));
        let finding = finding.expected(said(wanted)).happened(said(given));
        self.outcome.findings.push(finding.sql(script(subject, statements)));
    }

    /// Compares a value with the one that must be.
    fn compare_values(
        &mut self,
        subject: &Subject<'_>,
        what: &str,
        wanted: &str,
        given: &str,
        statements: &[&Fragment],
    ) {
        if wanted == given {
            return;
        }
        let finding = Finding::new(Check::States, subject.machine.span, subject.said(what));
        let finding = finding.expected(format!("`{wanted}`")).happened(format!("`{given}`"));
        self.outcome.findings.push(finding.sql(script(subject, statements)));
    }

    async fn births(&mut self, subject: &Subject<'_>) -> Result<(), Error> {
        for (state, name) in subject.states.iter().enumerate() {
            let insert = subject.insert(BORN + state, name);
            let refused = self.refusal(&insert).await?;
            let wanted = (state != subject.machine.initial).then_some("ZF001");
            self.compare(subject, &format!("born {name}"), wanted, refused.as_deref(), &[&insert]);
            self.outcome.count(1, "births");
        }
        Ok(())
    }

    async fn changes_by_the_owner(&mut self, subject: &Subject<'_>) -> Result<(), Error> {
        for (from, from_name) in subject.states.iter().enumerate() {
            for (to, to_name) in subject.states.iter().enumerate() {
                self.change(subject, (from, from_name), (to, to_name)).await?;
            }
            let wibble = subject.update("wibble");
            let wanted = match subject.ir.service.enums {
                EnumStorage::Text => "ZF001",
                EnumStorage::Native => "22P02",
            };
            let refused = self.refusal(&wibble).await?;
            self.compare(subject, "to no state", Some(wanted), refused.as_deref(), &[&wibble]);
        }
        Ok(())
    }

    async fn change(
        &mut self,
        subject: &Subject<'_>,
        (from, from_name): (usize, &str),
        (to, to_name): (usize, &str),
    ) -> Result<(), Error> {
        let place = subject.place(ROW, from_name);
        self.session.rows(&place).await?;
        let update = subject.update(to_name);
        let what = format!("{from_name} -> {to_name} by UPDATE");
        let refused = self.refusal(&update).await?;
        let is_event = subject.event(from, to).is_some();
        let wanted = (from != to && !is_event).then_some("ZF001");
        self.compare(subject, &what, wanted, refused.as_deref(), &[&place, &update]);
        let expected = if is_event { to_name } else { from_name };
        let state = subject.state(self.session, ROW).await?;
        self.compare_values(subject, &what, expected, &state, &[&place, &update]);
        self.outcome.count(1, "pairs of states");
        let is_entered = |it: &&(usize, fraise_ir::FieldId)| is_event && it.0 == to;
        let stamps = subject.machine.stamps.iter().filter(is_entered).map(|(_, field)| *field);
        let since = subject.machine.since.filter(|_| is_event);
        for field in stamps.chain(since) {
            let column = sql![names::column(subject.ir, field)];
            let question = sql![
                "select coalesce(now() - ",
                &column,
                " < interval '1 minute', false) from ",
                subject.table(),
                " where ",
                subject.is_row(ROW)
            ];
            let is_now = first(self.session.rows(&question).await?);
            let what = format!("{what}: the time in `{}`", subject.ir.field(field).name);
            self.compare_values(subject, &what, "t", &is_now, &[&place, &update, &question]);
        }
        Ok(())
    }

    async fn events(&mut self, subject: &Subject<'_>) -> Result<(), Error> {
        for index in 0..subject.machine.events.len() {
            for (from, name) in subject.states.iter().enumerate() {
                self.event(subject, index, (from, name)).await?;
            }
        }
        Ok(())
    }

    async fn event(
        &mut self,
        subject: &Subject<'_>,
        index: usize,
        (from, from_name): (usize, &str),
    ) -> Result<(), Error> {
        let Some(event) = subject.machine.events.get(index) else { return Ok(()) };
        let leaves = event.from.contains(&from);
        let after = if leaves { subject.name(event.to) } else { from_name };
        let place = subject.place(ROW, from_name);
        let key = sample::key(subject.ir, subject.entity, ROW);
        if event.inputs.is_empty() {
            self.session.rows(&place).await?;
            let lists = key.iter().map(|it| sql!["array[", it, "]"]);
            let function =
                function_names::fire(subject.ir, TransitionId { entity: subject.entity.id, index });
            let fire = sql!["select ", function, "(", Fragment::join(", ", lists), ")"];
            let wanted = (!leaves).then_some("ZF001");
            let refused = self.refusal(&fire).await?;
            let what = format!("{} from {from_name}, whoever asks", event.name);
            self.compare(subject, &what, wanted, refused.as_deref(), &[&place, &fire]);
            let state = subject.state(self.session, ROW).await?;
            self.compare_values(subject, &what, after, &state, &[&place, &fire]);
        }
        self.session.rows(&place).await?;
        let arguments = Fragment::join(", ", key.into_iter().chain([sql![Literal::text(&event.name)]]));
        let ask = sql!["select ", function_names::ask(subject.ir, subject.entity), "(", arguments, ")"];
        let refused = self.refusal(&ask).await?;
        let wanted = match (is_for_somebody(event), leaves, event.inputs.iter().any(|it| it.required())) {
            (false, _, _) => Some("ZF005"),
            (true, false, _) => Some("ZF001"),
            (true, true, true) => Some("ZF010"),
            (true, true, false) => None,
        };
        let what = format!("{} from {from_name}, asked for", event.name);
        self.compare(subject, &what, wanted, refused.as_deref(), &[&place, &ask]);
        let expected = if refused.is_none() { after } else { from_name };
        let state = subject.state(self.session, ROW).await?;
        self.compare_values(subject, &what, expected, &state, &[&place, &ask]);
        self.outcome.count(1, "events asked for");
        Ok(())
    }

    /// Of events that ask and do nothing more.
    async fn log(&mut self, subject: &Subject<'_>) -> Result<(), Error> {
        let log = names::in_schema(subject.ir, &made::transitions(&subject.entity.name));
        if !subject.follow(self.session).await? {
            return Ok(());
        }
        let plain = subject.machine.events.iter().filter(|it| it.guard.is_none() && it.effects.is_empty());
        for event in plain {
            for from in &event.from {
                let (from, to) = (subject.name(*from), subject.name(event.to));
                let (place, update) = (subject.place(ROW, from), subject.update(to));
                self.session.rows(&place).await?;
                let refused = self.refusal(&update).await?;
                let what = format!("{from} -> {to} by UPDATE, logged");
                self.compare(subject, &what, None, refused.as_deref(), &[&place, &update]);
                let written = sql![
                    "select concat_ws(' ', from_state, to_state, event, actor, coalesce(note, 'null'), ",
                    "role = current_setting('fraise.roles'), now() - at < interval '1 minute') from ",
                    &log,
                    " order by id desc limit 1"
                ];
                let wanted = format!("{from} {to} {} postgres null t t", event.name);
                let entry = first(self.session.rows(&written).await?);
                self.compare_values(subject, &what, &wanted, &entry, &[&place, &update, &written]);
                self.outcome.count(1, "entries of logs");
            }
        }
        Ok(())
    }
}

/// Somebody may fire it whatever the row is.
fn is_for_somebody(event: &Transition) -> bool {
    event.by.iter().any(|it| matches!(it, AccessItem::Role { when: None, .. }))
}

/// The only value of the only row.
fn first(rows: Vec<Vec<Option<String>>>) -> String {
    rows.into_iter().flatten().flatten().next().unwrap_or_default()
}

fn script(subject: &Subject<'_>, statements: &[&Fragment]) -> String {
    let all = [&subject.isolation].into_iter().chain(statements.iter().copied());
    all.map(|it| format!("{it};")).collect::<Vec<_>>().join("\n")
}
