//! A cell as a call of the function that creates, updates or deletes one row.

use fraise_ir::{FieldId, Ir, Type, names, raw::Verb};
use fraise_model::Value;
use fraise_sql::{Ident, Literal};
use fraise_tests::access::{Attempt, Cell};

use super::statements::{Answer, literal};

/// `select public.update_product(p_id => '..', p_input => jsonb_build_object('price', ..))`, also where there is no such
/// function.
pub(super) fn call(ir: &Ir, cell: &Cell) -> String {
    let entity = ir.entity(cell.row.entity);
    let (verb, input) = match &cell.attempt {
        Attempt::Insert { given, .. } => (Verb::Create, Some(object(ir, given))),
        Attempt::Update(field, value) => (Verb::Update, Some(object(ir, &[(*field, value.clone())]))),
        Attempt::Delete => (Verb::Delete, None),
        Attempt::Select(_) => panic!("functions write"),
    };
    let key = if verb == Verb::Create { Vec::new() } else { entity.key_fields() };
    let key = key.into_iter().map(|field| {
        let value = cell.row.get(field).unwrap_or(&Value::Null);
        format!("{} => {}", ident(&format!("p_{}", key_of(ir, field))), literal(value))
    });
    let arguments: Vec<String> = key.chain(input.map(|it| format!("p_input => {it}"))).collect();
    let function = ident(&names::shortened(&verb.name(entity)));
    format!("select {}.{function}({})", ident(&ir.service.schema), arguments.join(", "))
}

/// What came of a call: what is not known to the function is nothing that may be written.
pub(super) fn read(answer: &str, call: &str) -> Result<Answer, String> {
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

fn object(ir: &Ir, values: &[(FieldId, Value)]) -> String {
    let pairs: Vec<String> = values
        .iter()
        .map(|(field, value)| format!("{}, {}", Literal::text(&key_of(ir, *field)), json(ir, *field, value)))
        .collect();
    format!("jsonb_build_object({})", pairs.join(", "))
}

/// The value as JSON has it.
fn json(ir: &Ir, field: FieldId, value: &Value) -> String {
    let text = literal(value);
    match &ir.field(field).ty {
        _ if *value == Value::Null => "null".to_owned(),
        Type::Bool | Type::Int | Type::BigInt | Type::Decimal(_) | Type::Json | Type::Object(_) => {
            format!("{text}::jsonb")
        }
        Type::Ref(target) => {
            let key = ir.entity(*target).id_field().unwrap();
            json(ir, key, value)
        }
        Type::Timestamptz => format!("to_jsonb({text}::timestamptz)"),
        Type::Interval => panic!("no schema of the matrix has one"),
        Type::Bytes => format!("encode({text}::bytea, 'base64')"),
        Type::Array(element) => match **element {
            Type::Int | Type::BigInt | Type::Decimal(_) => format!("to_jsonb({text}::numeric[])"),
            _ => format!("to_jsonb({text}::text[])"),
        },
        Type::Text(_)
        | Type::Varchar(_)
        | Type::Uuid
        | Type::Date
        | Type::Time
        | Type::Enum(_)
        | Type::Null => text,
    }
}

/// `variant_id`
fn key_of(ir: &Ir, field: FieldId) -> String {
    let field = ir.field(field);
    let is_reference = field.reference.is_some();
    format!("{}{}", field.name, if is_reference { "_id" } else { "" })
}

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}
