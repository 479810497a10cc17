//! A database that is made to be thrown away: of a server that goes with it, or of one that is there already.

use fraise_sql::statement::Statement;
use fraise_sql::{Ident, print};
use tokio_postgres::Config;

use crate::{Binaries, Error, Server, Session, session};

/// The login that works in the database of a throw-away server, and what the names of databases begin with.
const LOGIN: &str = "fraise_scratch";

/// A database that is made to be thrown away.
#[derive(Debug)]
pub struct Scratch {
    /// The throw-away server, if it is of one.
    server: Option<Server>,
    /// Where it was made from.
    home: Config,
    name: Ident,
}

impl Scratch {
    /// An empty database of a new server.
    pub async fn start(binaries: &Binaries) -> Result<Self, Error> {
        let server = Server::start(binaries)?;
        let mut home = Config::new();
        home.host_path(server.socket_folder()).user("postgres").dbname("postgres");
        Self::make(Some(server), home).await
    }

    /// An empty database of the server that a URL leads to, whose login must be one of an administrator.
    pub async fn within(url: &str) -> Result<Self, Error> {
        let mut home: Config = url.parse()?;
        home.application_name("fraise").connect_timeout(session::CONNECT_TIMEOUT);
        Self::make(None, home).await
    }

    async fn make(server: Option<Server>, home: Config) -> Result<Self, Error> {
        let name = session::database_name(&format!("{LOGIN}_{}", std::process::id()))?;
        let template = session::database_name("template0")?;
        let create = Statement::CreateDatabase { name: &name, template: &template };
        Session::open(&home).await?.batch_execute(&print::statement(&create)).await?;
        Ok(Self { server, home, name })
    }

    /// Connects as the administrator.
    pub async fn administrator(&self) -> Result<Session, Error> {
        Session::open(self.home.clone().dbname(self.name.as_str())).await
    }

    /// Connects as a login that may take these roles. On a throw-away server it is nothing but their member; elsewhere no
    /// login is made, and it is the administrator.
    pub async fn member(&self, roles: &[Ident]) -> Result<Session, Error> {
        let administrator = self.administrator().await?;
        if self.server.is_none() {
            return Ok(administrator);
        }
        administrator.batch_execute(&format!("create role {LOGIN} login")).await?;
        for role in roles {
            administrator.batch_execute(&format!("grant {role} to {LOGIN}")).await?;
        }
        Session::open(self.home.clone().user(LOGIN).dbname(self.name.as_str())).await
    }

    /// Removes it; whoever is connected is cut off.
    pub async fn remove(self) -> Result<(), Error> {
        if self.server.is_none() {
            let session = Session::open(&self.home).await?;
            session.batch_execute(&print::statement(&Statement::DropDatabase(&self.name))).await?;
        }
        Ok(())
    }
}
