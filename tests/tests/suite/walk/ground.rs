//! A schema on a server, with rows in it that the model knows too, and with everybody who acts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Utc;
use fraise_ir::{ClaimId, Ir, RoleId, Type};
use fraise_model::{Actor, Approach, Asker, Operation, Printed, State, Table, Value};
use fraise_pg::{Database, Server, Session};

use super::statement::{self, ident};
use crate::{
    case::Case,
    server::{load, texts},
    shop,
};

pub(super) struct Ground {
    pub(super) case: Case,
    pub(super) state: State,
    pub(super) actors: Vec<Actor>,
    /// The actors are these and no others.
    is_played: bool,
    owner: Session,
    /// By login.
    sessions: BTreeMap<String, Session>,
    _database: Database,
}

/// What a server says.
#[derive(Debug)]
pub(super) enum Answer {
    Done(Option<String>),
    Refused { sqlstate: String, code: Option<String>, message: String },
}

impl Ground {
    /// The shop of the tests of mutations, in which nothing has been sold yet.
    pub(super) async fn storefront(server: &Server) -> Self {
        let mut ground = Self::open(server, crate::case::storefront(), shop::GROUND).await;
        let viewers = [shop::ALICE, shop::BOB];
        let customers = viewers.map(|it| ground.served(&["customer"], Some(it), &[]));
        let claims = [("session", "s1"), ("email", "carol@example.com"), ("name", "Carol")];
        let others = [
            ground.served(&[], None, &[]),
            ground.served(&[], None, &claims[..1]),
            ground.served(&["customer"], Some("00000000-0000-0000-0000-00000000000c"), &claims),
            ground.served(&["warehouse"], None, &[]),
            ground.served(&["support"], Some(shop::BOB), &[]),
            ground.served(&["admin"], Some(shop::ALICE), &[]),
            ground.served(&["system"], None, &[]),
        ];
        ground.is_played = true;
        ground.actors.extend(customers.iter().cloned());
        ground.actors.extend(customers);
        ground.actors.extend(others);
        ground
    }

    /// A schema with these rows; the owner acts, and one person in psql for each role.
    pub(super) async fn open(server: &Server, case: Case, rows: &str) -> Self {
        let database = load(server, &case).await;
        let owner = database.connect().await.unwrap();
        owner.batch_execute(rows).await.unwrap();
        owner.batch_execute(FURTHER).await.unwrap();
        owner.batch_execute("set timezone = 'UTC'").await.unwrap();
        let login = texts(&owner, "select session_user").await[0][0].clone();
        let asker = Asker { name: "the owner".to_owned(), ..Asker::nobody() };
        let mut ground = Self {
            state: State::default(),
            actors: vec![Actor { approach: Approach::Owner, asker, login }],
            owner,
            sessions: BTreeMap::new(),
            is_played: false,
            case,
            _database: database,
        };
        let till = ground.login("till", "service").await;
        let session = ground._database.connect_as(&till).await.unwrap();
        ground.sessions.insert(till, session);
        let roles = ground.case.ir.roles.clone();
        for (index, role) in roles.iter().enumerate().filter(|(_, it)| !it.internal) {
            let login = ground.login(&format!("person_{}", role.name), &format!("role_{}", role.name)).await;
            let session = ground._database.connect_as(&login).await.unwrap();
            ground.sessions.insert(login.clone(), session);
            let asker = Asker::person(format!("{} in psql", role.name), [RoleId(index)]);
            ground.actors.push(Actor { approach: Approach::Psql, asker, login });
        }
        ground.state = State::read(&ground.case.ir, &ground.printed().await).unwrap();
        ground
    }

    /// A login that is member of one role of the service; logins are shared by all databases of a server.
    async fn login(&self, name: &str, role: &str) -> String {
        let (login, role) = (self.case.role(name), self.case.role(role));
        let make = format!(
            "do $$ begin create role {login} login; exception when duplicate_object then null; end $$; grant {role} to {login}"
        );
        self.owner.batch_execute(&make).await.unwrap();
        login
    }

    /// Somebody for whom the service speaks.
    pub(super) fn served(&self, roles: &[&str], viewer: Option<&str>, claims: &[(&str, &str)]) -> Actor {
        let ir: &Ir = &self.case.ir;
        let role = |name: &&str| RoleId(ir.roles.iter().position(|it| it.name == *name).unwrap());
        let claim = |(name, value): &(&str, &str)| {
            let at = ir.viewer.claims.iter().position(|it| it.name == *name).unwrap();
            (ClaimId(at), Value::read(&ir.viewer.claims[at].ty, Some(*value)).unwrap())
        };
        let asker = Asker {
            name: format!("{} {}", roles.join(","), viewer.unwrap_or("nobody")),
            roles: roles.iter().map(role).collect::<BTreeSet<_>>(),
            granted: BTreeSet::new(),
            viewer: viewer.map_or(Value::Null, |it| Value::Text(it.to_owned())),
            claims: claims.iter().map(claim).collect(),
        };
        Actor { approach: Approach::Service, asker, login: self.case.role("till") }
    }

