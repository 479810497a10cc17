//! Statements as SQL text that looks as if made by hand: lower case, columns aligned, one blank
//! line between objects, a comment beside its object.
//!
//! Everything that comes from a schema arrives here as a name, a constant, a fragment or a body;
//! what follows `--` is fixed text of this program.

mod foreign_key;
mod function;
mod grant;
mod index;
mod insert;
mod layout;
mod object;
mod policy;
mod role;
mod sequence;
mod table;
mod trigger;
mod view;

use crate::Ident;
use crate::catalog::{Catalog, DefaultPrivilege, EnumType, RoleSetup};
use crate::statement::{self, Object, Section, Statement};

/// The script of the administrator. It may be run again: what is there stays as it is.
pub fn roles(setup: &RoleSetup, header: &[&'static str]) -> String {
    let mut script = Script::with_header(header);
    script.line("begin;");
    script.sections(statement::prepare(setup));
    script.end("commit;")
}

/// The script of the owner, which makes everything in the catalog or nothing.
pub fn schema(catalog: &Catalog, header: &[&'static str]) -> String {
    let mut script = Script::with_header(header);
    script.line("begin;");
    if let Some(owner) = &catalog.owner {
        script.line(&statement(&Statement::SetLocalRole(owner)));
    }
    script.sections(statement::create(catalog));
    script.end("commit;")
}

/// A script of the owner that changes nothing but rows: all of these statements or none.
pub fn rows(owner: &Ident, statements: &[Statement<'_>], header: &[&'static str]) -> String {
    let mut script = Script::with_header(header);
    script.line("begin;");
    script.line(&statement(&Statement::SetLocalRole(owner)));
    for next in statements {
        script.blank();
        script.line(&statement(next));
    }
    script.end("commit;")
}

/// One statement with its semicolon, without a line end.
pub fn statement(statement: &Statement<'_>) -> String {
    match statement {
        Statement::CreateDatabase { name, template } => {
            // Copying files is faster than copying through the log, for small databases too.
            format!("create database {name} template {template} strategy file_copy;")
        }
        Statement::DropDatabase(name) => format!("drop database {name} with (force);"),
        Statement::SetLocalRole(role) => format!("set local role {role};"),
        Statement::EnsureRoles { roles, memberships } => role::ensure_roles(roles, memberships),
        Statement::EnsureSchemas { schemas, extensions, default_privileges } => {
            role::ensure_schemas(schemas, extensions, default_privileges)
        }
        Statement::AlterDefaultPrivilege(it) => alter_default_privilege(it),
        Statement::CreateEnum(enum_) => create_enum(enum_),
        Statement::CreateSequence(sequence) => sequence::create(sequence),
        Statement::OwnSequence(sequence) => sequence::own(sequence),
        Statement::CreateTable(table) => table::create(table),
        Statement::AddForeignKeys { table, foreign_keys } => foreign_key::add(table, foreign_keys),
        Statement::CreateIndex { table, index } => index::create(table, index),
        Statement::CreateView(view) => view::create(view),
        Statement::CreateFunction(function) => function::create(function),
        Statement::CreateTrigger { table, trigger } => trigger::create(table, trigger),
        Statement::EnableRowSecurity(table) => {
            format!("alter table {table} enable row level security;")
        }
        Statement::CreatePolicy { table, policy } => policy::create(table, policy),
        Statement::Grant { on, rights, to } => grant::give(on, rights, to),
        Statement::RevokeExecuteFromPublic(on) => {
            format!("revoke execute on {on} from public;")
        }
        Statement::Insert(insert) => insert::into(insert),
        Statement::Comment { on, text } => format!("comment on {on} is {text};"),
    }
}

fn alter_default_privilege(it: &DefaultPrivilege) -> String {
    match it {
        DefaultPrivilege::RevokeExecuteFromPublic { role } => {
            format!("alter default privileges for role {role}\n  revoke execute on functions from public;")
        }
    }
}

fn create_enum(enum_: &EnumType) -> String {
    let members = layout::list(0, enum_.members.iter());
    format!("create type {} as enum {members};", enum_.name)
}

/// A script being written: groups of lines with one blank line between them.
struct Script {
    text: String,
}

impl Script {
    fn with_header(header: &[&'static str]) -> Self {
        let mut script = Self { text: String::new() };
        for line in header {
            script.line(format!("-- {line}").trim_end());
        }
        if !header.is_empty() {
            script.blank();
        }
        script
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A section without statements is left out.
    fn sections<'a>(&mut self, sections: impl IntoIterator<Item = Section<'a>>) {
        for section in sections {
            let mut previous = None;
            for next in section.statements {
                if previous.is_none() {
                    self.blank();
                    self.line(&format!("-- {}", section.heading));
                }
                if !previous.is_some_and(|previous| stand_together(&previous, &next)) {
                    self.blank();
                }
                self.line(&statement(&next));
                previous = Some(next);
            }
        }
    }

    fn end(mut self, line: &str) -> String {
        self.blank();
        self.line(line);
        self.text
    }
}

/// Whether no blank line goes between two statements.
fn stand_together(previous: &Statement<'_>, next: &Statement<'_>) -> bool {
    match (previous, next) {
        (Statement::CreateIndex { table, .. }, Statement::CreateIndex { table: other, .. }) => table == other,
        (Statement::Grant { on, .. }, Statement::Grant { on: other, .. }) => match (on, other) {
            (Object::Function(..), Object::Function(..)) | (Object::Schema(_), Object::Schema(_)) => true,
            _ => on == other,
        },
        (Statement::Comment { on: Object::Schema(_), .. }, Statement::Comment { .. }) => true,
        (_, Statement::Comment { .. } | Statement::RevokeExecuteFromPublic(_)) => true,
        _ => false,
    }
}
