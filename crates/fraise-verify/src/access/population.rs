//! Rows of every type, owned by those who ask and by others, in every state and with every member of an enumeration.
//!
//! They come while no trigger looks and without checks: whether they mean anything is asked elsewhere, and here an attempt
//! that access allows must find nothing else in its way.

use std::collections::BTreeMap;

use fraise_ir::{
    ClaimId, Entity, Expr, Field, FieldId, FieldKind, FieldOrigin, Ir, Type,
    expr::{BinaryOp, ExprKind, Root},
};
use fraise_lower::names;
use fraise_model::{Asker, Frame, Rows, Unknown, Value, World};
use fraise_pg::{Error, Session};
use fraise_sql::{Fragment, Literal, sql};

use crate::sample;

/// How many rows each type gets.
const ROWS: usize = 4;

/// Of two kinds of tokens: one with all claims, one with none.
pub(super) fn claims(ir: &Ir) -> Vec<BTreeMap<String, serde_json::Value>> {
    if ir.viewer.claims.is_empty() {
        return vec![BTreeMap::new()];
    }
    let all = ir.viewer.claims.iter().map(|claim| (claim.name.clone(), claimed(ir, &claim.ty)));
    vec![all.collect(), BTreeMap::new()]
}

fn claimed(ir: &Ir, ty: &Type) -> serde_json::Value {
    match ty {
        Type::Bool => true.into(),
        Type::Int | Type::BigInt => 1.into(),
        Type::Enum(id) => {
            ir.enumeration(*id).members.first().map(|it| it.name.clone()).unwrap_or_default().into()
        }
        Type::Uuid => "00000000-0000-0000-0000-000000000001".into(),
        Type::Date => "2026-01-01".into(),
        Type::Array(element) => vec![claimed(ir, element)].into(),
        Type::Decimal(_)
        | Type::Text(_)
        | Type::Varchar(_)
        | Type::Time
        | Type::Timestamptz
        | Type::Interval
        | Type::Json
        | Type::Bytes
        | Type::Object(_)
        | Type::Ref(_)
        | Type::Null => "1".into(),
    }
}

/// Fills the tables.
pub(super) async fn fill(
    administrator: &Session,
    ir: &Ir,
    claims: &[BTreeMap<String, serde_json::Value>],
) -> Result<(), Error> {
    let owned = owned_values(ir, claims);
    for entity in &ir.entities {
        without_checks(administrator, ir, entity).await?;
        administrator.rows(&sql!["set session_replication_role = replica"]).await?;
        for number in 1..=ROWS {
            let given = given(ir, entity, number, &owned);
            match administrator.ask(&sample::insert(ir, entity, number, &given)).await? {
                Ok(_) => {}
                // There are fewer members than rows, and no two rows may have one of them.
                Err(said) if said.code == "23505" => {}
                Err(said) => return Err(Error::Unknown { what: "refusal", value: said.message }),
            }
        }
        administrator.rows(&sql!["reset session_replication_role"]).await?;
    }
    Ok(())
}

/// Drops the checks of a table.
async fn without_checks(administrator: &Session, ir: &Ir, entity: &Entity) -> Result<(), Error> {
    let table = names::table(ir, entity.id);
    let checks = sql![
        "select conname from pg_constraint where contype = 'c' and conrelid = ",
        Literal::text(&table.to_string()),
        "::regclass"
    ];
    for name in administrator.rows(&checks).await?.into_iter().flatten().flatten() {
        administrator.rows(&sql!["alter table ", &table, " drop constraint ", names::ident(&name)]).await?;
    }
    Ok(())
}

