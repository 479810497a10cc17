//! Everybody who may come: holders of every role and of two, known and unknown viewers, guests, nobody.

use std::collections::BTreeMap;

use fraise_ir::{ClaimId, Ir, RoleId};
use fraise_model::{Asker, Value};

use super::ground::Ground;

/// Somebody whom a token describes.
pub struct Caller {
    /// What the model knows of them.
    pub asker: Asker,
    /// What is said of the viewer's id, which may be nonsense.
    pub id: Option<String>,
    /// The claims as the token has them.
    pub claims: BTreeMap<String, serde_json::Value>,
    /// The names of the roles, which may be nonsense.
    pub roles: Vec<String>,
}

impl Caller {
    /// What is said of them is no id.
    pub fn is_garbage(&self) -> bool {
        self.id.is_some() && self.asker.viewer == Value::Null
    }
}

/// All roles.
pub fn role_ids(ir: &Ir) -> impl Iterator<Item = RoleId> {
    (0..ir.roles.len()).map(RoleId)
}

/// Sets of roles: none, each, and the two first that do not include one another.
pub fn role_sets(ir: &Ir) -> Vec<Vec<RoleId>> {
    let people: Vec<RoleId> = role_ids(ir).filter(|it| !ir.role(*it).internal).collect();
    let mut sets: Vec<Vec<RoleId>> = vec![Vec::new()];
    sets.extend(people.iter().map(|it| vec![*it]));
    let pairs = people.iter().flat_map(|a| people.iter().map(move |b| (*a, *b)));
    let is_apart = |(a, b): &(RoleId, RoleId)| {
        a < b && !ir.role(*a).includes.contains(b) && !ir.role(*b).includes.contains(a)
    };
    sets.extend(pairs.filter(is_apart).take(1).map(|(a, b)| vec![a, b]));
    sets
}

/// `customer and support`
pub fn names(ir: &Ir, roles: &[RoleId]) -> String {
    match roles {
        [] => "nobody".to_owned(),
        some => some.iter().map(|it| ir.role(*it).name.as_str()).collect::<Vec<_>>().join(" and "),
    }
}

/// Whom tokens describe: the holders of each set of roles, as nobody with each kind of claims and as somebody with
/// rows; then those whose tokens say nonsense.
pub fn callers(ground: &Ground) -> Vec<Caller> {
    let ir = &ground.ir;
    let somebody =
        ir.viewer.entity.and_then(|it| ground.rows.of(it).first()).and_then(|it| it.key(ir).text());
    let mut all = Vec::new();
    for roles in role_sets(ir) {
        let held = names(ir, &roles);
        for (at, claims) in ground.claims.iter().enumerate() {
            let with = if ground.claims.len() > 1 { format!(" with claims {at}") } else { String::new() };
            all.push(caller(ir, format!("{held} as nobody{with}"), &roles, None, claims));
        }
        if let (Some(id), Some(claims)) = (&somebody, ground.claims.first()) {
            all.push(caller(ir, format!("{held} as somebody"), &roles, Some(id.clone()), claims));
        }
    }
    all.extend(nonsense(ir, ground));
    all
}

/// 32 hexadecimal digits in groups.
fn is_uuid(id: &str) -> bool {
    let groups: Vec<usize> = id.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && id.chars().all(|it| it == '-' || it.is_ascii_hexdigit())
}

fn caller(
    ir: &Ir,
    name: String,
    roles: &[RoleId],
    id: Option<String>,
    claims: &BTreeMap<String, serde_json::Value>,
) -> Caller {
    let is_id = |id: &str| match ir.viewer.id_type {
        fraise_ir::Type::Uuid => is_uuid(id),
        fraise_ir::Type::Int | fraise_ir::Type::BigInt => id.parse::<i64>().is_ok(),
        _ => true,
    };
    let viewer = id.as_ref().filter(|it| is_id(it)).map_or(Value::Null, |it| Value::Text(it.clone()));
    let of_model = ir.viewer.claims.iter().enumerate().filter_map(|(at, claim)| {
        let text = match claims.get(&claim.name)? {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        // Who gives an empty text gives nothing.
        let value = if text.is_empty() { Value::Null } else { Value::read(&claim.ty, Some(&text))? };
        Some((ClaimId(at), value))
    });
    Caller {
        asker: Asker {
            name,
            roles: roles.iter().copied().collect(),
            granted: [].into(),
            viewer,
            claims: of_model.collect(),
        },
        id,
        claims: claims.clone(),
        roles: roles.iter().map(|it| ir.role(*it).name.clone()).collect(),
    }
}

/// Ids that are none, ids that nobody has, roles that are none, and an internal role, which no token may bring.
fn nonsense(ir: &Ir, ground: &Ground) -> Vec<Caller> {
    let none = BTreeMap::new();
    let first: Vec<RoleId> = role_sets(ir).into_iter().find(|it| !it.is_empty()).unwrap_or_default();
    let mut all: Vec<Caller> = Vec::new();
    if ir.viewer.entity.is_some() {
        let unknown = match ground.ir.viewer.id_type {
            fraise_ir::Type::Uuid => "ffffffff-ffff-4fff-8fff-ffffffffffff",
            _ => "4611686018427387904",
        };
        let huge = "7".repeat(10_000);
        let ids = [
            ("nobody's id", unknown),
            ("garbage id", "not-a-uuid"),
            ("huge id", &huge),
            ("quoted id", "' or 1=1"),
        ];
        for (what, id) in ids {
            all.push(caller(
                ir,
                format!("{} with {what}", names(ir, &first)),
                &first,
                Some(id.to_owned()),
                &none,
            ));
        }
        let mut empty = caller(ir, format!("{} with an empty id", names(ir, &first)), &first, None, &none);
        empty.id = Some(String::new());
        all.push(empty);
    }
    let mut stranger = caller(ir, "roles that are none".to_owned(), &[], None, &none);
    let held = ir.roles.iter().filter(|it| !it.internal).flat_map(|it| {
        [
            format!(" {}", it.name),
            format!("{}x", it.name),
            it.name.to_uppercase(),
            format!("role_{}", it.name),
        ]
    });
    stranger.roles = held.chain([String::new(), "public".to_owned(), "*".to_owned()]).collect();
    all.push(stranger);
    all
}
