//! A machine, and the table that has it.

use fraise_ir::{
    Entity, Ir, Type,
    machine::{Machine, Transition},
};
use fraise_lower::names;
use fraise_pg::{Error, Session};
use fraise_sql::{Fragment, Ident, Literal, QualifiedName, ident, sql};

use crate::sample;

/// A machine, and the table that has it.
pub(super) struct Subject<'a> {
    pub(super) ir: &'a Ir,
    pub(super) entity: &'a Entity,
    pub(super) machine: &'a Machine,
    pub(super) states: Vec<&'a str>,
    /// Puts a database into the same condition, for those who paste.
    pub(super) isolation: Fragment,
}

pub(super) fn subjects(ir: &Ir) -> Vec<Subject<'_>> {
    ir.entities.iter().filter_map(|entity| subject(ir, entity)).collect()
}

fn subject<'a>(ir: &'a Ir, entity: &'a Entity) -> Option<Subject<'a>> {
    let machine = entity.machine.as_ref()?;
    let Type::Enum(members) = ir.field(machine.field).ty else { return None };
    let states = ir.enumeration(members).members.iter().map(|it| it.name.as_str()).collect();
    let table = names::table(ir, entity.id);
    let alter = sql!["alter table ", table];
    let enabled = OF_MACHINE.map(|it| sql!["; ", &alter, " enable trigger ", it()]);
    let isolation = sql![&alter, " disable trigger all", Fragment::join("", enabled)];
    Some(Subject { ir, entity, machine, states, isolation })
}

/// The triggers of the machine itself.
const OF_MACHINE: [fn() -> Ident; 2] = [|| ident!("fraise_00_machine"), || ident!("fraise_20_initial")];

impl Subject<'_> {
    pub(super) fn table(&self) -> QualifiedName {
        names::table(self.ir, self.entity.id)
    }

    fn state_column(&self) -> Ident {
        names::column(self.ir, self.machine.field)
    }

    /// `Order`: what was tried.
    pub(super) fn said(&self, what: &str) -> String {
        format!("`{}`: {what}", self.entity.name)
    }

    /// Leaves the triggers of the machine itself, and drops the checks, so that any row will do. Gives the triggers that
    /// are not there.
    pub(super) async fn isolate(&self, session: &Session) -> Result<Vec<Ident>, Error> {
        let alter = sql!["alter table ", self.table()];
        session.rows(&sql![&alter, " disable trigger all"]).await?;
        let mut missing = Vec::new();
        for trigger in OF_MACHINE.map(|it| it()) {
            if !self.enable(session, &trigger).await? {
                missing.push(trigger);
            }
        }
        let table = Literal::text(&self.table().to_string());
        let checks = sql![
            "select conname from pg_constraint where contype = 'c' and conrelid = ",
            table,
            "::regclass"
        ];
        for name in session.rows(&checks).await?.into_iter().flatten().flatten() {
            session.rows(&sql![&alter, " drop constraint ", names::ident(&name)]).await?;
        }
        Ok(missing)
    }

    /// Switches on what follows a change. Whether it is there.
    pub(super) async fn follow(&self, session: &Session) -> Result<bool, Error> {
        self.enable(session, &ident!("fraise_20_machine")).await
    }

    async fn enable(&self, session: &Session, trigger: &Ident) -> Result<bool, Error> {
        let enable = sql!["alter table ", self.table(), " enable trigger ", trigger];
        Ok(session.ask(&enable).await?.is_ok())
    }

    pub(super) fn is_row(&self, number: usize) -> Fragment {
        sample::is_row(self.ir, self.entity, number)
    }

    /// An INSERT of a row of this number in a state.
    pub(super) fn insert(&self, number: usize, state: &str) -> Fragment {
        let state = (self.machine.field, sql![Literal::text(state)]);
        sample::insert(self.ir, self.entity, number, &[state])
    }

    /// A row of this number in a state, as if it had a past: no trigger sees it come. It has been there for long.
    pub(super) fn place(&self, number: usize, state: &str) -> Fragment {
        let mut given = vec![(self.machine.field, sql![Literal::text(state)])];
        given.extend(self.machine.since.map(|field| (field, sql!["now() - interval '1 day'"])));
        sql![
            "set session_replication_role = replica; delete from ",
            self.table(),
            " where ",
            self.is_row(number),
            "; ",
            sample::insert(self.ir, self.entity, number, &given),
            "; reset session_replication_role"
        ]
    }

    /// The owner's plain UPDATE of the row that is put into states.
    pub(super) fn update(&self, state: &str) -> Fragment {
        let set = sql![self.state_column(), " = ", Literal::text(state)];
        sql!["update ", self.table(), " set ", set, " where ", self.is_row(super::ROW)]
    }

    pub(super) async fn state(&self, session: &Session, number: usize) -> Result<String, Error> {
        let from = sql![" from ", self.table(), " where ", self.is_row(number)];
        Ok(super::first(session.rows(&sql!["select ", self.state_column(), from]).await?))
    }

    /// The name of a state.
    pub(super) fn name(&self, state: usize) -> &str {
        self.states.get(state).copied().unwrap_or_default()
    }

    pub(super) fn event(&self, from: usize, to: usize) -> Option<&Transition> {
        self.machine.events.iter().find(|it| it.from.contains(&from) && it.to == to)
    }
}
