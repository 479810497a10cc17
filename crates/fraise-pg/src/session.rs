//! Databases and connections to them.

use std::fmt;
use std::future::poll_fn;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fraise_sql::statement::Statement;
use fraise_sql::{Fragment, Ident, Text, print};
use tokio_postgres::error::DbError;
use tokio_postgres::{AsyncMessage, Client, Config, NoTls};

use crate::trial::{Said, Texts, texts};
use crate::{Error, ScriptError, script};

/// How long a server may take to answer.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A database of a throw-away server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    socket_folder: PathBuf,
    name: String,
}

/// A connection that keeps what the server says beside its answers. Queries go to the
/// [`Client`] in it.
#[derive(Debug)]
pub struct Session {
    client: Client,
    beside: Arc<Mutex<Beside>>,
}

/// What the server has said beside its answers.
#[derive(Debug, Default)]
struct Beside {
    notices: Vec<Notice>,
    notifications: Vec<Notification>,
}

/// What somebody told on a channel that the session listens to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The channel.
    pub channel: String,
    /// What was told.
    pub payload: String,
}

/// Something the server said beside its answer: a warning, a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// `WARNING`, `NOTICE` and so on.
    pub severity: String,
    /// The SQLSTATE.
    pub code: String,
    /// What it said.
    pub message: String,
}

impl Database {
    pub(crate) fn new(socket_folder: &Path, name: &str) -> Self {
        Self { socket_folder: socket_folder.to_owned(), name: name.to_owned() }
    }

    /// Another database of the same server, which may or may not be there.
    pub fn sibling(&self, name: &str) -> Self {
        Self::new(&self.socket_folder, name)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How a login reaches it, as libpq and tokio-postgres read it.
    pub fn connection_string(&self, login: &str) -> String {
        let quoted = |text: &str| text.replace('\\', r"\\").replace('\'', r"\'");
        format!(
            "host='{}' user='{}' dbname='{}'",
            quoted(&self.socket_folder.to_string_lossy()),
            quoted(login),
            quoted(&self.name),
        )
    }

    /// Connects as the administrator.
    pub async fn connect(&self) -> Result<Session, Error> {
        self.connect_as("postgres").await
    }

    /// Connects as a login of the server.
    pub async fn connect_as(&self, login: &str) -> Result<Session, Error> {
        let mut config = Config::new();
        config.host_path(&self.socket_folder).user(login).dbname(&self.name);
        Session::open(&config).await
    }

    pub(crate) async fn create(&self, name: &str, template: &str) -> Result<(), Error> {
        let statement =
            Statement::CreateDatabase { name: &database_name(name)?, template: &database_name(template)? };
        let session = self.connect().await?;
        session.batch_execute(&print::statement(&statement)).await?;
        Ok(())
    }

    /// Removes the database with everything in it; whoever is connected is cut off.
    pub async fn remove(self) -> Result<(), Error> {
        let name = database_name(&self.name)?;
        let statement = Statement::DropDatabase(&name);
        let session = self.sibling("postgres").connect().await?;
        session.batch_execute(&print::statement(&statement)).await?;
        Ok(())
    }
}

pub(crate) fn database_name(name: &str) -> Result<Ident, Error> {
    Ident::new(name).map_err(|error| Error::Unknown { what: "name of a database", value: error.to_string() })
}

impl Session {
    /// Connects to where a URL or a list of settings leads, as libpq and tokio-postgres read it, without encryption.
    pub async fn open_url(url: &str) -> Result<Self, Error> {
        let mut config: Config = url.parse()?;
        config.application_name("fraise").connect_timeout(CONNECT_TIMEOUT);
        Self::open(&config).await
    }

    /// Connects without encryption: to a server on this machine.
    pub async fn open(config: &Config) -> Result<Self, Error> {
        let (client, mut connection) = config.connect(NoTls).await?;
        let beside = Arc::new(Mutex::new(Beside::default()));
        let kept = Arc::clone(&beside);
        tokio::spawn(async move {
            while let Some(Ok(message)) = poll_fn(|ctx| connection.poll_message(ctx)).await {
                kept.lock().unwrap_or_else(PoisonError::into_inner).keep(message);
            }
        });
        Ok(Self { client, beside })
    }

    /// What the server has said since this was last asked.
    pub fn take_notices(&self) -> Vec<Notice> {
        std::mem::take(&mut self.beside.lock().unwrap_or_else(PoisonError::into_inner).notices)
    }

    /// What was told since this was last asked, on the channels that the session listens to.
    pub fn take_notifications(&self) -> Vec<Notification> {
        std::mem::take(&mut self.beside.lock().unwrap_or_else(PoisonError::into_inner).notifications)
    }

    /// Runs a script as `psql -f` with `ON_ERROR_STOP` does: statement by statement, each in a
    /// transaction of its own unless the script says `begin`, up to the first error.
    pub async fn run_script(&self, text: &str) -> Result<(), Error> {
        for statement in script::statements(text) {
            if let Err(error) = self.client.batch_execute(statement.text).await {
                return Err(Error::Script(Box::new(ScriptError::new(text, &statement, &error))));
            }
        }
        Ok(())
    }

    /// The rows that answer one or more questions, or what the server said instead of them.
    pub async fn ask(&self, question: &Fragment) -> Result<Result<Vec<Texts>, Said>, Error> {
        match self.client.simple_query(question.as_str()).await {
            Ok(messages) => Ok(Ok(messages.iter().filter_map(texts).collect())),
            Err(error) => match error.as_db_error() {
                Some(said) => Ok(Err(Said::of(said))),
                None => Err(error.into()),
            },
        }
    }

    /// The same where the server must answer.
    pub async fn rows(&self, question: &Fragment) -> Result<Vec<Texts>, Error> {
        let messages = self.client.simple_query(question.as_str()).await?;
        Ok(messages.iter().filter_map(texts).collect())
    }

    /// Takes a role, as `set role` does.
    pub async fn set_role(&self, role: &Ident) -> Result<(), Error> {
        self.batch_execute(&format!("set role {role}")).await?;
        Ok(())
    }

    /// Sets a parameter of the session.
    pub async fn set(&self, parameter: &str, value: &Text) -> Result<(), Error> {
        let value = value.as_str();
        self.execute("select set_config($1, $2, false)", &[&parameter, &value]).await?;
        Ok(())
    }
}

impl Deref for Session {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Beside {
    fn keep(&mut self, message: AsyncMessage) {
        match message {
            AsyncMessage::Notice(said) => self.notices.push(Notice::of(&said)),
            AsyncMessage::Notification(told) => self.notifications.push(Notification {
                channel: told.channel().to_owned(),
                payload: told.payload().to_owned(),
            }),
            // The enum may grow; there is nothing else today.
            _ => {}
        }
    }
}

impl Notice {
    fn of(said: &DbError) -> Self {
        Self {
            severity: said.severity().to_owned(),
            code: said.code().code().to_owned(),
            message: said.message().to_owned(),
        }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.severity, self.message, self.code)
    }
}
