//! A database with rows that the model knows too, and with everybody who acts.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fraise_ir::{ClaimId, EntityId, Ir, Type};
use fraise_lower::names;
use fraise_model::{Actor, Approach, Operation, Printed, State, Table, Value};
use fraise_pg::{Database, Error, Said, Session};
use fraise_sql::{Fragment, Literal, sql};
use tokio::task::JoinSet;

use super::{actors, statement};
use crate::{
    ground::Ground,
    laws::{Company, Laws},
    seeded::{Seeded, count_from},
};

/// Between two looks at who waits.
const PAUSE: Duration = Duration::from_millis(5);

/// So often it is looked, then the gate opens all the same.
const LOOKS: usize = 400;

/// A database with rows that the model knows too.
pub(crate) struct Arena<'g> {
    pub(crate) ir: &'g Ir,
    pub(crate) database: Database,
    pub(crate) state: State,
    pub(crate) actors: Vec<Actor>,
    pub(crate) laws: Laws,
    /// Sees all rows.
    pub(crate) owner: Session,
    /// By login.
    sessions: BTreeMap<String, Session>,
}

/// One operation of a walk.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Its number, which the keys of its rows begin with.
    pub(crate) number: usize,
    pub(crate) operation: Operation,
    pub(crate) actor: Actor,
}

impl<'g> Arena<'g> {
    /// A copy of what was seeded.
    pub(crate) async fn open(
        ground: &'g Ground<'_>,
        seeded: &Seeded,
        company: Company,
    ) -> Result<Self, Error> {
        let database = ground.copy_of(&seeded.database).await?;
        let owner = database.connect().await?;
        owner.rows(&sql!["set timezone = 'UTC'"]).await?;
        let laws = Laws::prepare(&owner, &ground.invariants, company).await?;
        let mut sessions = BTreeMap::new();
        for (login, _) in actors::logins(ground.ir) {
            let session = database.connect_as(&login).await?;
            session.rows(&sql!["set timezone = 'UTC'"]).await?;
            sessions.insert(login, session);
        }
        let ir: &Ir = ground.ir;
        let mut arena =
            Self { ir, database, state: State::default(), actors: Vec::new(), laws, owner, sessions };
        arena.state = arena.read().await?;
        arena.actors = actors::all(ir, &arena.state.rows);
        arena.actors.retain(|it| company == Company::Owner || it.approach != Approach::Owner);
        Ok(arena)
    }

    /// The logins of all copies.
    pub(crate) async fn make_logins(ground: &Ground<'_>) -> Result<(), Error> {
        for (login, role) in actors::logins(ground.ir) {
            let role = names::ident(&format!("{}_{role}", ground.ir.service.roles_prefix));
            ground.server.ensure_login(&login, &[role]).await?;
        }
        Ok(())
    }

    /// The state as the server has it.
    pub(crate) async fn read(&self) -> Result<State, Error> {
        let printed = self.printed().await?;
        State::read(self.ir, &printed)
            .map_err(|error| Error::Unknown { what: "value of a row", value: error.to_string() })
    }

    /// Tells the model what time it is.
    pub(crate) async fn tick(&mut self) -> Result<(), Error> {
        let rows = self.owner.rows(&sql!["select clock_timestamp()::text"]).await?;
        let text = rows.into_iter().flatten().flatten().next();
        if let Some(Value::Moment(now)) = Value::read(&Type::Timestamptz, text.as_deref()) {
            self.state.now = Some(now);
        }
        Ok(())
    }

    /// Carries out an operation, as whoever acts; what a call or timers give back.
    pub(crate) async fn carry_out(&self, entry: &Entry) -> Result<Result<Option<String>, Said>, Error> {
        self.owner.rows(&count_from(self.ir, entry.number)).await?;
        let session = match entry.actor.approach {
            Approach::Owner => &self.owner,
            Approach::Psql | Approach::Service => {
                self.sessions.get(&entry.actor.login).unwrap_or(&self.owner)
            }
        };
        if let Some(settings) = settings(self.ir, &entry.actor) {
            session.rows(&settings).await?;
        }
        let answer = session.ask(&statement::of(self.ir, &entry.operation)).await?;
        let gives_back = match entry.operation {
            Operation::Call { .. } | Operation::Raw { .. } | Operation::FireDue { .. } => true,
            Operation::Insert { .. }
            | Operation::Update { .. }
            | Operation::Delete { .. }
            | Operation::Fire { .. }
            | Operation::Age { .. } => false,
        };
        let first = |rows: Vec<Vec<Option<String>>>| rows.into_iter().flatten().next().flatten();
        Ok(answer.map(|rows| first(rows).filter(|_| gives_back)))
    }

