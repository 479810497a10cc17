//! What a database contains, as plain data.
//!
//! A [`Catalog`] says what must be there, not how to get there: the order of lists is the order in
//! which objects are printed and read by people, and carries no other meaning. Objects are found
//! by name. Roles are shared by a whole cluster and belong to the administrator: they are a model
//! of their own, [`RoleSetup`].

mod column;
mod default_privilege;
mod enum_type;
mod extension;
mod foreign_key;
mod function;
mod grant;
mod index;
mod policy;
mod role;
mod schema;
mod sequence;
mod table;
mod trigger;
mod view;

use serde::Serialize;

use crate::{Ident, QualifiedName};

pub use column::{Column, Generated, GeneratedKind, Identity};
pub use default_privilege::DefaultPrivilege;
pub use enum_type::EnumType;
pub use extension::Extension;
pub use foreign_key::{ForeignKey, OnDelete};
pub use function::{Argument, Function, Language, Parallel, Returns, Setting, SettingValue, Volatility};
pub use grant::{Grant, Grantee, Privilege};
pub use index::{Index, IndexKey, IndexMethod, IndexTerm, Nulls, Order};
pub use policy::{Policy, PolicyCommand};
pub use role::{Membership, OwnedSchema, Role, RoleSetup};
pub use schema::Schema;
pub use sequence::{OwnedBy, Sequence};
pub use table::{Check, Key, Table};
pub use trigger::{Event, Level, Timing, Trigger};
pub use view::{View, ViewColumn};

/// Everything that one owner keeps in a database.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Catalog {
    /// The role that owns all of it; a printed script takes this role first.
    pub owner: Option<Ident>,
    /// Schemas, which the administrator has made (see [`RoleSetup::schemas`]): their grants and
    /// comments.
    pub schemas: Vec<Schema>,
    /// Extensions that must be there, which the administrator has made (see
    /// [`RoleSetup::extensions`]).
    pub extensions: Vec<Extension>,
    /// What happens to the rights of objects at their birth.
    pub default_privileges: Vec<DefaultPrivilege>,
    /// Types made with `create type .. as enum`.
    pub enums: Vec<EnumType>,
    /// Sequences that stand alone; those of identity columns are part of the column.
    pub sequences: Vec<Sequence>,
    /// Tables with all that hangs on them.
    pub tables: Vec<Table>,
    /// Views.
    pub views: Vec<View>,
    /// Functions that checks, defaults and generated columns call: made before the tables, so their
    /// bodies name none of them.
    pub helpers: Vec<Function>,
    /// All other functions, those of triggers among them: made after the tables.
    pub functions: Vec<Function>,
}

impl Catalog {
    /// The table of this name.
    pub fn table(&self, name: &QualifiedName) -> Option<&Table> {
        self.tables.iter().find(|table| &table.name == name)
    }
}
