//! The roles of the cluster: who owns, who holds the rights, whose are the service's logins, and one for people of each role.

use fraise_ir::{Ir, RoleId, authz::Holders, index::Method};
use fraise_lower::names;
use fraise_sql::{
    Ident, Text,
    catalog::{Extension, Grantee, Membership, OwnedSchema, Role, RoleSetup},
    ident,
};

/// The names of the roles.
#[derive(Debug, Clone)]
pub(crate) struct Roles {
    /// Owns everything.
    pub(crate) owner: Ident,
    /// Holds the rights.
    pub(crate) api: Ident,
    /// The group of the service's logins.
    pub(crate) service: Ident,
}

impl Roles {
    pub(crate) fn of(ir: &Ir) -> Self {
        Self { owner: named(ir, "_owner"), api: named(ir, "_api"), service: named(ir, "_service") }
    }

    pub(crate) fn api(&self) -> Grantee {
        Grantee::Role(self.api.clone())
    }

    pub(crate) fn service(&self) -> Grantee {
        Grantee::Role(self.service.clone())
    }
}

/// What the names of the roles for people begin with.
pub(crate) fn people_prefix(ir: &Ir) -> String {
    format!("{}_role_", ir.service.roles_prefix)
}

/// The role for people who hold a role of the schema.
pub(crate) fn people(ir: &Ir, role: RoleId) -> Ident {
    names::ident(&format!("{}{}", people_prefix(ir), ir.role(role).name))
}

/// The roles that people may hold in psql; internal ones nobody holds.
pub(crate) fn with_people(ir: &Ir) -> impl Iterator<Item = RoleId> {
    (0..ir.roles.len()).map(RoleId).filter(|role| !ir.role(*role).internal)
}

/// The roles for people among these holders; internal roles have none.
pub(crate) fn holders(ir: &Ir, roles: &Roles, holders: &Holders) -> Vec<Grantee> {
    match holders {
        Holders::Everyone => vec![roles.api()],
        Holders::Roles(all) => {
            let with_people = all.iter().filter(|role| !ir.role(**role).internal);
            with_people.map(|role| Grantee::Role(people(ir, *role))).collect()
        }
    }
}

/// What the administrator prepares.
pub(crate) fn setup(ir: &Ir) -> RoleSetup {
    let roles = Roles::of(ir);
    let mut all = vec![
        role(&roles.owner, "Owns the tables and functions; no login is a member, except while it deploys"),
        role(&roles.api, "Holds the rights"),
        role(&roles.service, "The logins of the service; believed about who is asking"),
    ];
    let mut memberships = vec![member(&roles.api, &roles.service)];
    for id in with_people(ir) {
        let name = people(ir, id);
        let comment = ir.role(id).description.as_deref().map(Text::without_nul);
        memberships.push(member(&roles.api, &name));
        all.push(Role { name, comment });
    }
    RoleSetup {
        roles: all,
        memberships,
        schemas: schemas(ir)
            .into_iter()
            .map(|name| OwnedSchema { name, owner: roles.owner.clone() })
            .collect(),
        extensions: extensions(ir),
        default_privileges: Vec::new(),
    }
}

/// The schema of the tables, and that of the helpers.
pub(crate) fn schemas(ir: &Ir) -> Vec<Ident> {
    let mut all = vec![names::ident(&ir.service.schema)];
    if !all.contains(&ident!("fraise")) {
        all.push(ident!("fraise"));
    }
    all
}

/// Extensions that indexes need.
pub(crate) fn extensions(ir: &Ir) -> Vec<Extension> {
    let mut indexes = ir.entities.iter().flat_map(|entity| &entity.indexes);
    let trigram = indexes.any(|index| match &index.kind {
        fraise_ir::index::IndexKind::Fields { method, .. } => *method == Method::Trigram,
        fraise_ir::index::IndexKind::Search { .. } => false,
    });
    let schema = names::ident(&ir.service.schema);
    trigram.then(|| Extension { name: ident!("pg_trgm"), schema }).into_iter().collect()
}

fn named(ir: &Ir, end: &str) -> Ident {
    names::ident(&format!("{}{end}", ir.service.roles_prefix))
}

fn role(name: &Ident, comment: &str) -> Role {
    Role { name: name.clone(), comment: Some(Text::without_nul(comment)) }
}

fn member(role: &Ident, member: &Ident) -> Membership {
    Membership { role: role.clone(), member: member.clone() }
}
