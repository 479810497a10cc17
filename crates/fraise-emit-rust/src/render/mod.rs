//! A crate to its files.

mod access;
mod code;
mod doc;
mod field;
mod fragment;
mod hooks;
mod item;
mod module;
mod mutations;
mod name;
mod queries;
mod roles;
mod service;
mod types;
mod values;
mod work;

use std::error::Error;
use std::fmt;

use fraise_emit::{File, InvalidPath, OutputPath, OutputTree, PathTaken};
use fraise_templates::{OwnHook, ServiceHooks, ServiceMain, ServiceManifest, ServiceReadme};

use self::module::Module;
use crate::service::Crate;

/// The folder of the crate.
const FOLDER: &str = "service";

/// What git leaves alone.
const GITIGNORE: &str = "/target\n";

/// A mistake in fraise that shows while files are made.
#[derive(Debug)]
pub enum RenderError {
    /// A template that cannot be filled.
    Template(fraise_templates::RenderError),
    /// A path is refused.
    Path(InvalidPath),
    /// Two files have one path.
    Taken(PathTaken),
}

/// The files of the crate: the user's, and under `src/generated/` ours.
pub fn render(krate: &Crate) -> Result<OutputTree, RenderError> {
    let mut files = Files(OutputTree::new());
    let manifest = ServiceManifest::new(&krate.name, &krate.description, &krate.runtime);
    files.add("Cargo.toml", File::scaffold(template(&manifest)?))?;
    files.add("README.md", File::scaffold(template(&readme(krate))?))?;
    files.add(".gitignore", File::scaffold(GITIGNORE))?;
    let hooks = &krate.service.hooks;
    let main = ServiceMain { service: krate.service.name.clone(), has_hooks: !hooks.hooks.is_empty() };
    files.add("src/main.rs", File::scaffold(template(&main)?))?;
    if !hooks.hooks.is_empty() {
        files.add("src/hooks.rs", File::scaffold(template(&own_hooks(krate))?))?;
        files.add("src/generated/hooks.rs", File::generated(hooks::text(hooks)))?;
    }

    files.add("src/generated/schema.graphql", File::generated(krate.sdl.clone()))?;
    files.add_module("src/generated/mod.rs", service::module(&krate.service))?;
    files.add_module("src/generated/roles.rs", roles::module(&krate.service))?;
    files.add_module("src/generated/values.rs", values::module(&krate.service))?;
    files.add_module("src/generated/types.rs", types::module(&krate.service))?;
    files.add_module("src/generated/queries.rs", queries::module(&krate.service))?;
    if !krate.service.mutations.is_empty() {
        files.add_module("src/generated/mutations.rs", mutations::module(&krate.service))?;
    }
    if work::is_there(&krate.service.work) {
        files.add_module("src/generated/work.rs", work::module(&krate.service))?;
    }
    Ok(files.0)
}

fn readme(krate: &Crate) -> ServiceReadme {
    ServiceReadme {
        service: krate.service.name.clone(),
        group: krate.group.to_string(),
        has_hooks: !krate.service.hooks.hooks.is_empty(),
    }
}

fn own_hooks(krate: &Crate) -> ServiceHooks {
    let hooks = &krate.service.hooks.hooks;
    let mut types: Vec<String> = hooks
        .iter()
        .flat_map(|it| [it.input.clone(), it.output.clone()])
        .chain(["Hooks".to_owned()])
        .collect();
    types.sort();
    let hook = |it: &crate::service::Hook| OwnHook {
        name: it.name.clone(),
        method: hooks::identifier(&it.name),
        input: it.input.clone(),
        output: it.output.clone(),
    };
    ServiceHooks { service: krate.service.name.clone(), types, hooks: hooks.iter().map(hook).collect() }
}

struct Files(OutputTree);

impl Files {
    fn add(&mut self, path: &str, file: File) -> Result<(), RenderError> {
        let path = OutputPath::new(format!("{FOLDER}/{path}")).map_err(RenderError::Path)?;
        self.0.insert(path, file).map_err(RenderError::Taken)
    }

    fn add_module(&mut self, path: &str, module: Module<'_>) -> Result<(), RenderError> {
        self.add(path, File::generated(module.text()))
    }
}

fn template(view: &impl fraise_templates::View) -> Result<String, RenderError> {
    fraise_templates::render(view).map_err(RenderError::Template)
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RenderError::Template(it) => it.fmt(f),
            RenderError::Path(it) => it.fmt(f),
            RenderError::Taken(it) => it.fmt(f),
        }
    }
}

impl Error for RenderError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            RenderError::Template(it) => Some(it),
            RenderError::Path(it) => Some(it),
            RenderError::Taken(it) => Some(it),
        }
    }
}
