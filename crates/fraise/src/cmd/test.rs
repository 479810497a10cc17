//! `fraise test`: the tests of a schema, each in a transaction of a real database that is rolled back.
//!
//! The database is made for the run, of a throw-away server or of a server that is named, and goes with it.

use std::io::{self, Write as _};

use fraise_diagnostics::{Diagnostics, nearest};
use fraise_ir::{Checked, Ir, scenario::Scenario};
use fraise_pg::{Scratch, Session};
use fraise_sql::{catalog::Catalog, print};
use fraise_verify::story::Stage;

use crate::cli::{Color, Format, Test};
use crate::report::{counted, exit_without_output, report, say};
use crate::{Exit, Options, check, read};

pub(crate) fn test(arguments: &Test, color: Color) -> anyhow::Result<Exit> {
    let input = read(&arguments.files, Options::all())?;
    let (ir, found) = check(&input);
    let Some(ir) = ir else {
        report(&found, &input.sources, arguments.format, color)?;
        return Ok(exit_without_output(&found));
    };
    let wanted = wanted(&ir, &arguments.tests)?;
    if wanted.is_empty() {
        say("The schema has no tests.")?;
        return Ok(Exit::Good);
    }
    let catalog = fraise_emit_postgres::catalog(&ir)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let scratch = match runtime.block_on(scratch(arguments)) {
        Ok(scratch) => scratch,
        Err(remedy) => {
            say(&remedy)?;
            return Ok(Exit::NoPostgres);
        }
    };
    let outcome = runtime.block_on(async {
        let session = made(&ir, &catalog, &scratch).await?;
        let stage = Stage::new(&ir, &catalog, &session);
        all(&stage, &wanted, arguments.format).await
    });
    let removed = runtime.block_on(scratch.remove());
    let failed = match outcome {
        Ok(failed) => failed,
        Err(error) => {
            say(&format!("error: the tests cannot be run: {error}"))?;
            say(
                "`--database-url` names a login that may make roles, databases and extensions; without it a server is started.",
            )?;
            return Ok(if arguments.database_url.is_some() { Exit::NoPostgres } else { Exit::Bug });
        }
    };
    if let Err(error) = removed {
        say(&format!("warning: the database of the tests is still there: {error}"))?;
    }
    report(&failed.found, &input.sources, arguments.format, color)?;
    let all = wanted.len();
    say(&match failed.count {
        0 => format!("{} passed", counted(all, "test")),
        failed => format!("{failed} of {} failed", counted(all, "test")),
    })?;
    Ok(if failed.count == 0 { Exit::Good } else { Exit::SchemaErrors })
}

/// The tests whose names contain what was asked for; all if nothing was.
fn wanted<'ir>(ir: &'ir Ir, parts: &[String]) -> anyhow::Result<Vec<&'ir Scenario>> {
    for part in parts {
        if ir.scenarios.iter().any(|it| it.name.contains(part.as_str())) {
            continue;
        }
        return Err(match nearest(part, ir.scenarios.iter().map(|it| it.name.as_str())) {
            Some(near) => anyhow::anyhow!("the schema has no test `{part}`; did you mean `{near}`?"),
            None => anyhow::anyhow!("the name of no test of the schema contains `{part}`"),
        });
    }
    let is_wanted =
        |it: &&Scenario| parts.is_empty() || parts.iter().any(|part| it.name.contains(part.as_str()));
    Ok(ir.scenarios.iter().filter(is_wanted).collect())
}

/// A database to run in, or why there is none and what to do about it.
async fn scratch(arguments: &Test) -> Result<Scratch, String> {
    let Some(url) = &arguments.database_url else {
        let binaries = fraise_pg::find(None).map_err(|error| format!("error: {error}"))?;
        let started = Scratch::start(&binaries).await;
        return started.map_err(|error| format!("error: no server can be started: {error}"));
    };
    Scratch::within(url).await.map_err(|error| {
        format!(
            "error: no database can be made: {error}\n\
             Look at --database-url or DATABASE_URL, whether the server listens there, and whether the login may make databases."
        )
    })
}

/// The database with all that the schema says, and a login that may act as the owner and as the service.
async fn made(ir: &Checked<Ir>, catalog: &Catalog, scratch: &Scratch) -> Result<Session, fraise_pg::Error> {
    let setup = fraise_emit_postgres::role_setup(ir);
    scratch.administrator().await?.run_script(&print::roles(&setup, &[])).await?;
    let roles = [fraise_emit_postgres::owner(ir), fraise_emit_postgres::scenario::service(ir)];
    let session = scratch.member(&roles).await?;
    session.run_script(&print::schema(catalog, &[])).await?;
    Ok(session)
}

/// What failed.
#[derive(Default)]
struct Failed {
    count: usize,
    found: Diagnostics,
}

/// Runs tests one after another, and says of each how it went.
async fn all(stage: &Stage<'_>, tests: &[&Scenario], format: Format) -> Result<Failed, anyhow::Error> {
    let mut failed = Failed::default();
    for test in tests {
        let found = stage.run(test).await?;
        tell(&test.name, found.is_empty(), format)?;
        failed.count += usize::from(!found.is_empty());
        failed.found.extend(found);
    }
    Ok(failed)
}

/// A line on stdout, for people or for programs.
fn tell(name: &str, passed: bool, format: Format) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match format {
        Format::Human | Format::Short => {
            let verdict = if passed { "ok" } else { "failed" };
            writeln!(stdout, "{verdict:8}{name}")
        }
        Format::Json => writeln!(stdout, "{}", serde_json::json!({ "test": name, "passed": passed })),
        // Findings only.
        Format::Sarif | Format::Github => Ok(()),
    }
}
