//! The arguments: what is given in place of those that are left out, and what must be true of each (ZF010).

use fraise_ir::{Input, Ir, Mutation, ObjectId, Type, service::EnumStorage};
use fraise_lower::{Hole, Scope, Sql};
use fraise_sql::{Fragment, Literal, sql};
use fraise_templates::{
    SqlSlot,
    postgres::{DefaultArgument, MutationCheck},
};

use super::signature;
use crate::{
    database::Context,
    fill,
    lower::{enumeration, object},
};

/// What stands in for arguments that are left out.
pub(super) fn defaults(ctx: &Context<'_>, mutation: &Mutation) -> Vec<DefaultArgument> {
    let mut all = Vec::new();
    for input in &mutation.inputs {
        let argument = signature::argument(input);
        if let Some(default) = &input.default {
            let default = fill::flat(ctx.ir, &Scope::new(ctx.ir).value_as(default, &input.ty));
            all.push((argument.clone(), sql!["coalesce(", &argument, ", ", default, ")"]));
        }
        if let Some(value) = with_defaults(ctx, &input.ty, &sql![&argument]) {
            all.push((argument, value));
        }
    }
    let slot = |(argument, value)| DefaultArgument {
        argument: SqlSlot::from(sql![argument]),
        value: SqlSlot::from(value),
    };
    all.into_iter().map(slot).collect()
}

/// `'{"unit": "cm"}'::jsonb || p_dimensions`: fields that are left out.
fn with_defaults(ctx: &Context<'_>, ty: &Type, value: &Fragment) -> Option<Fragment> {
    match ty {
        Type::Object(id) => Some(sql![object_of_defaults(ctx, *id)?, " || ", value]),
        Type::Array(element) => {
            let element = with_defaults(ctx, element, &sql!["it.element"])?;
            Some(sql![
                "case jsonb_typeof(",
                value,
                ")\n    when 'array' then (\n      select coalesce(jsonb_agg(",
                element,
                " order by it.position), '[]')\n      from jsonb_array_elements(",
                value,
                ") with ordinality as it (element, position)\n    )\n    else ",
                value,
                "\n  end"
            ])
        }
        _ => None,
    }
}

/// `jsonb_build_object('unit', 'cm')`, where some field has a default.
pub(crate) fn object_of_defaults(ctx: &Context<'_>, id: ObjectId) -> Option<Fragment> {
    let fields = &ctx.ir.object(id).fields;
    let pairs: Vec<Fragment> = fields
        .iter()
        .filter_map(|field| {
            let default = Scope::new(ctx.ir).value_as(field.default.as_ref()?, &field.ty);
            Some(sql![Literal::text(&field.sql), ", ", fill::flat(ctx.ir, &default)])
        })
        .collect();
    (!pairs.is_empty()).then(|| sql!["jsonb_build_object("].list(", ", pairs).kw(")"))
}

/// What makes an argument impossible, one row for each that may be.
pub(super) fn checks(ctx: &Context<'_>, mutation: &Mutation) -> Vec<MutationCheck> {
    let all = mutation.inputs.iter().filter_map(|input| {
        let mut bad = Vec::new();
        let value = sql![signature::argument(input)];
        if !input.nullable {
            bad.push(sql![&value, " is null"]);
        }
        let good = of_value(ctx, input, &input.ty, &value);
        bad.extend(good.into_iter().map(|it| sql!["(", it, ") is false"]));
        let bad = Fragment::join("\n    or ", &bad);
        let field = SqlSlot::from(sql![Literal::text(&input.sql)]);
        (!bad.is_empty()).then(|| MutationCheck { field, bad: SqlSlot::from(bad) })
    });
    all.collect()
}

