//! What the operator decides, as opposed to the schema: addresses, keys, time limits. All of it comes from the
//! environment.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

pub use jsonwebtoken::Algorithm;

/// The configuration of a running service.
#[derive(Clone)]
pub struct Config {
    /// `DATABASE_URL`: the service's login, a member of `<prefix>_service`. Required.
    pub database_url: String,
    /// `FRAISE_LISTEN`: where to listen; `127.0.0.1:8080`.
    pub listen: SocketAddr,
    /// `FRAISE_CONNECTIONS`: how many connections to the database; 16.
    pub connections: usize,
    /// `FRAISE_TIMEOUT`: seconds that a request, and a statement of it, may take; 30.
    pub timeout: Duration,
    /// `FRAISE_LEASE`: seconds for which a process takes a job; a hook may take half of it; 120.
    pub lease: Duration,
    /// `FRAISE_WORKER`: `on` or `off`; `on`. Whether the process looks for jobs of others that are due, and for timers. Some
    /// process must.
    pub worker: bool,
    /// `FRAISE_INTROSPECTION`: `on` or `off`; `off`.
    pub introspection: bool,
    /// How tokens are checked; without it every token is refused.
    pub tokens: Option<TokenConfig>,
}

/// How tokens are checked.
#[derive(Clone)]
pub struct TokenConfig {
    /// `FRAISE_JWT_ALGORITHM`: the one algorithm; `HS256`.
    pub algorithm: Algorithm,
    /// `FRAISE_JWT_KEY`: the shared secret, or the public key as PEM.
    pub key: String,
    /// `FRAISE_JWT_ISSUER`: what `iss` must be.
    pub issuer: Option<String>,
    /// `FRAISE_JWT_AUDIENCE`: what `aud` must hold.
    pub audience: Option<String>,
}

/// A setting that is missing or cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadSetting {
    /// The variable.
    pub name: &'static str,
    /// What it must be.
    pub must: String,
}

impl Config {
    /// Reads the environment.
    pub fn from_env() -> Result<Self, BadSetting> {
        Self::read(&|name| std::env::var(name).ok())
    }

    /// The defaults, for this database.
    pub fn new(database_url: impl Into<String>) -> Self {
        Self {
            database_url: database_url.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            connections: 16,
            timeout: Duration::from_secs(30),
            lease: crate::engine::LEASE,
            worker: true,
            introspection: false,
            tokens: None,
        }
    }

    fn read(env: &dyn Fn(&'static str) -> Option<String>) -> Result<Self, BadSetting> {
        let database_url = env("DATABASE_URL").ok_or_else(|| bad("DATABASE_URL", "be set"))?;
        let mut config = Self::new(database_url);
        if let Some(listen) = env("FRAISE_LISTEN") {
            config.listen =
                listen.parse().map_err(|_| bad("FRAISE_LISTEN", "be an address and a port: 0.0.0.0:8080"))?;
        }
        if let Some(count) = env("FRAISE_CONNECTIONS") {
            config.connections = count
                .parse()
                .ok()
                .filter(|it| (1..=1000).contains(it))
                .ok_or_else(|| bad("FRAISE_CONNECTIONS", "be a number between 1 and 1000"))?;
        }
        for (name, time) in [("FRAISE_TIMEOUT", &mut config.timeout), ("FRAISE_LEASE", &mut config.lease)] {
            if let Some(seconds) = env(name) {
                let seconds = seconds.parse().ok().filter(|it| (1..=3600).contains(it));
                let seconds =
                    seconds.ok_or_else(|| bad(name, "be a number of seconds between 1 and 3600"))?;
                *time = Duration::from_secs(seconds);
            }
        }
        for (name, switch) in
            [("FRAISE_WORKER", &mut config.worker), ("FRAISE_INTROSPECTION", &mut config.introspection)]
        {
            match env(name).as_deref() {
                None => {}
                Some("off") => *switch = false,
                Some("on") => *switch = true,
                Some(_) => return Err(bad(name, "be on or off")),
            }
        }
        if let Some(key) = env("FRAISE_JWT_KEY") {
            let algorithm = env("FRAISE_JWT_ALGORITHM").unwrap_or_else(|| "HS256".to_owned());
            config.tokens = Some(TokenConfig {
                algorithm: algorithm.parse().map_err(|_| {
                    bad("FRAISE_JWT_ALGORITHM", "be an algorithm of JWT: HS256, RS256, ES256, EdDSA, ..")
                })?,
                key,
                issuer: env("FRAISE_JWT_ISSUER"),
                audience: env("FRAISE_JWT_AUDIENCE"),
            });
        }
        Ok(config)
    }
}

pub(crate) fn bad(name: &'static str, must: impl Into<String>) -> BadSetting {
    BadSetting { name, must: must.into() }
}

impl fmt::Display for BadSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} must {}", self.name, self.must)
    }
}

impl std::error::Error for BadSetting {}

/// Secrets are not printed.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("connections", &self.connections)
            .field("timeout", &self.timeout)
            .field("lease", &self.lease)
            .field("worker", &self.worker)
            .field("introspection", &self.introspection)
            .field("tokens", &self.tokens)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TokenConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenConfig")
            .field("algorithm", &self.algorithm)
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Config;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, String> {
        let find = |name: &str| pairs.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
        Config::read(&find).map_err(|it| it.to_string())
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(read(&[]).unwrap_err(), "DATABASE_URL must be set");
        let database = ("DATABASE_URL", "postgres://secret@localhost/shop");
        for (name, value) in [
            ("FRAISE_LISTEN", "8080"),
            ("FRAISE_CONNECTIONS", "0"),
            ("FRAISE_TIMEOUT", "never"),
            ("FRAISE_LEASE", "0"),
            ("FRAISE_WORKER", "1"),
            ("FRAISE_INTROSPECTION", "yes"),
        ] {
            assert!(read(&[database, (name, value)]).unwrap_err().starts_with(name));
        }
        let tokens = [database, ("FRAISE_JWT_KEY", "secret"), ("FRAISE_JWT_ALGORITHM", "none")];
        assert!(read(&tokens).unwrap_err().starts_with("FRAISE_JWT_ALGORITHM"));
        let config = read(&[database, ("FRAISE_JWT_KEY", "secret"), ("FRAISE_INTROSPECTION", "on")]).unwrap();
        assert!(config.introspection && config.worker);
        assert!(!read(&[database, ("FRAISE_WORKER", "off")]).unwrap().worker);
        assert!(!format!("{config:?}").contains("secret"));
    }
}
