//! Functions.

use serde::Serialize;

use super::Grantee;
use crate::{Body, Fragment, Ident, QualifiedName, SqlType, Text};

/// A function. Two functions of one name differ in the types of their arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Function {
    /// Its name.
    pub name: QualifiedName,
    /// What it is given.
    pub arguments: Vec<Argument>,
    /// What it gives back.
    pub returns: Returns,
    /// What its body is written in.
    pub language: Language,
    /// On what its result depends.
    pub volatility: Volatility,
    /// Whether it is null for a null argument without being asked.
    pub strict: bool,
    /// Whether it tells nothing about its arguments, so that it may run before a policy.
    pub leakproof: bool,
    /// Whether parallel workers may run it.
    pub parallel: Parallel,
    /// Whether it runs with the rights of its owner.
    pub security_definer: bool,
    /// Settings while it runs. A definer function pins its search path.
    pub settings: Vec<Setting>,
    /// Its text.
    pub body: Body,
    /// Who may call it. Everybody else may not, the public included, unless it stands here.
    pub execute: Vec<Grantee>,
    /// Its comment.
    pub comment: Option<Text>,
}

/// An argument of a function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Argument {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: SqlType,
    /// Its value when not given.
    pub default: Option<Fragment>,
}

/// What a function gives back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Returns {
    /// Nothing.
    Void,
    /// What a trigger wants.
    Trigger,
    /// One value.
    Value(SqlType),
    /// Any number of values.
    SetOf(SqlType),
    /// Any number of rows of these columns.
    Table(Vec<Argument>),
}

/// What a body is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Language {
    /// SQL.
    Sql,
    /// PL/pgSQL.
    Plpgsql,
}

/// On what the result of a function depends (manual, 38.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Volatility {
    /// On the arguments alone.
    Immutable,
    /// Also on the database; it is the same throughout a statement.
    Stable,
    /// On anything, or it changes something.
    Volatile,
}

/// Whether parallel workers may run a function (manual, 15.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Parallel {
    /// No plan with it is parallel: what PostgreSQL assumes when nothing is said.
    Unsafe,
    /// In the leader only.
    Restricted,
    /// Anywhere.
    Safe,
}

/// `set search_path = pg_catalog, public, pg_temp`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// The parameter.
    pub name: Ident,
    /// Its value.
    pub value: SettingValue,
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum SettingValue {
    /// A list of names: a search path.
    Names(Vec<Ident>),
    /// Anything else.
    Text(Text),
}

impl Function {
    /// A volatile function without arguments that returns nothing and that nobody may call.
    pub fn new(name: QualifiedName, language: Language, body: Body) -> Self {
        Self {
            name,
            arguments: Vec::new(),
            returns: Returns::Void,
            language,
            volatility: Volatility::Volatile,
            strict: false,
            leakproof: false,
            parallel: Parallel::Unsafe,
            security_definer: false,
            settings: Vec::new(),
            body,
            execute: Vec::new(),
            comment: None,
        }
    }
}

impl Argument {
    /// An argument that must be given, or a column of a returned table.
    pub fn new(name: Ident, ty: SqlType) -> Self {
        Self { name, ty, default: None }
    }
}

impl Setting {
    /// `set search_path = ..`, in this order.
    pub fn search_path(schemas: Vec<Ident>) -> Self {
        Self { name: crate::ident!("search_path"), value: SettingValue::Names(schemas) }
    }
}
