//! `fraise compile`: a schema to files on disk, or to a list of how they differ.

use std::io::{self, Write as _};
use std::path::Path;

use fraise_emit::{Action, Conflict, Force, Plan};

use crate::cli::{Color, Compile};
use crate::patch::patch;
use crate::report::{counted, exit_without_output, report, say};
use crate::runtime_folder::runtime_for;
use crate::{Exit, Options, OutputFolder, read};

pub(crate) fn compile(arguments: &Compile, color: Color) -> anyhow::Result<Exit> {
    let schema = &arguments.schema;
    let runtime = runtime_for(&arguments.output, arguments.runtime.as_deref())?;
    let input = read(&schema.files, Options { runtime, ..schema.options() })?;
    let (tree, found) = crate::compile(&input);
    report(&found, &input.sources, schema.format, color)?;
    let Some(tree) = tree else {
        return Ok(exit_without_output(&found));
    };
    let folder = OutputFolder::open(&arguments.output)?;
    let force = if arguments.force { Force::Overwrite } else { Force::Ask };
    let plan = folder.plan(&tree, force)?;
    if arguments.check { differences(&plan) } else { write(&folder, &plan, &arguments.output) }
}

/// What `--check` prints: the changes that a run would make, as a patch.
fn differences(plan: &Plan) -> anyhow::Result<Exit> {
    if plan.is_settled() {
        return Ok(Exit::Good);
    }
    let mut stdout = io::stdout().lock();
    for (path, action) in &plan.actions {
        let name = path.as_str();
        match action {
            Action::Create { text } => stdout.write_all(patch(name, b"", text.as_bytes()).as_bytes())?,
            Action::Update { old, text } => stdout.write_all(patch(name, old, text.as_bytes()).as_bytes())?,
            Action::Remove { old } => stdout.write_all(patch(name, old, b"").as_bytes())?,
            Action::Conflict(conflict) => writeln!(stdout, "{path}: {}", reason(*conflict))?,
            Action::Unchanged | Action::Keep | Action::StayAway => {}
        }
    }
    drop(stdout);
    say("the folder differs from what the schema says")?;
    Ok(Exit::Differs)
}

fn write(folder: &OutputFolder, plan: &Plan, output: &Path) -> anyhow::Result<Exit> {
    let conflicts: Vec<_> = plan.conflicts().collect();
    if !conflicts.is_empty() {
        for (path, conflict) in conflicts {
            say(&format!("error: {path}: {}", reason(conflict)))?;
        }
        say("Nothing was written. Move these files away, or overwrite them with --force.")?;
        return Ok(Exit::Differs);
    }
    folder.carry_out(plan)?;
    say(&outcome(plan, output))?;
    Ok(Exit::Good)
}

fn reason(conflict: Conflict) -> &'static str {
    match conflict {
        Conflict::EditedByHand => "a generated file that was edited by hand",
        Conflict::NotOurs => "a file that fraise did not write, where a generated one belongs",
        Conflict::EditedThenLeft => "left the model, but was edited by hand",
    }
}

/// `out: 3 files written, 1 removed, 12 unchanged, 2 of yours kept`.
fn outcome(plan: &Plan, output: &Path) -> String {
    let (mut written, mut removed, mut unchanged, mut kept) = (0, 0, 0, 0);
    for action in plan.actions.values() {
        match action {
            Action::Create { .. } | Action::Update { .. } => written += 1,
            Action::Remove { .. } => removed += 1,
            Action::Unchanged => unchanged += 1,
            Action::Keep | Action::StayAway => kept += 1,
            Action::Conflict(_) => {}
        }
    }
    let others = [(removed, "removed"), (unchanged, "unchanged"), (kept, "of yours kept")];
    let mut line = format!("{}: {} written", output.display(), counted(written, "file"));
    for (count, what) in others.into_iter().filter(|(count, _)| *count > 0) {
        line.push_str(&format!(", {count} {what}"));
    }
    line
}
