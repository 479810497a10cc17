//! The steps that make what a catalog describes. One typed list: the printer, and whoever wants to
//! count, order or judge steps, read the same values.

use serde::Serialize;

use crate::catalog::{
    Catalog, DefaultPrivilege, EnumType, Extension, ForeignKey, Function, Grant, Grantee, Index, Membership,
    OwnedSchema, Policy, Privilege, Role, RoleSetup, Sequence, Table, Trigger, View,
};
use crate::{Fragment, Ident, QualifiedName, SqlType, Text};

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Statement {
    /// Makes a database as a copy of another one.
    CreateDatabase {
        /// Its name.
        name: Ident,
        /// The one that is copied.
        template: Ident,
    },
    /// Removes a database; whoever is connected to it is cut off.
    DropDatabase(Ident),
    /// Takes a role until the transaction ends.
    SetLocalRole(Ident),
    /// Makes the roles that are missing, and their memberships.
    EnsureRoles {
        /// The roles.
        roles: Vec<Role>,
        /// Who is a member of whom.
        memberships: Vec<Membership>,
    },
    /// Makes schemas and extensions that are missing, hands over schemas that nobody has taken, and
    /// closes all of it to the public.
    EnsureSchemas {
        /// The schemas.
        schemas: Vec<OwnedSchema>,
        /// The extensions.
        extensions: Vec<Extension>,
        /// What new objects in them do not give away.
        default_privileges: Vec<DefaultPrivilege>,
    },
    /// Changes what new objects give away.
    AlterDefaultPrivilege(DefaultPrivilege),
    /// Makes an enum type.
    CreateEnum(EnumType),
    /// Makes a sequence.
    CreateSequence(Sequence),
    /// Ties a sequence to its column.
    OwnSequence(Sequence),
    /// Makes a table with its columns, keys and checks.
    CreateTable(Table),
    /// Adds the foreign keys of a table.
    AddForeignKeys {
        /// The table that points.
        table: QualifiedName,
        /// Its foreign keys, at least one.
        foreign_keys: Vec<ForeignKey>,
    },
    /// Makes an index.
    CreateIndex {
        /// Its table.
        table: QualifiedName,
        /// The index.
        index: Index,
    },
    /// Makes a view.
    CreateView(View),
    /// Makes a function.
    CreateFunction(Function),
    /// Makes a trigger.
    CreateTrigger {
        /// Its table.
        table: QualifiedName,
        /// The trigger.
        trigger: Trigger,
    },
    /// Switches row security on.
    EnableRowSecurity(QualifiedName),
    /// Makes a policy.
    CreatePolicy {
        /// Its table.
        table: QualifiedName,
        /// The policy.
        policy: Policy,
    },
    /// Gives rights on one object.
    Grant {
        /// On what.
        on: Object,
        /// Which, at least one.
        rights: Vec<Right>,
        /// To whom, at least one.
        to: Vec<Grantee>,
    },
    /// Takes the right to call a function from everybody.
    RevokeExecuteFromPublic(Object),
    /// Puts rows into a table; those whose keys are there already stay out.
    Insert(Insert),
    /// Puts a comment on an object.
    Comment {
        /// On what.
        on: Object,
        /// Its text.
        text: Text,
    },
}

/// Rows for a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Insert {
    /// The table.
    pub table: QualifiedName,
    /// The columns that are given.
    pub columns: Vec<Ident>,
    /// Whether values are given for numbers that the database always draws itself.
    pub overriding: bool,
    /// The values of each row, at least one, as many as there are columns; none is the default of the column.
    pub rows: Vec<Vec<Option<Fragment>>>,
    /// The columns of the key; a row whose key is there already is left as it is.
    pub key: Vec<Ident>,
}

/// A privilege, and the columns it is limited to, if any.
pub type Right = (Privilege, Vec<Ident>);

/// What a right or a comment is put on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Object {
    /// A schema.
    Schema(Ident),
    /// A type.
    Type(QualifiedName),
    /// A sequence.
    Sequence(QualifiedName),
    /// A table.
    Table(QualifiedName),
    /// A column of a table.
    Column(QualifiedName, Ident),
    /// A constraint of a table.
    Constraint(QualifiedName, Ident),
    /// An index.
    Index(QualifiedName),
    /// A view.
    View(QualifiedName),
    /// A function with the types of its arguments.
    Function(QualifiedName, Vec<SqlType>),
    /// A trigger of a table.
    Trigger(QualifiedName, Ident),
    /// A policy of a table.
    Policy(QualifiedName, Ident),
}

