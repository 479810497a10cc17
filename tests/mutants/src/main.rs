//! `cargo run -p fraise-mutants -- SCHEMA [--count N] [--seed N] [--list] [--only WORDS]`

#![allow(clippy::print_stdout, reason = "a command for developers")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use fraise_mutants::{
    choose::chosen,
    operator::{Mutant, mutants},
    script::pieces,
    trial::{Fate, tried},
};
use fraise_pg::Server;
use fraise_sql::print;
use fraise_verify::{Options, Subject};

struct Arguments {
    schema: PathBuf,
    count: usize,
    seed: u64,
    only: String,
    list: bool,
}

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let mut found =
        Arguments { schema: PathBuf::new(), count: 200, seed: 1, only: String::new(), list: false };
    let mut given = std::env::args().skip(1);
    while let Some(argument) = given.next() {
        let mut value = || given.next().ok_or_else(|| format!("{argument} lacks its value"));
        match argument.as_str() {
            "--count" => found.count = value()?.parse()?,
            "--seed" => found.seed = value()?.parse()?,
            "--only" => found.only = value()?,
            "--list" => found.list = true,
            schema => found.schema = PathBuf::from(schema),
        }
    }
    Ok(found)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = arguments()?;
    let options = fraise::Options { allow_unfinished: true, ..fraise::Options::all() };
    let input = fraise::read(std::slice::from_ref(&arguments.schema), options)?;
    let (ir, _) = fraise::check(&input);
    let ir = ir.ok_or("the schema has errors")?;
    let catalog = fraise_emit_postgres::catalog(&ir)?;
    let script = print::schema(&catalog, &[]);
    let all: Vec<Mutant> = pieces(&script).ok_or("the script is no SQL")?.iter().flat_map(mutants).collect();
    let possible = all.len();
    let is_meant = |it: &Mutant| it.operator.contains(&arguments.only) || it.piece.contains(&arguments.only);
    let all = chosen(all.into_iter().filter(is_meant).collect(), arguments.count, arguments.seed);
    println!("{} of {possible} mutants, seed {}", all.len(), arguments.seed);
    if arguments.list {
        all.iter().for_each(|it| println!("{}", shown(it, &script)));
        return Ok(());
    }
    let subject = Subject { ir: &ir, catalog: &catalog, schema_sql: &script };
    let fates = tried_all(&all, &subject)?;
    summary(&all, &fates, &script);
    Ok(())
}

/// As many at once as there are processors, each with a server of its own: roles belong to a server.
fn tried_all(all: &[Mutant], subject: &Subject<'_>) -> Result<Vec<Fate>, Box<dyn Error>> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let fates: Mutex<BTreeMap<usize, Fate>> = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        let work = || -> Result<(), String> {
            let binaries = fraise_pg::find(None).map_err(|it| it.to_string())?;
            let server = Server::start(&binaries).map_err(|it| it.to_string())?;
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
            let runtime = runtime.map_err(|it| it.to_string())?;
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(mutant) = all.get(place) else { return Ok(()) };
                let damaged = mutant.script(subject.schema_sql);
                let of_mutant = Subject { schema_sql: &damaged, ..*subject };
                let options = Options { compare_catalog: false, stop_early: true, ..Options::default() };
                let (fate, took) = runtime.block_on(tried(&server, &of_mutant, &options));
                println!(
                    "{:10} {:5.1} s  {}{}",
                    fate.name(),
                    took.as_secs_f64(),
                    shown(mutant, subject.schema_sql),
                    if fate.told().is_empty() { String::new() } else { format!("\n    {}", fate.told()) }
                );
                fates.lock().unwrap_or_else(PoisonError::into_inner).insert(place, fate);
            }
        };
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|it| it.join().unwrap_or_else(|_| Err("a worker died".to_owned())))
    })?;
    Ok(fates.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect())
}

fn shown(mutant: &Mutant, script: &str) -> String {
    let was: String = mutant.was(script).chars().take(100).collect();
    let becomes = if mutant.instead.is_empty() { String::new() } else { format!(" -> {}", mutant.instead) };
    format!("{} in {}:{}: {was}{becomes}", mutant.operator, mutant.piece, mutant.line(script))
}

fn summary(all: &[Mutant], fates: &[Fate], script: &str) {
    let mut by_fate: BTreeMap<String, usize> = BTreeMap::new();
    fates.iter().for_each(|it| *by_fate.entry(it.name()).or_default() += 1);
    println!();
    by_fate.iter().for_each(|(fate, count)| println!("{count:5} {fate}"));
    let alive = fates.iter().filter(|it| **it != Fate::Stillborn).count();
    let survivors: Vec<&Mutant> =
        all.iter().zip(fates).filter(|(_, fate)| **fate == Fate::Survived).map(|(it, _)| it).collect();
    let killed = alive - survivors.len();
    println!("{killed} of {alive} killed, {} per cent", killed * 100 / alive.max(1));
    survivors.iter().for_each(|it| println!("survived: {}", shown(it, script)));
}
