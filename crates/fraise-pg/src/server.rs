//! A throw-away server on a private socket.
//!
//! The server is a child of a small shell, the keeper, and the keeper's standard input is a pipe
//! that this process holds open. When the pipe closes, because the [`Server`] is dropped or because
//! this process died in whatever way, the keeper stops the server and removes its files. The keeper
//! is in a process group of its own, so that Ctrl-C in a terminal does not kill it first. (The
//! "parent death" signal of Linux is no help: it comes when the *thread* ends that started the
//! child.)

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::account::Account;
use fraise_sql::Ident;

use crate::session::{self, Database};
use crate::{Binaries, Error, place, template};

/// What the keeper does. `$1` is the folder of the server, the rest the command of the server.
const KEEPER: &str = r#"
folder=$1
shift
exec 3<&0
{
  read -r nothing <&3
  : >"$folder/closing"
  until [ -e "$folder/stopped" ]; do
    kill -QUIT "$(cat "$folder/server")" 2>/dev/null
    sleep 0.02
  done
} &
while :; do
  "$@" 3<&- </dev/null >>"$folder/log" 2>&1 &
  server=$!
  echo "$server" >"$folder/server"
  wait "$server"
  # After a crash it starts again, as soon as nothing of the old one is left.
  [ -e "$folder/crashed" ] && [ ! -e "$folder/closing" ] || break
  sleep 0.1
done
exec 3<&-
: >"$folder/stopped"
wait
rm -rf "$folder"
"#;

/// Kills a server and all that it has started. `$1` is its number.
const KILLER: &str = r#"
all=$1
for stat in /proc/[0-9]*/stat; do
  read -r process name state parent rest <"$stat" 2>/dev/null || continue
  [ "$parent" = "$1" ] && all="$all $process"
done
kill -9 $all
"#;

/// How long a server may take to come up or to go.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether what is written survives a crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// For ordinary tests: fast, and lost in a crash.
    None,
    /// For crash tests: as in production.
    Full,
}

/// A running server. It stops, and its files go, when this is dropped.
#[derive(Debug)]
pub struct Server {
    binaries: Binaries,
    folder: PathBuf,
    keeper: Child,
}

impl Server {
    /// Starts a server for ordinary tests.
    pub fn start(binaries: &Binaries) -> Result<Self, Error> {
        Self::start_with(binaries, Durability::None, &[])
    }

