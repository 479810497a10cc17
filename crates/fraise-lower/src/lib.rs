//! Checked expressions and row rules to SQL.
//!
//! Goes in: an [`Expr`](fraise_ir::Expr) and a [`Scope`], which says what each root row is called. Comes out:
//! [`Sql`], a text with holes. `fraise-emit-postgres` fills the holes with calls of helper functions,
//! `fraise-emit-rust` with what the runtime binds or prints for a request; so policies and the
//! service ask the same questions.
//!
//! Words: a *walk* follows to-one hops from a row; a hop to another table is read in a correlated *subselect*
//! whose tables are called `x1`, `x2`, .. once in an expression. A *value* keeps three-valued logic; a *condition* only
//! keeps what is true, so that it may say `exists (..)` where a value needs `(select ..)`.
//!
//! - [`Scope::value`], [`Scope::value_as`], [`Scope::condition`], [`Scope::fails`]: expressions
//! - [`Scope::field`], [`Scope::key`]: what a row holds
//! - [`access`]: access items
//! - [`join`]: how the other end of a reference or a relation is found
//! - [`signature`]: functions of mutations
//! - [`names`], [`types`]: tables, columns and types of the model in `fraise-sql`'s terms

pub mod access;
pub mod join;
pub mod names;
pub mod signature;
pub mod types;

mod aggregate;
mod comparison;
mod condition;
mod function;
mod layout;
mod level;
mod literal;
mod lowering;
mod part;
mod scale;
mod scope;
mod sql;
mod value;
mod walk;

pub use scope::{OwnFunction, Row, RuleFunctions, Scope};
pub use sql::{Hole, Piece, Shape, Sql};