/// What must hold of a value; each is null for a null.
fn of_value(ctx: &Context<'_>, input: &Input, ty: &Type, value: &Fragment) -> Vec<Fragment> {
    let mut good: Vec<Fragment> = of_type(ctx, ty, value).into_iter().collect();
    match ty {
        Type::Array(element) if is_json(ctx.ir, element) => {
            good = vec![list_of_json(ctx, input, element, value)]
        }
        Type::Array(element) => {
            good.extend(bounds(input, &sql!["cardinality(", value, ")"]));
            good.push(sql!["array_position(", value, ", null) is null"]);
            let mut of_element: Vec<Fragment> =
                of_type(ctx, element, &sql!["it.value"]).into_iter().collect();
            of_element.extend(scalar(ctx, input, &sql!["it.value"]));
            let broken = of_element.into_iter().map(|it| {
                sql!["not exists (select from unnest(", value, ") as it (value) where (", it, ") is false)"]
            });
            good.extend(broken);
        }
        _ => good.extend(scalar(ctx, input, value)),
    }
    good
}

/// What the type says and that of the argument does not.
fn of_type(ctx: &Context<'_>, ty: &Type, value: &Fragment) -> Option<Fragment> {
    match ty {
        Type::Text(Some(length)) | Type::Varchar(length) => {
            Some(sql!["char_length(", value, ") <= ", Literal::Integer(i64::from(*length))])
        }
        Type::Decimal(Some(size)) => {
            let whole = usize::try_from(size.precision.saturating_sub(size.scale)).unwrap_or_default();
            let bound = Literal::decimal(&format!("1{}", "0".repeat(whole))).unwrap_or(Literal::Null);
            let scale = Literal::Integer(i64::from(size.scale));
            let is_exact = sql![value, " = round(", value, ", ", scale, ")"];
            Some(sql!["abs(", value, ") < ", bound, " and ", is_exact])
        }
        Type::Enum(id) if ctx.ir.service.enums == EnumStorage::Text => {
            Some(sql![value, " in (", enumeration::members(ctx.ir.enumeration(*id)), ")"])
        }
        Type::Object(id) => Some(sql![object::function_name(ctx.ir.object(*id)), "(", value, ")"]),
        Type::Bool
        | Type::Int
        | Type::BigInt
        | Type::Decimal(None)
        | Type::Text(None)
        | Type::Uuid
        | Type::Date
        | Type::Time
        | Type::Timestamptz
        | Type::Interval
        | Type::Json
        | Type::Bytes
        | Type::Enum(_)
        | Type::Ref(_)
        | Type::Array(_)
        | Type::Null => None,
    }
}

fn is_json(ir: &Ir, element: &Type) -> bool {
    signature::argument_type(ir, element) == fraise_sql::SqlType::Jsonb
}

/// A list of as many elements as there may be, each of the declared shape.
fn list_of_json(ctx: &Context<'_>, input: &Input, element: &Type, value: &Fragment) -> Fragment {
    let mut asked: Vec<Fragment> =
        bounds(input, &sql!["jsonb_array_length(", value, ")"]).into_iter().collect();
    let shape = match element {
        Type::Object(id) => {
            let shape = object::shape(ctx, ctx.ir.object(*id), &sql!["it.element"]);
            Some(fill::lines(ctx.ir, &shape, 10, "where ".len()))
        }
        other => of_type(ctx, other, &sql!["it.element"]),
    };
    if let Some(shape) = shape {
        let elements = sql!["jsonb_array_elements(", value, ") as it (element)"];
        asked.push(sql![
            "not exists (\n          select from ",
            elements,
            "\n          where ",
            shape,
            " is not true\n        )"
        ]);
    }
    let good = if asked.is_empty() { sql!["true"] } else { Fragment::join("\n        and ", asked) };
    sql!["case jsonb_typeof(", value, ")\n      when 'array' then ", good, "\n      else false\n    end"]
}

fn bounds(input: &Input, length: &Fragment) -> Option<Fragment> {
    let (least, most) = input.bounds?;
    let (least, most) = (Literal::Integer(i64::from(least)), Literal::Integer(i64::from(most)));
    Some(sql![length, " between ", least, " and ", most])
}

fn scalar(ctx: &Context<'_>, input: &Input, value: &Fragment) -> Option<Fragment> {
    let check = ctx.ir.scalar(input.scalar?).check.as_ref()?;
    let asked = Scope::new(ctx.ir).value(check);
    let asked = asked.fill(&mut |hole| (*hole == Hole::Value).then(|| Sql::from(value.clone())));
    Some(fill::flat(ctx.ir, &asked))
}
