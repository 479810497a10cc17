//! Compiles a schema and builds its service.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use fraise::{Options, RuntimeSource};
use fraise_emit::{OutputPath, OutputTree};
use fraise_ir::{Checked, Ir};

const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A service that was compiled and built.
pub(crate) struct Built {
    tree: OutputTree,
    /// The model that it was made of.
    pub(crate) ir: Checked<Ir>,
    /// The program.
    pub(crate) program: PathBuf,
}

impl Built {
    pub(crate) fn storefront() -> Self {
        let schema = include_str!("../../../schemas/storefront.yaml");
        Self::with_own_code("storefront", schema, Some(include_str!("../../storefront/hooks.rs")))
    }

    /// The service of a schema, in a folder of this name.
    pub(crate) fn from(name: &str, schema: &str) -> Self {
        Self::with_own_code(name, schema, None)
    }

    /// The same with hooks, which are the user's to write.
    fn with_own_code(name: &str, schema: &str, hooks: Option<&str>) -> Self {
        let workspace = fs::canonicalize(WORKSPACE).unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        // Tests that run at once build one after the other.
        let lock = File::create(folder.join("lock")).unwrap();
        lock.lock().unwrap();
        let source = folder.join("schema.yaml");
        fs::write(&source, schema).unwrap();
        let (tree, ir) = compiled(&workspace, source);
        written(&tree, &folder);
        if let Some(hooks) = hooks {
            fs::write(folder.join("service/src/hooks.rs"), hooks).unwrap();
        }
        // The versions that everything else here is built with; what the service does not use, cargo leaves out.
        fs::copy(workspace.join("Cargo.lock"), folder.join("service/Cargo.lock")).unwrap();
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("target");
        let built = target.join("debug").join(&ir.service.name);
        run_in_silence(&folder.join("service"), &target, "build");
        if std::env::var_os("FRAISE_FULL").is_some() {
            run_in_silence(&folder.join("service"), &target, "clippy");
        }
        let program = folder.join("program");
        // One that is running keeps its file and leaves the name; one that begins meanwhile finds a whole file.
        let whole = folder.join("program.new");
        fs::copy(built, &whole).unwrap();
        fs::rename(&whole, &program).unwrap();
        Self { tree, ir, program }
    }

    /// A file of the output.
    pub(crate) fn text(&self, path: &str) -> &str {
        &self.tree.get(&OutputPath::new(path).unwrap()).unwrap().text
    }

    /// The PostgreSQL role that the service's logins are members of.
    pub(crate) fn group(&self) -> String {
        format!("{}_service", self.ir.service.roles_prefix)
    }
}

fn compiled(workspace: &Path, schema: PathBuf) -> (OutputTree, Checked<Ir>) {
    let runtime = workspace.join("crates/fraise-runtime").to_string_lossy().into_owned();
    let options = Options { allow_unfinished: true, runtime: RuntimeSource::Path(runtime), ..Options::all() };
    let input = fraise::read(&[schema], options).unwrap();
    let (tree, found) = fraise::compile(&input);
    let (ir, _) = fraise::check(&input);
    tree.zip(ir).unwrap_or_else(|| {
        let text = fraise_diagnostics::render(&found, &input.sources, fraise_diagnostics::Format::Short);
        panic!("{text}")
    })
}

/// Files are written even where they are there already: services of one name share what cargo has built, and it builds
/// again only what is newer.
fn written(tree: &OutputTree, folder: &Path) {
    for (path, file) in tree.iter() {
        let path = folder.join(path.as_str());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &file.text).unwrap();
    }
}

/// Runs cargo, which has nothing to say.
fn run_in_silence(service: &Path, target: &Path, command: &str) {
    let output = Command::new(env!("CARGO"))
        .arg(command)
        .args(["--quiet", "--offline"])
        .current_dir(service)
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(said, "", "cargo {command}");
}
