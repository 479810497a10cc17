//! Everybody who acts: the owner, people in psql, and those for whom the service speaks.

use std::collections::{BTreeMap, BTreeSet};

use fraise_ir::{ClaimId, Ir, RoleId, Type};
use fraise_model::{Actor, Approach, Asker, Rows, Value};

/// How many rows of the viewer's type act.
const VIEWERS: usize = 2;

/// The login of the administrator of a throw-away server.
const ADMINISTRATOR: &str = "postgres";

/// The logins of a walk, each with the end of the name of the role that it has.
pub(super) fn logins(ir: &Ir) -> Vec<(String, String)> {
    let mut all = vec![(till(ir), "service".to_owned())];
    let people = ir.roles.iter().filter(|it| !it.internal);
    all.extend(people.map(|it| (person(ir, &it.name), format!("role_{}", it.name))));
    all
}

fn till(ir: &Ir) -> String {
    format!("{}_walk_till", ir.service.roles_prefix)
}

fn person(ir: &Ir, role: &str) -> String {
    format!("{}_walk_{role}", ir.service.roles_prefix)
}

/// Everybody; those who may do most come several times.
pub(super) fn all(ir: &Ir, rows: &Rows) -> Vec<Actor> {
    let owner = Asker { name: "the owner".to_owned(), ..Asker::nobody() };
    let mut all = vec![Actor { approach: Approach::Owner, asker: owner, login: ADMINISTRATOR.to_owned() }];
    for (index, role) in ir.roles.iter().enumerate() {
        if !role.internal {
            let asker = Asker::person(format!("{} in psql", role.name), [RoleId(index)]);
            all.push(Actor { approach: Approach::Psql, asker, login: person(ir, &role.name) });
        }
    }
    let viewers = viewers(ir, rows);
    for (index, role) in ir.roles.iter().enumerate() {
        let roles = [RoleId(index)];
        for viewer in &viewers {
            all.push(served(ir, &role.name, &roles, viewer.clone(), BTreeMap::new()));
            all.push(served(ir, &role.name, &roles, viewer.clone(), BTreeMap::new()));
        }
        all.push(served(ir, &role.name, &roles, Value::Null, BTreeMap::new()));
    }
    all.push(served(ir, "public", &[], Value::Null, BTreeMap::new()));
    let claims = claims(ir);
    for (claim, value) in &claims {
        let only = BTreeMap::from([(*claim, value.clone())]);
        all.push(served(ir, "a guest", &[], Value::Null, only));
    }
    if let (Some(unknown), false) = (unknown(ir), claims.is_empty()) {
        let first: Vec<RoleId> =
            ir.roles.iter().position(|it| !it.internal).map(RoleId).into_iter().collect();
        all.push(served(ir, "somebody new", &first, unknown, claims));
    }
    all
}

fn viewers(ir: &Ir, rows: &Rows) -> Vec<Value> {
    let of = ir.viewer.entity.map(|it| rows.of(it)).unwrap_or_default();
    of.iter().take(VIEWERS).map(|it| it.key(ir)).collect()
}

/// A viewer's id that nobody has yet.
fn unknown(ir: &Ir) -> Option<Value> {
    ir.viewer.entity?;
    Some(match ir.viewer.id_type {
        Type::Uuid => Value::Text("00000000-0000-4000-8000-00000000000c".to_owned()),
        _ => Value::Text("77".to_owned()),
    })
}

fn claims(ir: &Ir) -> BTreeMap<ClaimId, Value> {
    let one = |(at, claim): (usize, &fraise_ir::service::Claim)| {
        let text = match &claim.ty {
            Type::Bool => "true",
            Type::Text(_) | Type::Varchar(_) => "carol",
            Type::Int | Type::BigInt | Type::Decimal(_) => "3",
            _ => return None,
        };
        Some((ClaimId(at), Value::read(&claim.ty, Some(text))?))
    };
    ir.viewer.claims.iter().enumerate().filter_map(one).collect()
}

fn served(ir: &Ir, name: &str, roles: &[RoleId], viewer: Value, claims: BTreeMap<ClaimId, Value>) -> Actor {
    let named = viewer.text().map(|it| format!(" {it}")).unwrap_or_default();
    let asker = Asker {
        name: format!("{name}{named} by the service"),
        roles: roles.iter().copied().collect(),
        granted: BTreeSet::new(),
        viewer,
        claims,
    };
    Actor { approach: Approach::Service, asker, login: till(ir) }
}
