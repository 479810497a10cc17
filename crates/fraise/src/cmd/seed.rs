//! `fraise seed`: the rows of a schema into a live database.

use std::io::{self, Write as _};

use fraise_diagnostics::{Diagnostics, nearest};
use fraise_emit_postgres::SeedBatch;
use fraise_ir::{Checked, Ir};
use fraise_pg::{RowsError, Session, insert_rows};
use fraise_verify::{row_batches, story::refused_row};

use crate::cli::{Color, Seed};
use crate::report::{counted, exit_without_output, report, say};
use crate::{Exit, Options, check, read};

pub(crate) fn seed(arguments: &Seed, color: Color) -> anyhow::Result<Exit> {
    let input = read(&arguments.files, Options::all())?;
    let (ir, found) = check(&input);
    let Some(ir) = ir else {
        report(&found, &input.sources, arguments.format, color)?;
        return Ok(exit_without_output(&found));
    };
    let sets = wanted(&ir, &arguments.sets)?;
    if arguments.dry_run {
        let script = fraise_emit_postgres::seed_script(&ir, &sets);
        io::stdout().lock().write_all(script.as_bytes())?;
        return Ok(Exit::Good);
    }
    let Some(url) = &arguments.database_url else {
        say("error: no database is named")?;
        say(
            "Name it by --database-url or DATABASE_URL, as in postgres://deployer@localhost/shop; --dry-run needs none.",
        )?;
        return Ok(Exit::NoPostgres);
    };
    let batches = fraise_emit_postgres::seeds(&ir, &sets);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let session = match runtime.block_on(Session::open_url(url)) {
        Ok(session) => session,
        Err(error) => {
            say(&format!("error: cannot reach the database: {error}"))?;
            say("Look at --database-url or DATABASE_URL, and whether the server listens there.")?;
            return Ok(Exit::NoPostgres);
        }
    };
    match runtime.block_on(load(&ir, &session, &batches)) {
        Ok(inserted) => tell(&batches, &inserted),
        Err(RowsError::Refused(refusal)) => {
            let found = Diagnostics::from_iter(refused_row(&batches, &refusal));
            report(&found, &input.sources, arguments.format, color)?;
            say("Nothing was loaded.")?;
            Ok(exit_without_output(&found))
        }
        Err(RowsError::Server(error)) => {
            say(&format!("error: cannot load into the database: {error}"))?;
            say(
                "Run postgres/roles.sql and postgres/schema.sql there first, and name a login that may take the role of \
                 the owner; `fraise doctor` looks at the database.",
            )?;
            Ok(Exit::NoPostgres)
        }
    }
}

/// The positions of the sets that were named; all if none was.
fn wanted(ir: &Ir, names: &[String]) -> anyhow::Result<Vec<usize>> {
    if names.is_empty() {
        return Ok((0..ir.seeds.len()).collect());
    }
    let position = |name: &String| {
        ir.seeds.iter().position(|it| it.name == *name).ok_or_else(|| {
            let known = || ir.seeds.iter().map(|it| it.name.as_str());
            match nearest(name, known()) {
                Some(near) => anyhow::anyhow!("the schema has no seeds `{name}`; did you mean `{near}`?"),
                None if ir.seeds.is_empty() => anyhow::anyhow!("the schema has no seeds"),
                None => {
                    let known: Vec<&str> = known().collect();
                    anyhow::anyhow!("the schema has no seeds `{name}`; it has {}", known.join(", "))
                }
            }
        })
    };
    names.iter().map(position).collect()
}

async fn load(ir: &Checked<Ir>, session: &Session, batches: &[SeedBatch]) -> Result<Vec<u64>, RowsError> {
    insert_rows(session, &fraise_emit_postgres::owner(ir), &row_batches(batches)).await
}

/// A line for each type on stdout, and how many rows in all on stderr.
fn tell(batches: &[SeedBatch], inserted: &[u64]) -> anyhow::Result<Exit> {
    let mut types: Vec<(&str, usize, usize)> = Vec::new();
    for (batch, inserted) in batches.iter().zip(inserted) {
        let (all, inserted) = (batch.rows.len(), usize::try_from(*inserted)?);
        match types.iter_mut().find(|(of, ..)| *of == batch.of) {
            Some((_, new, old)) => {
                *new += inserted;
                *old += all.saturating_sub(inserted);
            }
            None => types.push((&batch.of, inserted, all.saturating_sub(inserted))),
        }
    }
    let width = types.iter().map(|(of, ..)| of.len()).max().unwrap_or(0);
    let mut stdout = io::stdout().lock();
    for (of, new, old) in &types {
        writeln!(stdout, "{of:width$}  {new} loaded{}", there_already(*old))?;
    }
    let sum = |count: fn(&(&str, usize, usize)) -> usize| types.iter().map(count).sum::<usize>();
    say(&format!("{} loaded{}", counted(sum(|it| it.1), "row"), there_already(sum(|it| it.2))))?;
    Ok(Exit::Good)
}

fn there_already(count: usize) -> String {
    if count == 0 { String::new() } else { format!(", {count} there already") }
}
