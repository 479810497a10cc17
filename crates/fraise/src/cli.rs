//! What can be typed: verbs, arguments, and the text of `--help`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use fraise_diagnostics::nearest;

use crate::{Exit, Options, Target, cmd};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "fraise",
    version,
    about = "Compiles a service schema to PostgreSQL, GraphQL and Rust",
    after_help = "\
To begin with a schema in shop.yaml:
  fraise check shop.yaml      says what is wrong with it; `fraise explain CODE` says more
  fraise compile shop.yaml    writes SQL, the GraphQL schema and a service into out/
  fraise test shop.yaml       runs the tests in it on a throw-away server
  fraise verify shop.yaml     tries to break its database there
  fraise doctor               says what this machine lacks to run it
Then psql runs out/postgres/roles.sql and out/postgres/schema.sql, and `fraise seed shop.yaml` loads its seeds.

Exit codes: 0 good, 1 errors in the schema, a test that fails or a check that finds something, 2 usage, 3 differs (--check), 4 no usable PostgreSQL, 101 a bug of fraise.",
    disable_help_subcommand = true
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    verb: Verb,
    /// Colours in messages; `auto` obeys NO_COLOR
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, display_order = 900)]
    #[arg(env = "FRAISE_COLOR", hide_env_values = true)]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Compile a schema and write what comes out
    Compile(Compile),
    /// Look for errors without writing anything
    Check(Check),
    /// Lay out schema files: indentation, spaces, blank lines
    Fmt(Fmt),
    /// Explain a code such as F0201
    Explain(Explain),
    /// Print the checked model
    Ir(Ir),
    /// Load the seeds of a schema into a database
    Seed(Seed),
    /// Run the tests of a schema on a throw-away server
    Test(Test),
    /// Try to break the database of a schema, on a throw-away server
    Verify(Verify),
    /// Look for what a generated service needs on this machine
    Doctor(Doctor),
    /// Print the completions of a shell
    Completions(Completions),
}

/// The arguments of `compile`.
#[derive(Debug, Args)]
pub(crate) struct Compile {
    #[command(flatten)]
    pub(crate) schema: Schema,
    /// The folder that the output is written to
    #[arg(short, long, value_name = "DIR", default_value = "out")]
    #[arg(env = "FRAISE_OUTPUT", hide_env_values = true)]
    pub(crate) output: PathBuf,
    /// The folder of the crate `fraise-runtime`, for the service to link
    #[arg(long, value_name = "DIR", env = "FRAISE_RUNTIME", hide_env_values = true)]
    pub(crate) runtime: Option<PathBuf>,
    /// Write nothing; print how the folder differs, and exit with 3 if it does
    #[arg(long)]
    pub(crate) check: bool,
    /// Overwrite generated files that were edited by hand
    #[arg(long, conflicts_with = "check")]
    pub(crate) force: bool,
}

/// The arguments of `check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) schema: Schema,
}

/// The arguments of `fmt`.
#[derive(Debug, Args)]
pub(crate) struct Fmt {
    /// The files; imported ones are left alone unless they are named
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Write nothing; print how the files would change, and exit with 3 if they would
    #[arg(long)]
    pub(crate) check: bool,
}

/// Which schema, and how it is compiled.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// The schema; further files share its names, as if it imported them
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// What to emit, with commas between; all of it without this
    #[arg(long, value_enum, value_delimiter = ',', value_name = "TARGETS")]
    #[arg(default_value = "postgres,graphql,rust")]
    pub(crate) emit: Vec<Target>,
    /// Warn of what is declared but cannot be emitted yet, instead of refusing it
    #[arg(long)]
    pub(crate) allow_unfinished: bool,
    /// Refuse what is only warned of: what could not be proven, what was probably not meant
    #[arg(long)]
    pub(crate) strict: bool,
    /// How findings are printed: for people on stderr, for programs on stdout
    #[arg(long, value_enum, default_value_t = Format::Human)]
    #[arg(env = "FRAISE_FORMAT", hide_env_values = true)]
    pub(crate) format: Format,
}

/// The arguments of `explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The code, as messages print it
    pub(crate) code: String,
}

/// The arguments of `ir`.
#[derive(Debug, Args)]
pub(crate) struct Ir {
    /// The schema; further files share its names, as if it imported them
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// How the model is printed
    #[arg(long, value_enum, default_value_t = IrFormat::Json)]
    pub(crate) format: IrFormat,
}

/// The arguments of `seed`.
#[derive(Debug, Args)]
#[command(after_help = "\
The database must have been made by postgres/roles.sql and postgres/schema.sql, and the login must be allowed to take \
the role of the owner. All rows are loaded or none. A row keeps its key from run to run: one that is there already \
stays as it is, whatever was changed in it since.

Example: fraise seed shop.yaml --set demo --database-url postgres://deployer@localhost/shop")]
pub(crate) struct Seed {
    /// The schema; further files share its names, as if it imported them
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Load this set, and those its rows reference; may be given several times [default: all]
    #[arg(long = "set", value_name = "NAME")]
    pub(crate) sets: Vec<String>,
    /// The database: postgres://login:password@host/name, or host=.. user=.. dbname=..
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
    /// Print the SQL instead of running it; needs no database
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// How findings are printed: for people on stderr, for programs on stdout
    #[arg(long, value_enum, default_value_t = Format::Human)]
    #[arg(env = "FRAISE_FORMAT", hide_env_values = true)]
    pub(crate) format: Format,
}

