//! Runs a service: connects, listens, and goes when it is told.

use std::fmt;
use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Timeouts};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_postgres::NoTls;
use tracing_subscriber::EnvFilter;

use crate::config::{BadSetting, Config, bad};
use crate::engine::{Disagreement, Engine};
use crate::hook::{HookSet, NoHooks};
use crate::http::{self, router};
use crate::model::Service;
use crate::token::Verifier;

/// How long a client may take for the headers of a request, or between two requests.
const HEADERS: Duration = Duration::from_secs(15);

/// Why a service does not start.
#[derive(Debug)]
pub enum StartError {
    /// The environment.
    Setting(BadSetting),
    /// The SDL and the service were not compiled together.
    Disagreement(Disagreement),
    /// The schema has hooks, and nobody has given them.
    Hooks(&'static [&'static str]),
    /// The address is taken, or not ours.
    Listen(io::Error),
}

/// Runs a service with the configuration of the environment until it is told to stop: the `main` of a generated
/// service.
pub fn run(service: &'static Service, sdl: &str) -> ExitCode {
    if !service.hooks.is_empty() {
        log();
        tracing::error!(error = %StartError::Hooks(service.hooks), "the service does not start");
        return ExitCode::FAILURE;
    }
    run_with_hooks(service, sdl, NoHooks)
}

/// The same for a service whose schema has hooks.
pub fn run_with_hooks(service: &'static Service, sdl: &str, hooks: impl HookSet) -> ExitCode {
    log();
    let ended = Config::from_env().map_err(StartError::Setting).and_then(|config| {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(StartError::Listen)?;
        runtime.block_on(serve(service, sdl, Arc::new(hooks), config))
    });
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the service does not start");
            ExitCode::FAILURE
        }
    }
}

/// Runs a service until the process is told to stop, by SIGTERM or Ctrl-C; requests at work are answered first.
pub async fn serve(
    service: &'static Service,
    sdl: &str,
    hooks: Arc<dyn HookSet>,
    config: Config,
) -> Result<(), StartError> {
    let listener = TcpListener::bind(config.listen).await.map_err(StartError::Listen)?;
    serve_on(listener, service, sdl, hooks, config, told_to_stop()).await
}

/// The same on a listener, until a future ends.
pub async fn serve_on(
    listener: TcpListener,
    service: &'static Service,
    sdl: &str,
    hooks: Arc<dyn HookSet>,
    config: Config,
    stop: impl Future<Output = ()>,
) -> Result<(), StartError> {
    let pool = pool(&config).map_err(StartError::Setting)?;
    let verifier = config.tokens.as_ref().map(Verifier::new).transpose().map_err(StartError::Setting)?;
    let engine = Engine::new(service, sdl, pool, config.introspection).map_err(StartError::Disagreement)?;
    let engine = engine.with_hooks(hooks).with_lease(config.lease);
    let (tell, told) = watch::channel(false);
    let workshop = engine.workshop().clone();
    let works = config.worker;
    let working = tokio::spawn(async move {
        if works {
            workshop.work(told).await;
        }
    });
    tracing::info!(service = service.name, listen = %config.listen, "listening");
    accept(
        listener,
        router(http::Service { engine, verifier, timeout: config.timeout }),
        stop,
        config.timeout,
    )
    .await;
    // Jobs at work are finished too; what is not is taken up by another process when its lease has ended.
    let _ = tell.send(true);
    let _ = tokio::time::timeout(config.timeout, working).await;
    tracing::info!(service = service.name, "stopped");
    Ok(())
}

/// Connections to the database, made as they are needed.
pub fn pool(config: &Config) -> Result<Pool, BadSetting> {
    let mut database: tokio_postgres::Config = config
        .database_url
        .parse()
        .map_err(|_| bad("DATABASE_URL", "be a connection string of PostgreSQL"))?;
    // Ours come last, so that they hold. Names are qualified in every statement: nobody's schema can be in the way.
    let given = database.get_options().unwrap_or_default();
    database.options(format!(
        "{given} -c statement_timeout={} -c TimeZone=UTC -c search_path=pg_catalog -c jit=off \
         -c default_transaction_read_only=on -c lock_timeout={} -c IntervalStyle=iso_8601",
        config.timeout.as_millis(),
        config.timeout.as_millis() / 4
    ));
    if database.get_application_name().is_none() {
        database.application_name("fraise");
    }
    if database.get_connect_timeout().is_none() {
        database.connect_timeout(Duration::from_secs(5));
    }
    let fast = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let waits =
        Timeouts { wait: Some(Duration::from_secs(5)), create: Some(Duration::from_secs(10)), recycle: None };
    Pool::builder(Manager::from_config(database, NoTls, fast))
        .max_size(config.connections)
        .timeouts(waits)
        .runtime(Runtime::Tokio1)
        .build()
        .map_err(|_| bad("FRAISE_CONNECTIONS", "be a number between 1 and 1000"))
}

/// Serves connections until it is told to stop, then waits for those at work, up to `patience`.
async fn accept(listener: TcpListener, router: Router, stop: impl Future<Output = ()>, patience: Duration) {
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADERS.min(patience)).keep_alive(true);
    tokio::pin!(stop);
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of file handles, most often: others may end meanwhile.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let _ = stream.set_nodelay(true);
        let connection =
            http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that goes away, or is cut, is no news.
            let _ = watched.await;
        });
    }
    drop(listener);
    if tokio::time::timeout(patience, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were not finished");
    }
}

async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        else {
            let _ = interrupted.await;
            return;
        };
        tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupted.await;
    }
}

/// JSON lines on standard error; `FRAISE_LOG` says how much: `info`, or a filter as `tracing` reads it.
fn log() {
    let filter = EnvFilter::try_from_env("FRAISE_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // A second call, in a program that logs already, changes nothing.
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_writer(io::stderr)
        .with_env_filter(filter)
        .try_init();
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setting(error) => error.fmt(f),
            Self::Disagreement(error) => error.fmt(f),
            Self::Hooks(names) => {
                write!(f, "`run_with_hooks` must be given the hooks of the schema: {}", names.join(", "))
            }
            Self::Listen(error) => write!(f, "FRAISE_LISTEN: {error}"),
        }
    }
}

impl std::error::Error for StartError {}
