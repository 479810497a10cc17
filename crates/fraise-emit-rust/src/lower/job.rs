//! What follows commits: each entry as SQL over the row `job` of `fraise.jobs`, whose columns `arguments` and `results`
//! hold all that an entry may name.

use fraise_ir::{
    Expr, Input, Mutation, StepId, Type,
    expr::Root,
    mutation::{AfterCommit, StepNameKind},
};
use fraise_lower::{Hole, Piece, Row, Scope, Sql, signature, types};
use fraise_sql::{Fragment, Literal};

use super::{
    Unsupported,
    context::Context,
    hook::{self, Eyes},
};
use crate::service::{Does, Entry, Job, Work};

/// All that the service does by itself.
pub(super) fn work(ctx: &Context<'_>) -> Result<Work, Unsupported> {
    let ir = ctx.ir;
    let finished = || ir.mutations.iter().filter(|it| it.unfinished(ir).is_none());
    let leave_jobs = finished().filter(|it| !it.after_commit.is_empty() && it.unknown_to_job(ir).is_none());
    let machines = ir.entities.iter().filter_map(|it| it.machine.as_ref());
    Ok(Work {
        wait: ir.service.jobs.wait.clone(),
        give_up: ir.service.jobs.give_up.clone(),
        jobs: leave_jobs.map(|it| job(ctx, it)).collect::<Result<_, _>>()?,
        timers: machines.flat_map(|it| &it.events).any(|it| !it.after.is_empty()),
        keys: finished().any(|it| it.idempotent.is_some()),
    })
}

fn job(ctx: &Context<'_>, mutation: &Mutation) -> Result<Job, Unsupported> {
    let known = Known { ctx, mutation };
    Ok(Job {
        mutation: mutation.name.clone(),
        entries: mutation.after_commit.iter().map(|it| known.entry(it)).collect::<Result<_, _>>()?,
        secrets: mutation.inputs.iter().flat_map(|it| secrets(ctx, it)).collect(),
    })
}

/// Where secrets lie in the arguments of a job; a list that holds some goes as a whole.
fn secrets(ctx: &Context<'_>, input: &Input) -> Vec<Vec<String>> {
    let place = || vec!["input".to_owned(), input.sql.clone()];
    match &input.ty {
        _ if input.secret => vec![place()],
        Type::Object(id) => {
            let fields = ctx.ir.object(*id).fields.iter().filter(|it| it.secret);
            fields.map(|it| place().into_iter().chain([it.sql.clone()]).collect()).collect()
        }
        Type::Array(item) => match **item {
            Type::Object(id) if ctx.ir.object(id).fields.iter().any(|it| it.secret) => vec![place()],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// What is known behind a mutation.
struct Known<'k, 'ir> {
    ctx: &'k Context<'ir>,
    mutation: &'k Mutation,
}

impl<'ir> Known<'_, 'ir> {
    fn entry(&self, entry: &AfterCommit) -> Result<Entry, Unsupported> {
        let scope = self.scope();
        match entry {
            AfterCommit::Hook { hook, with, when, .. } => {
                let declared = self.ctx.ir.hooks.get(hook.0);
                let declared = declared.ok_or_else(|| Unsupported::new("a hook that is not declared"))?;
                let input = hook::input(self.ctx, &scope, declared, with, Eyes::Service);
                let does = Does::Hook { hook: declared.name.clone(), input: self.text(&input)? };
                Ok(Entry { when: self.when(&scope, when.as_ref())?, does })
            }
            AfterCommit::Call { mutation, with, when, .. } => {
                let called = self.ctx.ir.mutations.get(mutation.0);
                let called = called.ok_or_else(|| Unsupported::new("a mutation that is not declared"))?;
                let does = Does::Call { call: self.call(&scope, called, with)? };
                Ok(Entry { when: self.when(&scope, when.as_ref())?, does })
            }
        }
    }

    fn when(&self, scope: &Scope<'_>, when: Option<&Expr>) -> Result<Option<Fragment>, Unsupported> {
        when.map(|it| self.text(&scope.condition(it))).transpose()
    }

    /// `public.payment_result(p_payment_id => .., ..)`
    fn call(
        &self,
        scope: &Scope<'_>,
        called: &Mutation,
        with: &[(String, Expr)],
    ) -> Result<Fragment, Unsupported> {
        let given = called.inputs.iter().filter_map(|input| {
            let (_, value) = with.iter().find(|(name, _)| *name == input.name)?;
            let ty = signature::argument_type(self.ctx.ir, &input.ty);
            let value = scope.value(value).parens().with_kw("::").with(Sql::from(Fragment::new().ty(&ty)));
            Some(Sql::new().with_ident(&signature::argument(input)).with_kw(" => ").with(value))
        });
        let name = Fragment::new().name(&signature::name(self.ctx.ir, called));
        self.text(&Sql::from(name).with_kw("(").with(Sql::join(", ", given)).with_kw(")"))
    }

    /// Rows by their keys: those that were given, and those of steps.
    fn scope(&self) -> Scope<'ir> {
        let mut scope = self.ctx.scope.clone();
        for (index, name) in self.mutation.names.iter().enumerate() {
            let StepNameKind::Row(entity) = name.kind else { continue };
            let given = self.mutation.inputs.iter().find(|it| it.name == name.name);
            let (place, key) = match given {
                Some(input) => ("job.arguments -> 'input'", input.sql.as_str()),
                None => ("job.arguments -> 'steps'", name.name.as_str()),
            };
            let key = Fragment::new()
                .kw("(")
                .kw(place)
                .kw(" ->> ")
                .lit(&Literal::text(key))
                .kw(")::")
                .ty(&types::key_type(self.ctx.ir, entity));
            scope = scope.bind(Root::Step(StepId(index)), Row::Key(Sql::from(key)));
        }
        scope
    }

    fn text(&self, sql: &Sql) -> Result<Fragment, Unsupported> {
        let filled = sql.fill(&mut |hole| match hole {
            Hole::Input(position) => {
                let input = self.mutation.inputs.get(*position)?;
                let json = Fragment::new().kw("job.arguments -> 'input'");
                Some(Sql::from(hook::from_json(self.ctx, json, &input.sql, &input.ty)))
            }
            Hole::HookOutput(step, position) => self.output(*step, *position).map(Sql::from),
            _ => None,
        });
        let mut text = Fragment::new();
        for piece in filled.pieces() {
            match piece {
                Piece::Text(it) => text = text.frag(it),
                Piece::Line | Piece::FurtherLine => text = text.kw(" "),
                Piece::Open(_) | Piece::Close => {}
                Piece::Hole(it) => {
                    return Err(Unsupported::new(format!("{it:?} in what follows a commit")));
                }
            }
        }
        Ok(text)
    }

    /// The output of a hook: of one before the transaction, or of an entry that has returned.
    fn output(&self, step: StepId, position: usize) -> Option<Fragment> {
        let name = self.mutation.name_of(step)?;
        let StepNameKind::Hook(hook) = name.kind else { return None };
        let output = self.ctx.ir.hooks.get(hook.0)?.output.get(position)?;
        let entry = self.mutation.after_commit.iter().position(|it| match it {
            AfterCommit::Hook { name, .. } => *name == Some(step),
            AfterCommit::Call { .. } => false,
        });
        let json = match entry {
            Some(place) => Fragment::new().kw("job.results -> ").lit(&Literal::text(&place.to_string())),
            None => Fragment::new().kw("job.arguments -> 'hooks' -> ").lit(&Literal::text(&name.name)),
        };
        Some(hook::from_json(self.ctx, json, &output.sql, &output.ty))
    }
}
