//! What was kept of the engine's finds, and what the other suites compile, tried without the engine.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

fn tests() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    paths.sort();
    paths
}

fn kept(name: &str) -> Vec<Vec<u8>> {
    let kept: Vec<_> =
        sorted(&tests().join("fuzz/corpus").join(name)).iter().map(|it| fs::read(it).unwrap()).collect();
    assert!(!kept.is_empty(), "{name} has a corpus");
    kept
}

fn small_schemas() -> Vec<Vec<u8>> {
    sorted(&tests().join("compile")).iter().map(|it| fs::read(it.join("schema.yaml")).unwrap()).collect()
}

#[test]
fn reading() {
    kept("reading").iter().chain(&small_schemas()).for_each(|it| fraise_fuzz::reading(it));
}

#[test]
fn expressions() {
    kept("expressions").iter().for_each(|it| fraise_fuzz::expressions(it));
}

#[test]
fn compiling() {
    kept("compiling").iter().for_each(|it| fraise_fuzz::compiling(it));
}

#[test]
fn changed_schemas() {
    for (seed, schema) in (0..).zip(small_schemas()) {
        fraise_fuzz::compiling(&fraise_fuzz::mutated(&schema, seed));
    }
}
