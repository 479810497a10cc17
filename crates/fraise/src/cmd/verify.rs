//! `fraise verify`: tries to break the database of a schema on a throw-away server, or asks the laws of the schema of a
//! database that is there already.

mod progress;
mod tell;

use std::time::{SystemTime, UNIX_EPOCH};

use fraise_diagnostics::Sources;
use fraise_ir::{Checked, Ir};
use fraise_pg::{Server, Session};
use fraise_sql::{catalog::Catalog, print};
use fraise_verify::{Finding, Outcome, Subject};

use crate::cli::{Color, Verify};
use crate::report::{counted, exit_without_output, report, say};
use crate::{Exit, Options, check, read};

pub(crate) fn verify(arguments: &Verify, color: Color) -> anyhow::Result<Exit> {
    let input = read(&arguments.files, Options::all())?;
    let (ir, found) = check(&input);
    let Some(ir) = ir else {
        report(&found, &input.sources, arguments.format, color)?;
        return Ok(exit_without_output(&found));
    };
    let catalog = fraise_emit_postgres::catalog(&ir)?;
    match &arguments.database {
        Some(url) => live(arguments, color, url, &ir, &catalog, &input.sources),
        None => scratch(arguments, color, &ir, &catalog, &input.sources),
    }
}

/// On a server of its own.
fn scratch(
    arguments: &Verify,
    color: Color,
    ir: &Checked<Ir>,
    catalog: &Catalog,
    sources: &Sources,
) -> anyhow::Result<Exit> {
    let options = options(arguments);
    let server = match fraise_pg::find(None).map_err(|it| it.to_string()).and_then(|binaries| {
        Server::start(&binaries).map_err(|error| format!("no server can be started: {error}"))
    }) {
        Ok(server) => server,
        Err(why) => {
            say(&format!("error: {why}"))?;
            return Ok(Exit::NoPostgres);
        }
    };
    let schema_sql = print::schema(catalog, &[]);
    let subject = Subject { ir, catalog, schema_sql: &schema_sql };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut teller = tell::Teller::new(arguments.format, arguments.progress);
    let mut hear = |it| teller.hear(it);
    let verified = fraise_verify::verify(&server, &subject, &options, &mut hear);
    let outcomes = match runtime.block_on(verified) {
        Ok(outcomes) => outcomes,
        Err(error) => {
            say(&format!("error: the schema cannot be verified: {error}"))?;
            return Ok(Exit::Bug);
        }
    };
    let findings: Vec<Finding> = outcomes.iter().flat_map(|it| it.findings.clone()).collect();
    tell::findings(&findings, sources, arguments.format, color)?;
    summary(&outcomes, options.seed, arguments)
}

fn options(arguments: &Verify) -> fraise_verify::Options {
    let mut options = fraise_verify::Options::default();
    if !arguments.only.is_empty() {
        options.checks = arguments.only.iter().map(|it| it.0).collect();
    }
    options.seed = arguments.seed.unwrap_or_else(drawn_seed);
    options.steps = arguments.steps.unwrap_or(options.steps);
    options
}

/// Another one for each run; short enough to be typed.
fn drawn_seed() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(1, |it| u64::from(it.subsec_nanos()) / 1000 + it.as_secs() % 1_000_000)
}

fn summary(outcomes: &[Outcome], seed: u64, arguments: &Verify) -> anyhow::Result<Exit> {
    let failed = outcomes.iter().filter(|it| !it.findings.is_empty()).count();
    let all = counted(outcomes.len(), "check");
    tell::seed(seed, arguments.format)?;
    say(&match failed {
        0 => format!("{all} passed; the same again by --seed {seed}"),
        _ => format!("{failed} of {all} failed; the same again by --seed {seed}"),
    })?;
    Ok(if failed == 0 { Exit::Good } else { Exit::SchemaErrors })
}

/// The laws of every row, asked of a database that is there already.
fn live(
    arguments: &Verify,
    color: Color,
    url: &str,
    ir: &Checked<Ir>,
    catalog: &Catalog,
    sources: &Sources,
) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let session = match runtime.block_on(Session::open_url(url)) {
        Ok(session) => session,
        Err(error) => {
            say(&format!("error: cannot reach the database: {error}"))?;
            say("Look at --database, and whether the server listens there.")?;
            return Ok(Exit::NoPostgres);
        }
    };
    let asked = match runtime.block_on(fraise_verify::ask_live(&session, ir, catalog)) {
        Ok(asked) => asked,
        Err(error) => {
            say(&format!("error: the database cannot be asked: {error}"))?;
            say(
                "It must hold this schema, and the login must be allowed to take the role of the owner; `fraise doctor` \
                 looks at the database.",
            )?;
            return Ok(Exit::NoPostgres);
        }
    };
    tell::findings(&asked.findings, sources, arguments.format, color)?;
    let laws = counted(asked.laws, "law");
    say(&match asked.findings.len() {
        0 => format!("{laws} asked, no row breaks one"),
        1 => format!("{laws} asked, 1 row breaks one"),
        found => format!("{laws} asked, {found} rows break one"),
    })?;
    Ok(if asked.findings.is_empty() { Exit::Good } else { Exit::SchemaErrors })
}