    /// Waits until each of so many sessions waits for a lock, or has ended.
    async fn all_are_waiting(&self, sessions: usize, ended: &AtomicUsize) -> Result<(), Error> {
        let question = sql![
            "select count(*)::text from pg_stat_activity where datname = current_database() ",
            "and state = 'active' and wait_event_type = 'Lock'"
        ];
        for _ in 0..LOOKS {
            let waiting = self.owner.rows(&question).await?.into_iter().flatten().flatten().next();
            let waiting: usize = waiting.and_then(|it| it.parse().ok()).unwrap_or(0);
            if waiting + ended.load(Ordering::Relaxed) >= sessions {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// The rows of all tables.
    pub(crate) async fn printed(&self) -> Result<Printed, Error> {
        let mut printed = Printed::new();
        for table in Table::all(self.ir) {
            let (schema, name) = table.name(self.ir);
            let columns = table.columns(self.ir);
            let columns = columns.iter().map(|it| {
                let column = sql!["it.", names::ident(&it.name)];
                match it.ty {
                    Type::Array(_) => sql!["array_to_json(", column, ")::text"],
                    _ => sql![column, "::text"],
                }
            });
            let from = sql![names::ident(&schema), ".", names::ident(&name), " as it order by 1"];
            let question = sql!["select ", Fragment::join(", ", columns), " from ", from];
            printed.insert(table, self.owner.rows(&question).await?);
        }
        Ok(printed)
    }
}

/// Carries out operations, each in a session of its own, all begun together. What came of each; none where it was done.
///
/// With a gate, all rows of a table are locked meanwhile, until each session has come to where it needs one of them: who
/// asks before he locks has asked by then.
pub(crate) async fn all_at_once(
    arena: &Arena<'_>,
    entries: &[Entry],
    gate: Option<EntityId>,
) -> Result<Vec<Option<Said>>, Error> {
    if let Some(first) = entries.first() {
        arena.owner.rows(&count_from(arena.ir, first.number)).await?;
    }
    let mut sessions = Vec::new();
    for entry in entries {
        let session = arena.database.connect_as(&entry.actor.login).await?;
        if let Some(settings) = settings(arena.ir, &entry.actor) {
            session.rows(&settings).await?;
        }
        sessions.push((session, statement::of(arena.ir, &entry.operation)));
    }
    // Not the owner's session: within a transaction it would see who waits as it was at first.
    let keeper = arena.database.connect().await?;
    if let Some(table) = gate {
        let table = names::table(arena.ir, table);
        keeper.rows(&sql!["begin; select from ", table, " for no key update"]).await?;
    }
    let ended = Arc::new(AtomicUsize::new(0));
    let mut running = JoinSet::new();
    for (at, (session, statement)) in sessions.into_iter().enumerate() {
        let ended = Arc::clone(&ended);
        running.spawn(async move {
            let answer = act(&session, &statement).await;
            ended.fetch_add(1, Ordering::Relaxed);
            (at, answer)
        });
    }
    if gate.is_some() {
        arena.all_are_waiting(entries.len(), &ended).await?;
        keeper.rows(&sql!["rollback"]).await?;
    }
    let mut answers: Vec<Option<Said>> = vec![None; entries.len()];
    while let Some(joined) = running.join_next().await {
        let (at, answer) =
            joined.map_err(|error| Error::Unknown { what: "end of a session", value: error.to_string() })?;
        if let Some(slot) = answers.get_mut(at) {
            *slot = answer?;
        }
    }
    Ok(answers)
}

async fn act(session: &Session, statement: &Fragment) -> Result<Option<Said>, Error> {
    session.rows(&sql!["set statement_timeout = '30s'"]).await?;
    Ok(session.ask(statement).await?.err())
}

/// Says for whom the service speaks; nothing where nobody speaks for another.
pub(crate) fn settings(ir: &Ir, actor: &Actor) -> Option<Fragment> {
    if actor.approach != Approach::Service {
        return None;
    }
    let mut settings = vec![
        ("fraise.viewer_id".to_owned(), actor.asker.viewer.text().unwrap_or_default()),
        ("fraise.roles".to_owned(), actor.roles(ir)),
    ];
    for (at, claim) in ir.viewer.claims.iter().enumerate() {
        let value = actor.asker.claims.get(&ClaimId(at)).and_then(Value::text).unwrap_or_default();
        settings.push((format!("fraise.claim.{}", claim.name), value));
    }
    let set = settings.iter().map(|(name, value)| {
        sql!["set_config(", Literal::text(name), ", ", Literal::text(value), ", false)"]
    });
    Some(sql!["select ", Fragment::join(", ", set)])
}

/// What somebody types to do the same.
pub(crate) fn script(ir: &Ir, entries: &[Entry]) -> String {
    let mut lines = Vec::new();
    for entry in entries {
        lines.push(format!("{};", count_from(ir, entry.number)));
        match entry.actor.approach {
            Approach::Owner => {}
            Approach::Psql | Approach::Service => {
                lines.push(format!(
                    "{};",
                    sql!["set session authorization ", names::ident(&entry.actor.login)]
                ));
            }
        }
        lines.extend(settings(ir, &entry.actor).map(|it| format!("{it};")));
        lines.push(format!("{};", statement::of(ir, &entry.operation)));
        if entry.actor.approach != Approach::Owner {
            lines.push(format!("{};", sql!["reset session authorization"]));
        }
    }
    lines.join("\n")
}