/// Steps of one kind under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The heading, as it stands in the printed script.
    pub heading: &'static str,
    /// The steps in order.
    pub statements: Vec<Statement>,
}

/// The steps of the administrator.
pub fn prepare(setup: &RoleSetup) -> Vec<Section> {
    let roles = Statement::EnsureRoles { roles: setup.roles.clone(), memberships: setup.memberships.clone() };
    let schemas = Statement::EnsureSchemas {
        schemas: setup.schemas.clone(),
        extensions: setup.extensions.clone(),
        default_privileges: setup.default_privileges.clone(),
    };
    filled([
        section("Roles", some_if(!setup.roles.is_empty(), roles)),
        section("Schemas", some_if(!setup.schemas.is_empty(), schemas)),
    ])
}

/// The steps that make everything in a catalog, by its owner, in an empty database that the
/// administrator has prepared.
pub fn create(catalog: &Catalog) -> Vec<Section> {
    let tables = || catalog.tables.iter();
    let defaults = catalog.default_privileges.iter().cloned();
    let revoked = !catalog.default_privileges.is_empty();
    filled([
        section("Default privileges", defaults.map(Statement::AlterDefaultPrivilege)),
        section("Schemas", catalog.schemas.iter().flat_map(schema_steps)),
        section("Types", catalog.enums.iter().flat_map(enum_steps)),
        section("Sequences", catalog.sequences.iter().flat_map(sequence_steps)),
        section("Helpers", catalog.helpers.iter().flat_map(|it| function_steps(it, revoked))),
        section("Tables", tables().flat_map(table_steps)),
        section("Sequences of columns", catalog.sequences.iter().flat_map(ownership_steps)),
        section("References", tables().flat_map(foreign_key_steps)),
        section("Indexes", tables().flat_map(index_steps)),
        section("Views", catalog.views.iter().flat_map(view_steps)),
        section("Functions", catalog.functions.iter().flat_map(|it| function_steps(it, revoked))),
        section("Triggers", tables().flat_map(trigger_steps)),
        section("Row security", tables().flat_map(policy_steps)),
        section("Rights", rights(catalog)),
    ])
}

fn section(heading: &'static str, statements: impl IntoIterator<Item = Statement>) -> Section {
    Section { heading, statements: statements.into_iter().collect() }
}

fn filled(sections: impl IntoIterator<Item = Section>) -> Vec<Section> {
    sections.into_iter().filter(|section| !section.statements.is_empty()).collect()
}

fn some_if(wanted: bool, statement: Statement) -> Option<Statement> {
    wanted.then_some(statement)
}

fn comment(on: Object, text: Option<&Text>) -> Option<Statement> {
    text.map(|text| Statement::Comment { on, text: text.clone() })
}

fn schema_steps(schema: &crate::catalog::Schema) -> Vec<Statement> {
    comment(Object::Schema(schema.name.clone()), schema.comment.as_ref()).into_iter().collect()
}

fn enum_steps(enum_: &EnumType) -> Vec<Statement> {
    let on = Object::Type(enum_.name.clone());
    let mut steps = vec![Statement::CreateEnum(enum_.clone())];
    steps.extend(comment(on, enum_.comment.as_ref()));
    steps
}

fn sequence_steps(sequence: &Sequence) -> Vec<Statement> {
    let on = Object::Sequence(sequence.name.clone());
    let mut steps = vec![Statement::CreateSequence(sequence.clone())];
    steps.extend(comment(on, sequence.comment.as_ref()));
    steps
}

fn ownership_steps(sequence: &Sequence) -> Option<Statement> {
    let owned = sequence.owned_by.is_some();
    some_if(owned, Statement::OwnSequence(sequence.clone()))
}

fn table_steps(table: &Table) -> Vec<Statement> {
    let name = &table.name;
    let constraint = |constraint: &Ident| Object::Constraint(name.clone(), constraint.clone());
    let mut steps = vec![Statement::CreateTable(table.clone())];
    steps.extend(comment(Object::Table(name.clone()), table.comment.as_ref()));
    for column in &table.columns {
        let on = Object::Column(name.clone(), column.name.clone());
        steps.extend(comment(on, column.comment.as_ref()));
    }
    for key in table.primary_key.iter().chain(&table.uniques) {
        steps.extend(comment(constraint(&key.name), key.comment.as_ref()));
    }
    for check in &table.checks {
        steps.extend(comment(constraint(&check.name), check.comment.as_ref()));
    }
    steps
}