    /// Starts a server with settings of its own, as `("log_statement", "all")`.
    pub fn start_with(
        binaries: &Binaries,
        durability: Durability,
        settings: &[(&str, &str)],
    ) -> Result<Self, Error> {
        let (account, folder) = private_folder(&place::parent(durability))?;
        template::copy(binaries, account, &folder.join("data"))?;
        let mut command = account.command("/bin/sh");
        command
            .args(["-c", KEEPER, "fraise-postgres-keeper"])
            .arg(&folder)
            .arg(binaries.folder.join("postgres"))
            .arg("-D")
            .arg(folder.join("data"))
            .arg("-k")
            .arg(&folder)
            .args(["-c", "listen_addresses="])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0);
        let given = settings.iter().copied();
        for (name, value) in durability.settings().iter().copied().chain(given) {
            command.args(["-c", &format!("{name}={value}")]);
        }
        let keeper = command
            .spawn()
            .map_err(|error| Error::Program { program: "/bin/sh".to_owned(), said: error.to_string() })?;
        let server = Self { binaries: binaries.clone(), folder, keeper };
        server.wait_until_ready()?;
        Ok(server)
    }

    /// The programs it runs from.
    pub fn binaries(&self) -> &Binaries {
        &self.binaries
    }

    /// The folder of its socket: the `host` of a connection.
    pub fn socket_folder(&self) -> &Path {
        &self.folder
    }

    /// Its log so far.
    pub fn log(&self) -> String {
        let bytes = fs::read(self.folder.join("log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The database `postgres`, for work on the server itself.
    pub fn maintenance(&self) -> Database {
        Database::new(&self.folder, "postgres")
    }

    /// Makes an empty database.
    pub async fn create_database(&self, name: &str) -> Result<Database, Error> {
        self.maintenance().create(name, "template1").await?;
        Ok(Database::new(&self.folder, name))
    }

    /// Makes a copy of a database that nobody is connected to.
    pub async fn copy_database(&self, template: &str, name: &str) -> Result<Database, Error> {
        self.maintenance().create(name, template).await?;
        Ok(Database::new(&self.folder, name))
    }

    /// Makes an ordinary login unless it is there, and gives it these roles.
    pub async fn ensure_login(&self, name: &str, roles: &[Ident]) -> Result<(), Error> {
        let login = session::database_name(name)?;
        let session = self.maintenance().connect().await?;
        let known = session.query("select from pg_roles where rolname = $1", &[&name]).await?;
        if known.is_empty() {
            session.batch_execute(&format!("create role {login} login")).await?;
        }
        for role in roles {
            // It may have it already, which the server only remarks on.
            session.batch_execute(&format!("grant {role} to {login}")).await?;
        }
        Ok(())
    }

    /// Kills it (with signal 9, and all of its processes), and starts it again from what is on its disk. Whoever is
    /// connected is cut off.
    pub fn crash(&self) -> Result<(), Error> {
        let killed = self.process().unwrap_or_default();
        let crashed = self.folder.join("crashed");
        fs::write(&crashed, "").map_err(Error::file("make", &crashed))?;
        let program = || "/bin/sh".to_owned();
        let output = Command::new("/bin/sh").args(["-c", KILLER, "fraise-postgres-killer", &killed]).output();
        let output =
            output.map_err(|error| Error::Program { program: program(), said: error.to_string() })?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(Error::Program { program: program(), said });
        }
        self.wait_until(|process| process != killed)?;
        fs::remove_file(&crashed).map_err(Error::file("remove", &crashed))
    }

    /// The number of its first process, as it says itself.
    fn process(&self) -> Option<String> {
        let text = fs::read_to_string(self.folder.join("data/postmaster.pid")).ok()?;
        text.lines().next().map(str::to_owned)
    }

    fn wait_until_ready(&self) -> Result<(), Error> {
        self.wait_until(|_| true)
    }

    /// Waits for the word `ready` in the last line of `postmaster.pid` (`pg_ctl` does the same), of a process that will do.
    fn wait_until(&self, will_do: impl Fn(&str) -> bool) -> Result<(), Error> {
        let pid_file = self.folder.join("data/postmaster.pid");
        let began = Instant::now();
        while began.elapsed() < PATIENCE && !self.folder.join("stopped").exists() {
            let text = fs::read_to_string(&pid_file).unwrap_or_default();
            let is_ready = text.lines().nth(7).is_some_and(|line| line.trim() == "ready");
            if is_ready && text.lines().next().is_some_and(&will_do) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Err(Error::NotStarted { log: self.log() })
    }
}

impl Durability {
    fn settings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::None => &[
                ("fsync", "off"),
                ("synchronous_commit", "off"),
                ("full_page_writes", "off"),
                ("autovacuum", "off"),
                ("shared_buffers", "16MB"),
            ],
            Self::Full => &[],
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // The keeper ends when the server has ended; there is nobody to tell of an error.
        let _ = self.keeper.wait();
    }
}

/// A new folder that only the account of the server may enter.
fn private_folder(parent: &Path) -> Result<(Account, PathBuf), Error> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let process = std::process::id();
    let began = Instant::now();
    loop {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = parent.join(format!("fraise-pg-{process}-{count}"));
        match fs::create_dir(&folder) {
            Ok(()) => {
                let account = Account::choose(&folder)?;
                fs::remove_dir(&folder).map_err(Error::file("remove", &folder))?;
                account.make_folder(&folder)?;
                return Ok((account, folder));
            }
            Err(error) if began.elapsed() > PATIENCE => {
                return Err(Error::file("make the folder", folder)(error));
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Error::file("make the folder", folder)(error)),
        }
    }
}