    /// Everybody who acts, and those for whom the service speaks as the rows are now: nobody, and each role with and without a
    /// row of the viewer's type.
    pub(super) fn crowd(&self) -> Vec<Actor> {
        let mut crowd = self.actors.clone();
        if self.is_played {
            return crowd;
        }
        let ir: &Ir = &self.case.ir;
        let rows = ir.viewer.entity.map(|it| self.state.rows.of(it)).unwrap_or_default();
        let viewers: Vec<String> = rows.iter().rev().take(2).filter_map(|it| it.key(ir).text()).collect();
        let claims: Vec<(&str, &str)> =
            ir.viewer.claims.iter().map(|it| (it.name.as_str(), sample(&it.ty))).collect();
        crowd.push(self.served(&[], None, &[]));
        crowd.push(self.served(&[], None, &claims));
        for role in &ir.roles {
            crowd.push(self.served(&[&role.name], None, &claims));
            crowd.extend(viewers.iter().map(|it| self.served(&[&role.name], Some(it), &claims)));
        }
        crowd
    }

    /// Takes something away.
    pub(super) async fn damage(&self, script: &str) {
        self.owner.batch_execute(script).await.unwrap();
    }

    pub(super) fn tick(&mut self) {
        self.state.now = Some(Utc::now());
    }

    /// Carries out an operation, as whoever acts.
    pub(super) async fn carry_out(&self, operation: &Operation, actor: &Actor, statement: &str) -> Answer {
        let session = match actor.approach {
            Approach::Owner => &self.owner,
            Approach::Psql | Approach::Service => &self.sessions[&actor.login],
        };
        if actor.approach == Approach::Service {
            session.batch_execute(&self.settings(actor)).await.unwrap();
        }
        let messages = match session.simple_query(statement).await {
            Ok(messages) => messages,
            Err(error) => {
                let error = error.as_db_error().unwrap_or_else(|| panic!("{statement}: {error}"));
                let detail = error.detail().unwrap_or_default();
                let code = detail.split("\"code\": \"").nth(1).and_then(|it| it.split('"').next());
                return Answer::Refused {
                    sqlstate: error.code().code().to_owned(),
                    code: code.map(str::to_owned),
                    message: error.message().to_owned(),
                };
            }
        };
        let row = messages.iter().find_map(|it| match it {
            tokio_postgres::SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let answer = row.filter(|_| super::gives_back(operation)).and_then(|it| it.get(0));
        Answer::Done(answer.map(str::to_owned))
    }

    fn settings(&self, actor: &Actor) -> String {
        let ir: &Ir = &self.case.ir;
        let mut settings = vec![
            ("fraise.viewer_id".to_owned(), actor.asker.viewer.text().unwrap_or_default()),
            ("fraise.roles".to_owned(), actor.roles(ir)),
        ];
        for (at, claim) in ir.viewer.claims.iter().enumerate() {
            let value = actor.asker.claims.get(&ClaimId(at)).and_then(Value::text).unwrap_or_default();
            settings.push((format!("fraise.claim.{}", claim.name), value));
        }
        let set = |(name, value): &(String, String)| {
            format!("set_config({}, {}, false)", statement::quoted(name), statement::quoted(value))
        };
        format!("select {}", settings.iter().map(set).collect::<Vec<_>>().join(", "))
    }

    /// The rows of all tables, as the owner sees them.
    pub(super) async fn printed(&self) -> Printed {
        let ir: &Ir = &self.case.ir;
        let mut printed = Printed::new();
        for table in Table::all(ir) {
            let (schema, name) = table.name(ir);
            let columns = table.columns(ir);
            let columns = columns.iter().map(|it| match it.ty {
                Type::Array(_) => format!("array_to_json({})::text", ident(&it.name)),
                _ => format!("{}::text", ident(&it.name)),
            });
            let query = format!(
                "select {} from {}.{} order by 1",
                columns.collect::<Vec<_>>().join(", "),
                ident(&schema),
                ident(&name)
            );
            let found =
                self.owner.query(&query, &[]).await.unwrap_or_else(|error| panic!("{query}: {error:?}"));
            let rows = found.iter().map(|row| (0..row.len()).map(|at| row.get(at)).collect()).collect();
            printed.insert(table, rows);
        }
        printed
    }
}

/// Numbers that sequences draw are no keys that the rows have already.
const FURTHER: &str = "do $$ declare it text; begin
  for it in select oid::regclass::text from pg_class where relkind = 'S' loop
    perform setval(it::regclass, 1000);
  end loop;
end $$";

/// The rows of a schema of `tests/compile` that the access matrix asks about.
pub(super) fn rows_of(case: &str) -> String {
    let folder = crate::case::folder().join("access").join(case);
    std::fs::read_to_string(folder.join("rows.sql")).unwrap_or_default()
}

/// A value of a claim.
fn sample(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "true",
        Type::Int | Type::BigInt | Type::Decimal(_) => "1",
        Type::Date => "2026-01-01",
        Type::Time => "12:00:00",
        Type::Timestamptz => "2026-01-01 12:00:00+00",
        Type::Interval => "1 day",
        Type::Uuid => "00000000-0000-0000-0000-000000000001",
        Type::Json | Type::Object(_) => "{}",
        Type::Array(_) => "[]",
        Type::Text(_) | Type::Varchar(_) | Type::Bytes | Type::Enum(_) | Type::Ref(_) | Type::Null => "s1",
    }
}