fn foreign_key_steps(table: &Table) -> Vec<Statement> {
    if table.foreign_keys.is_empty() {
        return Vec::new();
    }
    let mut steps = vec![Statement::AddForeignKeys {
        table: table.name.clone(),
        foreign_keys: table.foreign_keys.clone(),
    }];
    for key in &table.foreign_keys {
        let on = Object::Constraint(table.name.clone(), key.name.clone());
        steps.extend(comment(on, key.comment.as_ref()));
    }
    steps
}

fn index_steps(table: &Table) -> Vec<Statement> {
    let mut steps = Vec::new();
    for index in &table.indexes {
        let name = QualifiedName::new(table.name.schema.clone(), index.name.clone());
        steps.push(Statement::CreateIndex { table: table.name.clone(), index: index.clone() });
        steps.extend(comment(Object::Index(name), index.comment.as_ref()));
    }
    steps
}

fn view_steps(view: &View) -> Vec<Statement> {
    let on = Object::View(view.name.clone());
    let mut steps = vec![Statement::CreateView(view.clone())];
    steps.extend(comment(on, view.comment.as_ref()));
    steps
}

/// Without a default privilege that does it, each function is taken from the public by itself.
fn function_steps(function: &Function, revoked_at_birth: bool) -> Vec<Statement> {
    let on = function.object();
    let public = function.execute.contains(&Grantee::Public);
    let mut steps = vec![Statement::CreateFunction(function.clone())];
    steps.extend(comment(on.clone(), function.comment.as_ref()));
    if !public && !revoked_at_birth {
        steps.push(Statement::RevokeExecuteFromPublic(on));
    }
    steps
}

fn trigger_steps(table: &Table) -> Vec<Statement> {
    let mut steps = Vec::new();
    for trigger in &table.triggers {
        let on = Object::Trigger(table.name.clone(), trigger.name.clone());
        steps.push(Statement::CreateTrigger { table: table.name.clone(), trigger: trigger.clone() });
        steps.extend(comment(on, trigger.comment.as_ref()));
    }
    steps
}

fn policy_steps(table: &Table) -> Vec<Statement> {
    let mut steps = Vec::new();
    if table.row_security {
        steps.push(Statement::EnableRowSecurity(table.name.clone()));
    }
    for policy in &table.policies {
        let on = Object::Policy(table.name.clone(), policy.name.clone());
        steps.push(Statement::CreatePolicy { table: table.name.clone(), policy: policy.clone() });
        steps.extend(comment(on, policy.comment.as_ref()));
    }
    steps
}

fn rights(catalog: &Catalog) -> Vec<Statement> {
    let mut steps = Vec::new();
    for schema in &catalog.schemas {
        steps.extend(grants(&Object::Schema(schema.name.clone()), &schema.grants));
    }
    for sequence in &catalog.sequences {
        steps.extend(grants(&Object::Sequence(sequence.name.clone()), &sequence.grants));
    }
    for table in &catalog.tables {
        steps.extend(grants(&Object::Table(table.name.clone()), &table.grants));
    }
    for view in &catalog.views {
        steps.extend(grants(&Object::View(view.name.clone()), &view.grants));
    }
    for function in catalog.helpers.iter().chain(&catalog.functions) {
        let list: Vec<Grant> =
            function.execute.iter().map(|to| Grant::whole(Privilege::Execute, to.clone())).collect();
        steps.extend(grants(&function.object(), &list));
    }
    steps
}

/// One step for all grantees with the same rights, in the order in which they first appear.
fn grants(on: &Object, all: &[Grant]) -> Vec<Statement> {
    let mut by_grantee: Vec<(Grantee, Vec<Right>)> = Vec::new();
    for grant in all {
        let right = (grant.privilege, grant.columns.clone());
        match by_grantee.iter_mut().find(|(to, _)| *to == grant.to) {
            Some((_, rights)) => rights.push(right),
            None => by_grantee.push((grant.to.clone(), vec![right])),
        }
    }
    let mut by_rights: Vec<(Vec<Right>, Vec<Grantee>)> = Vec::new();
    for (grantee, rights) in by_grantee {
        match by_rights.iter_mut().find(|(same, _)| *same == rights) {
            Some((_, to)) => to.push(grantee),
            None => by_rights.push((rights, vec![grantee])),
        }
    }
    by_rights.into_iter().map(|(rights, to)| Statement::Grant { on: on.clone(), rights, to }).collect()
}

impl Function {
    /// The function as the object of a right or a comment.
    pub fn object(&self) -> Object {
        let types = self.arguments.iter().map(|it| it.ty.without_limit());
        Object::Function(self.name.clone(), types.collect())
    }
}
