//! The checked model to a service.

mod access;
mod context;
mod enumeration;
mod failure;
mod field;
mod fragment;
mod hook;
mod job;
mod key;
mod krate;
mod mutation;
mod object;
mod query;
mod reach;
mod relation;
mod role;
mod ty;
mod value;
mod viewer;

use std::error::Error;
use std::fmt;

use fraise_ir::{Checked, Ir};
use fraise_templates::RuntimeSource;

use self::{context::Context, reach::Reached};
use crate::service::{Crate, InputObject, Service};

/// What a generated crate needs beside the model.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where `fraise-runtime` comes from.
    pub runtime: RuntimeSource,
    /// The schema definition that the service answers to, as text.
    pub sdl: String,
}

/// A construct that the runtime has no place for; the checker should have refused it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    /// What it is, in the words of the language.
    pub construct: String,
}

/// The crate that runs the service.
pub fn lower(ir: &Checked<Ir>, options: &Options) -> Result<Crate, Unsupported> {
    Ok(Crate {
        name: krate::name(&ir.service.name),
        description: krate::description(ir),
        runtime: options.runtime.clone(),
        group: krate::group(ir),
        sdl: options.sdl.clone(),
        service: service(ir)?,
    })
}

fn service(ir: &Ir) -> Result<Service, Unsupported> {
    let reached = Reached::from(ir);
    let ctx = &Context::new(ir);
    Ok(Service {
        name: ir.service.name.clone(),
        roles: role::roles(ctx),
        viewer: viewer::viewer(ctx),
        enums: reached.enums.iter().map(|it| enumeration::enumeration(ctx, *it)).collect(),
        objects: reached.objects.iter().map(|it| object::object(ctx, *it)).collect::<Result<_, _>>()?,
        inputs: inputs(ctx, &reached),
        types: reached.entities.iter().map(|it| ty::ty(ctx, *it)).collect::<Result<_, _>>()?,
        queries: query::queries(ctx)?,
        mutations: mutation::mutations(ctx)?,
        hooks: hook::module(ctx),
        work: job::work(ctx)?,
        errors: failure::errors(ctx),
        constraints: failure::constraints(ctx),
        depth: ir.service.limits.depth,
        complexity: ir.service.limits.complexity,
    })
}

/// The objects that arguments hold, and behind them those of raw operations.
fn inputs(ctx: &Context<'_>, reached: &Reached) -> Vec<InputObject> {
    let declared = reached.inputs.iter().map(|it| mutation::input_object(ctx, *it));
    declared.chain(mutation::raw_inputs(ctx)).collect()
}

impl Unsupported {
    fn new(construct: impl Into<String>) -> Self {
        Self { construct: construct.into() }
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the service has no place for {}", self.construct)
    }
}

impl Error for Unsupported {}
