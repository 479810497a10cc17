//! What a compilation costs: in memory, from the texts of a schema to all files of all targets; and the
//! command on the storefront, from its start to its end.
//!
//! Beside each compilation stands a named reference on the same texts: `yaml_serde` reading them into a tree
//! of values, which a compiler of YAML pays at least. The last lines say how the times relate, and what the
//! largest memory of the process was when 1 000 types had been compiled.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench")]

mod synthetic;

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, SamplingMode};
use fraise::Options;
use mimalloc::MiMalloc;
use tempfile::TempDir;

/// The allocator of the command.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// A schema on disk, removed with this.
struct Schema {
    folder: TempDir,
    texts: Vec<String>,
}

impl Schema {
    fn of(types: usize) -> Self {
        let folder = TempDir::new().unwrap();
        let files = synthetic::schema(types);
        for (name, text) in &files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        Self { folder, texts: files.into_iter().map(|(_, text)| text).collect() }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("schema.yaml")
    }

    fn compile(&self) {
        let options = Options { allow_unfinished: true, ..Options::all() };
        let input = fraise::read(&[self.root()], options).unwrap();
        let (tree, _) = fraise::compile(&input);
        black_box(tree.unwrap());
    }

    fn read_as_values(&self) {
        for text in &self.texts {
            black_box(serde_yaml::from_str::<serde_yaml::Value>(text).unwrap());
        }
    }
}

fn compilations(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("types");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(10));
    for types in [1_000, 10_000] {
        let schema = Schema::of(types);
        group.bench_function(BenchmarkId::new("compile", types), |it| it.iter(|| schema.compile()));
        group.bench_function(BenchmarkId::new("yaml_serde", types), |it| it.iter(|| schema.read_as_values()));
    }
    group.finish();
}

fn command(criterion: &mut Criterion) {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/storefront.yaml");
    let out = TempDir::new().unwrap();
    let run = || {
        let status = Command::new(env!("CARGO_BIN_EXE_fraise"))
            .args(["compile", "--allow-unfinished", "--format", "short", "-o"])
            .args([out.path(), &schema])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(status.unwrap().success());
    };
    criterion.bench_function("storefront, from start to exit", |it| it.iter(run));
}

/// The best of a few runs: what disturbs a run only makes it longer.
fn best(run: impl Fn()) -> Duration {
    let timed = || {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..5).map(|_| timed()).min().unwrap()
}

fn main() {
    let (thousand, ten_thousand) = (Schema::of(1_000), Schema::of(10_000));
    thousand.compile();
    let memory = largest_memory();

    let mut criterion = Criterion::default().configure_from_args();
    compilations(&mut criterion);
    command(&mut criterion);
    criterion.final_summary();

    let (one, ten) = (best(|| thousand.compile()), best(|| ten_thousand.compile()));
    let reference = best(|| thousand.read_as_values());
    println!(
        "1 000 types: {one:.1?}, {:.2} of a read by yaml_serde; largest memory {memory}",
        ratio(one, reference)
    );
    println!("10 000 types: {ten:.1?}, {:.2} of the cost of 1 000 for each type", ratio(ten, one * 10));
}

fn ratio(ours: Duration, theirs: Duration) -> f64 {
    ours.as_secs_f64() / theirs.as_secs_f64()
}

/// Of this process so far, where the system tells.
fn largest_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |it| it.trim().to_owned())
}