/// The values of the row of a number: members and truth values alternate, the last row of a type is deleted softly.
fn given(
    ir: &Ir,
    entity: &Entity,
    number: usize,
    owned: &BTreeMap<FieldId, Vec<Value>>,
) -> Vec<(FieldId, Fragment)> {
    let value = |id: FieldId| {
        let field = ir.field(id);
        match field.kind {
            FieldKind::Plain { .. } if !entity.key_fields().contains(&id) => {}
            // No trigger keeps it now.
            FieldKind::StoredAggregate { .. } if !field.nullable => {}
            FieldKind::Plain { .. }
            | FieldKind::StoredAggregate { .. }
            | FieldKind::StoredRow(_)
            | FieldKind::Virtual(_) => return None,
        }
        let of_owner = owned.get(&id).and_then(|it| it.get(number - 1));
        if let Some(text) = of_owner.and_then(Value::text) {
            return Some((id, sql![Literal::text(&text)]));
        }
        Some((id, of_field(ir, field, number)?))
    };
    entity.field_ids().filter_map(value).collect()
}

fn of_field(ir: &Ir, field: &Field, number: usize) -> Option<Fragment> {
    match (&field.origin, &field.ty) {
        (FieldOrigin::DeletedAt, _) => (number == ROWS).then(|| sql!["now()"]),
        (FieldOrigin::Id | FieldOrigin::CreatedAt | FieldOrigin::UpdatedAt | FieldOrigin::StateSince, _) => {
            None
        }
        (FieldOrigin::Declared, Type::Bool) => Some(sql![Literal::Bool(number % 2 == 1)]),
        (FieldOrigin::Declared, Type::Enum(id)) => {
            let members = &ir.enumeration(*id).members;
            let member = members.get((number - 1) % members.len().max(1))?;
            Some(sql![Literal::text(&member.name)])
        }
        // One of the rows has none.
        (FieldOrigin::Declared, _) if field.nullable && number.is_multiple_of(2) => None,
        (FieldOrigin::Declared, _) => Some(sample::value(ir, field, number)),
    }
}

/// Values by which rules say that a row is somebody's: `holder = 'customer:' || cast(viewer.id as text)`.
fn owned_values(ir: &Ir, claims: &[BTreeMap<String, serde_json::Value>]) -> BTreeMap<FieldId, Vec<Value>> {
    let mut found: BTreeMap<FieldId, Vec<Value>> = BTreeMap::new();
    let rows = Rows::default();
    let mut ask = |expr: &Expr| {
        for_each_comparison(expr, &mut |field, other| {
            for asker in askers(ir, claims) {
                let world = World { ir, rows: &rows, asker: &asker, now: Unknown::Any };
                let Ok(value) = world.value(other, Frame::default()) else { continue };
                let known = found.entry(field).or_default();
                if value != Value::Null && !known.contains(&value) {
                    known.push(value);
                }
            }
        });
    };
    for entity in &ir.entities {
        entity.rules.iter().for_each(|it| ask(&it.expr));
    }
    found
}

/// Whoever the token describes: the viewer of the first row with all claims, and a guest.
fn askers(ir: &Ir, claims: &[BTreeMap<String, serde_json::Value>]) -> Vec<Asker> {
    let viewer = match ir.viewer.id_type {
        Type::Uuid => Value::Text("00000000-0000-0000-0000-000000000001".to_owned()),
        _ => Value::Text("1".to_owned()),
    };
    let with = |viewer: Value| {
        let mut asker = Asker::person("", []);
        asker.viewer = viewer;
        let given = claims.first().into_iter().flatten();
        asker.claims = given
            .filter_map(|(name, value)| {
                let at = ir.viewer.claims.iter().position(|it| it.name == *name)?;
                Some((ClaimId(at), Value::Text(value.as_str()?.to_owned())))
            })
            .collect();
        asker
    };
    vec![with(viewer), with(Value::Null)]
}

/// Each comparison of a text of the row itself with something that reads no row.
fn for_each_comparison(expr: &Expr, found: &mut dyn FnMut(FieldId, &Expr)) {
    expr.walk(&mut |part| {
        let ExprKind::Binary(BinaryOp::Equal, left, right) = &part.kind else { return };
        for (field, other) in [(left, right), (right, left)] {
            let ExprKind::Field { row, field } = &field.kind else { continue };
            let is_own = row.root == Root::This && row.hops.is_empty();
            if is_own && left.ty.is_text() && !other.reads(Root::This) {
                found(*field, other);
            }
        }
    });
}
