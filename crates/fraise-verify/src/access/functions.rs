//! A cell as a call of the function that creates, updates or deletes one row.

use fraise_ir::{FieldId, Ir, Type, names as made, raw::Verb};
use fraise_lower::names;
use fraise_model::Value;
use fraise_pg::{Error, Session};
use fraise_sql::{Fragment, Literal, sql};

use super::{
    Attempt, Cell,
    statements::{self, Answer, literal},
};

/// Tries all cells, in the session as it is.
pub async fn answers(
    session: &Session,
    ir: &Ir,
    cells: &[Cell],
) -> Result<Vec<Result<Answer, String>>, Error> {
    let calls: Vec<Fragment> = cells.iter().map(|it| call(ir, it)).collect();
    let given = statements::tried(session, &calls).await?;
    Ok(given.iter().zip(&calls).map(|(answer, call)| read(answer, call)).collect())
}

/// `select public.update_product(p_id => '..', p_input => jsonb_build_object('price', ..))`, also where there is no such
/// function.
pub fn call(ir: &Ir, cell: &Cell) -> Fragment {
    let entity = ir.entity(cell.row.entity);
    let (verb, input) = match &cell.attempt {
        Attempt::Insert { given, .. } => (Verb::Create, Some(object(ir, given))),
        Attempt::Update(field, value) => (Verb::Update, Some(object(ir, &[(*field, value.clone())]))),
        Attempt::Delete | Attempt::Select(_) => (Verb::Delete, None),
    };
    let key = if verb == Verb::Create { Vec::new() } else { entity.key_fields() };
    let key = key.into_iter().map(|field| {
        let value = cell.row.get(field).unwrap_or(&Value::Null);
        sql![names::ident(&format!("p_{}", key_of(ir, field))), " => ", literal(value)]
    });
    let arguments = key.chain(input.map(|it| sql!["p_input => ", it]));
    let function = names::in_schema(ir, &made::shortened(&verb.name(entity)));
    sql!["select ", function, "(", Fragment::join(", ", arguments), ")"]
}

/// What came of a call: what is not known to the function is nothing that may be written.
fn read(answer: &str, call: &Fragment) -> Result<Answer, String> {
    match answer {
        "1" => Ok(Answer::Allowed),
        // No right to call, or to do it; no such function; a row that is not there; an input that is not known.
        "42501" | "42883" | "ZF005" | "ZF006" | "ZF010" => Ok(Answer::Denied),
        // An id that is none: nobody is answered.
        "22P02" | "22003" => Ok(Answer::Denied),
        // Laws about rows are asked behind access.
        law if law.starts_with("23") || law.starts_with("ZF") => Ok(Answer::Allowed),
        other => Err(format!("{other}: {call}")),
    }
}

fn object(ir: &Ir, values: &[(FieldId, Value)]) -> Fragment {
    let pairs = values
        .iter()
        .map(|(field, value)| sql![Literal::text(&key_of(ir, *field)), ", ", json(ir, *field, value)]);
    sql!["jsonb_build_object(", Fragment::join(", ", pairs), ")"]
}

/// The value as JSON has it.
fn json(ir: &Ir, field: FieldId, value: &Value) -> Fragment {
    let text = literal(value);
    match &ir.field(field).ty {
        _ if *value == Value::Null => sql!["null"],
        Type::Bool | Type::Int | Type::BigInt | Type::Decimal(_) | Type::Json | Type::Object(_) => {
            sql![text, "::jsonb"]
        }
        Type::Ref(target) => match ir.entity(*target).id_field() {
            Some(key) => json(ir, key, value),
            None => sql![text],
        },
        Type::Timestamptz => sql!["to_jsonb(", text, "::timestamptz)"],
        Type::Bytes => sql!["encode(", text, "::bytea, 'base64')"],
        Type::Array(element) => match **element {
            Type::Int | Type::BigInt | Type::Decimal(_) => sql!["to_jsonb(", text, "::numeric[])"],
            _ => sql!["to_jsonb(", text, "::text[])"],
        },
        Type::Text(_)
        | Type::Varchar(_)
        | Type::Uuid
        | Type::Date
        | Type::Time
        | Type::Interval
        | Type::Enum(_)
        | Type::Null => sql![text],
    }
}

/// `variant_id`
fn key_of(ir: &Ir, field: FieldId) -> String {
    let field = ir.field(field);
    match field.reference {
        Some(_) => format!("{}_id", field.name),
        None => field.name.clone(),
    }
}
