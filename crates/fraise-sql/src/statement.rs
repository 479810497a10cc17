//! The steps that make what a catalog describes. One typed list: the printer, and whoever wants to
//! count, order or judge steps, read the same values.

use serde::Serialize;

use crate::catalog::{
    Catalog, DefaultPrivilege, EnumType, Extension, ForeignKey, Function, Grant, Grantee, Index, Membership,
    OwnedSchema, Policy, Privilege, Role, RoleSetup, Sequence, Table, Trigger, View,
};
use crate::{Fragment, Ident, QualifiedName, SqlType, Text};

/// One step. What it makes belongs to the catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Statement<'a> {
    /// Makes a database as a copy of another one.
    CreateDatabase {
        /// Its name.
        name: &'a Ident,
        /// The one that is copied.
        template: &'a Ident,
    },
    /// Removes a database; whoever is connected to it is cut off.
    DropDatabase(&'a Ident),
    /// Takes a role until the transaction ends.
    SetLocalRole(&'a Ident),
    /// Makes the roles that are missing, and their memberships.
    EnsureRoles {
        /// The roles.
        roles: &'a [Role],
        /// Who is a member of whom.
        memberships: &'a [Membership],
    },
    /// Makes schemas and extensions that are missing, hands over schemas that nobody has taken, and
    /// closes all of it to the public.
    EnsureSchemas {
        /// The schemas.
        schemas: &'a [OwnedSchema],
        /// The extensions.
        extensions: &'a [Extension],
        /// What new objects in them do not give away.
        default_privileges: &'a [DefaultPrivilege],
    },
    /// Changes what new objects give away.
    AlterDefaultPrivilege(&'a DefaultPrivilege),
    /// Makes an enum type.
    CreateEnum(&'a EnumType),
    /// Makes a sequence.
    CreateSequence(&'a Sequence),
    /// Ties a sequence to its column.
    OwnSequence(&'a Sequence),
    /// Makes a table with its columns, keys and checks.
    CreateTable(&'a Table),
    /// Adds the foreign keys of a table.
    AddForeignKeys {
        /// The table that points.
        table: &'a QualifiedName,
        /// Its foreign keys, at least one.
        foreign_keys: &'a [ForeignKey],
    },
    /// Makes an index.
    CreateIndex {
        /// Its table.
        table: &'a QualifiedName,
        /// The index.
        index: &'a Index,
    },
    /// Makes a view.
    CreateView(&'a View),
    /// Makes a function.
    CreateFunction(&'a Function),
    /// Makes a trigger.
    CreateTrigger {
        /// Its table.
        table: &'a QualifiedName,
        /// The trigger.
        trigger: &'a Trigger,
    },
    /// Switches row security on.
    EnableRowSecurity(&'a QualifiedName),
    /// Makes a policy.
    CreatePolicy {
        /// Its table.
        table: &'a QualifiedName,
        /// The policy.
        policy: &'a Policy,
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
    Insert(&'a Insert),
    /// Puts a comment on an object.
    Comment {
        /// On what.
        on: Object,
        /// Its text.
        text: &'a Text,
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

/// Steps of one kind under a heading. Each is made when it is asked for, so that what is printed at once never lies in
/// memory as a whole.
pub struct Section<'a> {
    /// The heading, as it stands in the printed script.
    pub heading: &'static str,
    /// The steps in order.
    pub statements: Box<dyn Iterator<Item = Statement<'a>> + 'a>,
}

/// The steps of the administrator.
pub fn prepare(setup: &RoleSetup) -> [Section<'_>; 2] {
    let roles = Statement::EnsureRoles { roles: &setup.roles, memberships: &setup.memberships };
    let schemas = Statement::EnsureSchemas {
        schemas: &setup.schemas,
        extensions: &setup.extensions,
        default_privileges: &setup.default_privileges,
    };
    [
        section("Roles", some_if(!setup.roles.is_empty(), roles)),
        section("Schemas", some_if(!setup.schemas.is_empty(), schemas)),
    ]
}

/// The steps that make everything in a catalog, by its owner, in an empty database that the
/// administrator has prepared. Sections may be empty.
pub fn create(catalog: &Catalog) -> [Section<'_>; 14] {
    let tables = || catalog.tables.iter();
    let defaults = catalog.default_privileges.iter();
    let revoked = !catalog.default_privileges.is_empty();
    [
        section("Default privileges", defaults.map(Statement::AlterDefaultPrivilege)),
        section("Schemas", catalog.schemas.iter().flat_map(schema_steps)),
        section("Types", catalog.enums.iter().flat_map(enum_steps)),
        section("Sequences", catalog.sequences.iter().flat_map(sequence_steps)),
        section("Helpers", catalog.helpers.iter().flat_map(move |it| function_steps(it, revoked))),
        section("Tables", tables().flat_map(table_steps)),
        section("Sequences of columns", catalog.sequences.iter().flat_map(ownership_steps)),
        section("References", tables().flat_map(foreign_key_steps)),
        section("Indexes", tables().flat_map(index_steps)),
        section("Views", catalog.views.iter().flat_map(view_steps)),
        section("Functions", catalog.functions.iter().flat_map(move |it| function_steps(it, revoked))),
        section("Triggers", tables().flat_map(trigger_steps)),
        section("Row security", tables().flat_map(policy_steps)),
        section("Rights", rights(catalog)),
    ]
}

fn section<'a>(
    heading: &'static str,
    statements: impl IntoIterator<Item = Statement<'a>, IntoIter: 'a>,
) -> Section<'a> {
    Section { heading, statements: Box::new(statements.into_iter()) }
}

fn some_if(wanted: bool, statement: Statement<'_>) -> Option<Statement<'_>> {
    wanted.then_some(statement)
}

fn comment(on: Object, text: Option<&Text>) -> Option<Statement<'_>> {
    text.map(|text| Statement::Comment { on, text })
}

fn schema_steps(schema: &crate::catalog::Schema) -> Vec<Statement<'_>> {
    comment(Object::Schema(schema.name.clone()), schema.comment.as_ref()).into_iter().collect()
}

fn enum_steps(enum_: &EnumType) -> Vec<Statement<'_>> {
    let on = Object::Type(enum_.name.clone());
    let mut steps = vec![Statement::CreateEnum(enum_)];
    steps.extend(comment(on, enum_.comment.as_ref()));
    steps
}

fn sequence_steps(sequence: &Sequence) -> Vec<Statement<'_>> {
    let on = Object::Sequence(sequence.name.clone());
    let mut steps = vec![Statement::CreateSequence(sequence)];
    steps.extend(comment(on, sequence.comment.as_ref()));
    steps
}

fn ownership_steps(sequence: &Sequence) -> Option<Statement<'_>> {
    let owned = sequence.owned_by.is_some();
    some_if(owned, Statement::OwnSequence(sequence))
}

fn table_steps(table: &Table) -> Vec<Statement<'_>> {
    let name = &table.name;
    let constraint = |constraint: &Ident| Object::Constraint(name.clone(), constraint.clone());
    let mut steps = vec![Statement::CreateTable(table)];
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

fn foreign_key_steps(table: &Table) -> Vec<Statement<'_>> {
    if table.foreign_keys.is_empty() {
        return Vec::new();
    }
    let mut steps = vec![Statement::AddForeignKeys { table: &table.name, foreign_keys: &table.foreign_keys }];
    for key in &table.foreign_keys {
        let on = Object::Constraint(table.name.clone(), key.name.clone());
        steps.extend(comment(on, key.comment.as_ref()));
    }
    steps
}

fn index_steps(table: &Table) -> Vec<Statement<'_>> {
    let mut steps = Vec::new();
    for index in &table.indexes {
        let name = QualifiedName::new(table.name.schema.clone(), index.name.clone());
        steps.push(Statement::CreateIndex { table: &table.name, index });
        steps.extend(comment(Object::Index(name), index.comment.as_ref()));
    }
    steps
}

fn view_steps(view: &View) -> Vec<Statement<'_>> {
    let on = Object::View(view.name.clone());
    let mut steps = vec![Statement::CreateView(view)];
    steps.extend(comment(on, view.comment.as_ref()));
    steps
}

/// Without a default privilege that does it, each function is taken from the public by itself.
fn function_steps(function: &Function, revoked_at_birth: bool) -> Vec<Statement<'_>> {
    let on = function.object();
    let public = function.execute.contains(&Grantee::Public);
    let mut steps = vec![Statement::CreateFunction(function)];
    steps.extend(comment(on.clone(), function.comment.as_ref()));
    if !public && !revoked_at_birth {
        steps.push(Statement::RevokeExecuteFromPublic(on));
    }
    steps
}

fn trigger_steps(table: &Table) -> Vec<Statement<'_>> {
    let mut steps = Vec::new();
    for trigger in &table.triggers {
        let on = Object::Trigger(table.name.clone(), trigger.name.clone());
        steps.push(Statement::CreateTrigger { table: &table.name, trigger });
        steps.extend(comment(on, trigger.comment.as_ref()));
    }
    steps
}

fn policy_steps(table: &Table) -> Vec<Statement<'_>> {
    let mut steps = Vec::new();
    if table.row_security {
        steps.push(Statement::EnableRowSecurity(&table.name));
    }
    for policy in &table.policies {
        let on = Object::Policy(table.name.clone(), policy.name.clone());
        steps.push(Statement::CreatePolicy { table: &table.name, policy });
        steps.extend(comment(on, policy.comment.as_ref()));
    }
    steps
}

fn rights(catalog: &Catalog) -> impl Iterator<Item = Statement<'_>> {
    let schemas = catalog.schemas.iter().map(|it| (Object::Schema(it.name.clone()), &it.grants));
    let sequences = catalog.sequences.iter().map(|it| (Object::Sequence(it.name.clone()), &it.grants));
    let tables = catalog.tables.iter().map(|it| (Object::Table(it.name.clone()), &it.grants));
    let views = catalog.views.iter().map(|it| (Object::View(it.name.clone()), &it.grants));
    let of_rows = schemas.chain(sequences).chain(tables).chain(views);
    let functions = catalog.helpers.iter().chain(&catalog.functions);
    of_rows.flat_map(|(on, given)| grants(&on, given)).chain(functions.flat_map(execution))
}

fn execution(function: &Function) -> Vec<Statement<'_>> {
    let all: Vec<Grant> =
        function.execute.iter().map(|to| Grant::whole(Privilege::Execute, to.clone())).collect();
    grants(&function.object(), &all)
}

/// One step for all grantees with the same rights, in the order in which they first appear.
fn grants<'a>(on: &Object, all: &[Grant]) -> Vec<Statement<'a>> {
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
