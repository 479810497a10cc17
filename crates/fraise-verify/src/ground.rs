//! A schema on a server: loaded once, and copied for each check that changes what is there.

use std::sync::atomic::{AtomicU32, Ordering};

use fraise_emit_postgres::{Invariant, SeedBatch, seeds};
use fraise_ir::{Checked, Ir};
use fraise_pg::{Database, Error, RowBatch, RowsError, Server, Session, insert_rows};
use fraise_sql::{Fragment, Ident, catalog::Catalog, print, sql};

/// A schema that is loaded.
pub(crate) struct Ground<'a> {
    pub(crate) ir: &'a Checked<Ir>,
    pub(crate) catalog: &'a Catalog,
    pub(crate) server: &'a Server,
    /// The text that made it.
    pub(crate) schema_sql: &'a str,
    /// What is true of every row.
    pub(crate) invariants: Vec<Invariant>,
    pub(crate) owner: Ident,
    pub(crate) service: Ident,
    /// Nobody connects to it; it is copied.
    template: Database,
    copies: AtomicU32,
}

/// The ordinary login that loads the schema and plays the tests of it, as a deployer does.
const DEPLOYER: &str = "fraise_verify";

static COUNT: AtomicU32 = AtomicU32::new(0);

impl<'a> Ground<'a> {
    /// Loads a schema: its roles, and then the text as an ordinary login that may take the role of the owner.
    pub(crate) async fn load(
        server: &'a Server,
        ir: &'a Checked<Ir>,
        catalog: &'a Catalog,
        schema_sql: &'a str,
    ) -> Result<Self, Error> {
        let name = format!("fraise_verify_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let template = server.create_database(&name).await?;
        let owner = fraise_emit_postgres::owner(ir);
        let service = fraise_emit_postgres::scenario::service(ir);
        let administrator = template.connect().await?;
        administrator.run_script(&print::roles(&fraise_emit_postgres::role_setup(ir), &[])).await?;
        server.ensure_login(DEPLOYER, &[owner.clone(), service.clone()]).await?;
        let deployer = template.connect_as(DEPLOYER).await?;
        deployer.run_script(schema_sql).await?;
        // Who owns everything has no login while the service runs.
        administrator.rows(&sql!["revoke ", &owner, " from ", deployer_name()]).await?;
        let invariants = fraise_emit_postgres::invariants(ir, catalog);
        drop((administrator, deployer));
        let copies = AtomicU32::new(0);
        Ok(Self { ir, catalog, server, schema_sql, invariants, owner, service, template, copies })
    }

    /// A copy of what was loaded, without rows.
    pub(crate) async fn copy(&self) -> Result<Database, Error> {
        let name = format!("{}_{}", self.template.name(), self.copies.fetch_add(1, Ordering::Relaxed));
        self.server.copy_database(self.template.name(), &name).await
    }

    /// A copy of another copy, to which nobody is connected.
    pub(crate) async fn copy_of(&self, other: &Database) -> Result<Database, Error> {
        let name = format!("{}_{}", self.template.name(), self.copies.fetch_add(1, Ordering::Relaxed));
        self.server.copy_database(other.name(), &name).await
    }

    /// A session of a login that may take the roles of the owner and of the service.
    pub(crate) async fn deployer(&self, database: &Database) -> Result<Session, Error> {
        self.server.ensure_login(DEPLOYER, &[self.owner.clone(), self.service.clone()]).await?;
        database.connect_as(DEPLOYER).await
    }

    /// Loads all seeds of the schema.
    pub(crate) async fn seed(&self, session: &Session) -> Result<(), RowsError> {
        let sets: Vec<usize> = (0..self.ir.seeds.len()).collect();
        let batches = row_batches(&seeds(self.ir, &sets));
        insert_rows(session, &self.owner, &batches).await.map(|_| ())
    }

    /// Takes it off the server.
    pub(crate) async fn remove(self) -> Result<(), Error> {
        for copy in 0..self.copies.load(Ordering::Relaxed) {
            // Some are gone already.
            let _ = self.template.sibling(&format!("{}_{copy}", self.template.name())).remove().await;
        }
        self.template.remove().await
    }
}

fn deployer_name() -> Fragment {
    sql![Ident::checked_while_compiling(DEPLOYER)]
}

/// Batches of seeds without their places in the schema.
pub fn row_batches(batches: &[SeedBatch]) -> Vec<RowBatch> {
    let batch = |it: &SeedBatch| RowBatch {
        all: it.insert.clone(),
        each: it.rows.iter().map(|row| row.insert.clone()).collect(),
    };
    batches.iter().map(batch).collect()
}