/// The arguments of `test`.
#[derive(Debug, Args)]
#[command(after_help = "\
Each test runs in a transaction that is rolled back: the rows of its seeds are there, its steps call the functions of \
the database as the service does, and what it expects is read as the owner. Exits with 1 if a test fails.

Example: fraise test shop.yaml --test refund")]
pub(crate) struct Test {
    /// The schema; further files share its names, as if it imported them
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Run the tests whose names contain this; may be given several times [default: all]
    #[arg(short, long = "test", value_name = "TEXT")]
    pub(crate) tests: Vec<String>,
    /// Run in a new database of this server, as an administrator, instead of starting one
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
    /// How findings are printed: for people on stderr, for programs on stdout
    #[arg(long, value_enum, default_value_t = Format::Human)]
    #[arg(env = "FRAISE_FORMAT", hide_env_values = true)]
    pub(crate) format: Format,
}

/// The arguments of `verify`.
#[derive(Debug, Args)]
#[command(after_help = "\
Checks: catalog, invariants, stories, states, access, walks, races, crash. Exits with 1 if one of them finds something. Random choices begin with a \
seed, which is printed at the end; with the same seed the same is tried again.

With --database nothing is tried: the invariants of the schema are asked of a database that is there already, and rows \
that break one are told.

Example: fraise verify shop.yaml --only catalog,states")]
pub(crate) struct Verify {
    /// The schema; further files share its names, as if it imported them
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Ask the invariants of this database, and change nothing there
    #[arg(long, value_name = "URL", conflicts_with_all = ["only", "seed", "steps"])]
    pub(crate) database: Option<String>,
    /// Run these checks, with commas between [default: all]
    #[arg(long, value_name = "CHECKS", value_delimiter = ',', value_parser = wanted_check)]
    pub(crate) only: Vec<WantedCheck>,
    /// What random choices begin with [default: another one for each run]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) seed: Option<u64>,
    /// How many operations a random walk is made of
    #[arg(long, value_name = "NUMBER")]
    pub(crate) steps: Option<usize>,
    /// Say on stderr how far it is, also where that is no terminal
    #[arg(long)]
    pub(crate) progress: bool,
    /// How findings are printed: for people on stderr, for programs on stdout
    #[arg(long, value_enum, default_value_t = Format::Human)]
    #[arg(env = "FRAISE_FORMAT", hide_env_values = true)]
    pub(crate) format: Format,
}

/// A check by its name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WantedCheck(pub(crate) fraise_verify::Check);

fn wanted_check(name: &str) -> Result<WantedCheck, String> {
    let all = || fraise_verify::Check::ALL.into_iter().map(fraise_verify::Check::name);
    fraise_verify::Check::parse(name).map(WantedCheck).ok_or_else(|| match nearest(name, all()) {
        Some(near) => format!("there is no such check; did you mean `{near}`?"),
        None => format!("there is no such check; there are {}", all().collect::<Vec<_>>().join(", ")),
    })
}

/// The arguments of `doctor`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exits with 0 if there is a PostgreSQL that can be used, and with 4 if there is none. What else is missing is told with \
what to do about it.")]
pub(crate) struct Doctor {
    /// Look at this database too: postgres://login:password@host/name, or host=.. user=.. dbname=..
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
}

/// The arguments of `completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// With the lines of the schema
    Human,
    /// One line each
    Short,
    /// One JSON object each, on a line of its own
    Json,
    /// A SARIF log
    Sarif,
    /// Annotations of GitHub's workflows
    Github,
}

/// How the model is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum IrFormat {
    /// One JSON document
    Json,
}

/// When messages are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Schema {
    /// What to emit, and how strictly.
    pub(crate) fn options(&self) -> Options {
        let targets = self.emit.iter().copied().collect();
        Options { targets, allow_unfinished: self.allow_unfinished, strict: self.strict, ..Options::all() }
    }
}

impl Cli {
    /// Does what was asked for.
    pub(crate) fn run(self) -> anyhow::Result<Exit> {
        let color = self.color;
        match self.verb {
            Verb::Compile(arguments) => cmd::compile(&arguments, color),
            Verb::Check(arguments) => cmd::check(&arguments, color),
            Verb::Fmt(arguments) => cmd::fmt(&arguments, color),
            Verb::Explain(arguments) => cmd::explain(&arguments),
            Verb::Ir(arguments) => cmd::ir(&arguments, color),
            Verb::Seed(arguments) => cmd::seed(&arguments, color),
            Verb::Test(arguments) => cmd::test(&arguments, color),
            Verb::Verify(arguments) => cmd::verify(&arguments, color),
            Verb::Doctor(arguments) => cmd::doctor(&arguments),
            Verb::Completions(arguments) => cmd::completions(&arguments),
        }
    }
}
