//! Hooks: the types of what they take and give, and their inputs as JSON of the database.

use std::collections::{BTreeMap, BTreeSet};

use fraise_ir::{
    EntityId, EnumId, Expr, FieldId, Input, Mutation, ObjectId, Type,
    access::{AccessItem, Who},
    expr::Root,
    field::FieldOrigin,
    mutation::{BeforeHook, Hook, StepNameKind},
    names as made,
};
use fraise_lower::{Hole, Row, Scope, Sql, names, signature, types};
use fraise_sql::{Fragment, Ident, Literal, ident};

use super::{Unsupported, context::Context, fragment};
use crate::service::{self, Before, HookModule, RustEnum, RustField, RustStruct, RustType};

/// Names that a struct or an enum of the module may not have, since it uses them itself.
const TAKEN: [&str; 24] = [
    "Box",
    "Calls",
    "Copy",
    "DateTime",
    "Debug",
    "Decimal",
    "Deserialize",
    "Err",
    "Future",
    "HookAnswer",
    "HookCall",
    "HookError",
    "HookSet",
    "Hooks",
    "NaiveDate",
    "NaiveTime",
    "None",
    "Ok",
    "Option",
    "Result",
    "Self",
    "Send",
    "String",
    "Value",
];

/// The trait with all that it uses.
pub(super) fn module(ctx: &Context<'_>) -> HookModule {
    let mut types = Types::new(ctx);
    let hooks: Vec<service::Hook> = ctx.ir.hooks.iter().map(|it| types.hook(it)).collect();
    HookModule { hooks, enums: types.enums, structs: types.structs }
}

/// The types of the module, made as they are met.
struct Types<'c, 'ir> {
    ctx: &'c Context<'ir>,
    taken: BTreeSet<String>,
    known_entities: BTreeMap<EntityId, String>,
    known_objects: BTreeMap<ObjectId, String>,
    known_enums: BTreeMap<EnumId, String>,
    enums: Vec<RustEnum>,
    structs: Vec<RustStruct>,
}

impl<'c, 'ir> Types<'c, 'ir> {
    fn new(ctx: &'c Context<'ir>) -> Self {
        Self {
            ctx,
            taken: TAKEN
                .iter()
                .chain(&["Serialize", "Sync", "Utc", "Uuid", "Vec"])
                .map(|it| (*it).to_owned())
                .collect(),
            known_entities: BTreeMap::new(),
            known_objects: BTreeMap::new(),
            known_enums: BTreeMap::new(),
            enums: Vec::new(),
            structs: Vec::new(),
        }
    }

    /// The name in Rust's case; with a number behind it when another has taken it.
    fn take(&mut self, name: &str) -> String {
        let name = made::pascal(name);
        let mut candidate = name.clone();
        let mut number = 1;
        while !self.taken.insert(candidate.clone()) {
            number += 1;
            candidate = format!("{name}{number}");
        }
        candidate
    }

    fn hook(&mut self, hook: &Hook) -> service::Hook {
        let input = self.side(hook, &hook.input, "input", "is given");
        let output = self.side(hook, &hook.output, "output", "gives back");
        service::Hook { name: hook.name.clone(), description: hook.description.clone(), input, output }
    }

    fn side(&mut self, hook: &Hook, slots: &[Input], side: &str, verb: &str) -> String {
        let fields = slots.iter().map(|slot| {
            let ty = match slot.ty {
                Type::Ref(entity) => RustType::Named(self.entity(entity)),
                ref other => self.ty(other),
            };
            field(&slot.name, slot.description.as_deref(), ty, slot.nullable)
        });
        let fields = fields.collect();
        let name = self.take(&format!("{}_{side}", hook.name));
        let description = format!("What the hook `{}` {verb}.", hook.name);
        self.structs.push(RustStruct { name: name.clone(), description, fields });
        name
    }

    /// A row: its fields, a reference as the key of the other row.
    fn entity(&mut self, id: EntityId) -> String {
        if let Some(known) = self.known_entities.get(&id) {
            return known.clone();
        }
        let entity = self.ctx.ir.entity(id);
        let name = self.take(&entity.name);
        self.known_entities.insert(id, name.clone());
        let fields = row_fields(self.ctx, id).into_iter().map(|id| {
            let declared = self.ctx.ir.field(id);
            let ty = self.ty(&declared.ty);
            let may_be_hidden = declared.nullable || declared.read.is_some();
            field(&key(self.ctx, id), declared.description.as_deref(), ty, may_be_hidden)
        });
        let fields = fields.collect();
        let description =
            entity.description.clone().unwrap_or_else(|| format!("A row of `{}`.", entity.name));
        self.structs.push(RustStruct { name: name.clone(), description, fields });
        name
    }

    fn object(&mut self, id: ObjectId) -> String {
        if let Some(known) = self.known_objects.get(&id) {
            return known.clone();
        }
        let object = self.ctx.ir.object(id);
        let name = self.take(&object.name);
        self.known_objects.insert(id, name.clone());
        let fields = object.fields.iter().map(|it| {
            let ty = self.ty(&it.ty);
            // What a client leaves out is filled in by the function, which comes later.
            field(&it.sql, it.description.as_deref(), ty, !it.required())
        });
        let fields = fields.collect();
        let description =
            object.description.clone().unwrap_or_else(|| format!("The object `{}`.", object.name));
        self.structs.push(RustStruct { name: name.clone(), description, fields });
        name
    }

    fn enumeration(&mut self, id: EnumId) -> String {
        if let Some(known) = self.known_enums.get(&id) {
            return known.clone();
        }
        let declared = self.ctx.ir.enumeration(id);
        let name = self.take(&declared.name);
        self.known_enums.insert(id, name.clone());
        let mut taken = BTreeSet::new();
        let variants = declared.members.iter().map(|member| {
            let mut variant = made::pascal(&member.name);
            // `Self` is the one word that no variant may be.
            while variant == "Self" || !taken.insert(variant.clone()) {
                variant.push('_');
            }
            (variant, member.name.clone())
        });
        let variants = variants.collect();
        let description =
            declared.description.clone().unwrap_or_else(|| format!("The enum `{}`.", declared.name));
        self.enums.push(RustEnum { name: name.clone(), description, variants });
        name
    }

    fn ty(&mut self, ty: &Type) -> RustType {
        match ty {
            Type::Bool => RustType::Bool,
            Type::Int => RustType::I32,
            Type::BigInt => RustType::I64,
            Type::Decimal(_) => RustType::Decimal,
            // Intervals as ISO 8601, bytes as PostgreSQL writes them.
            Type::Text(_) | Type::Varchar(_) | Type::Interval | Type::Bytes => RustType::String,
            Type::Uuid => RustType::Uuid,
            Type::Date => RustType::NaiveDate,
            Type::Time => RustType::NaiveTime,
            Type::Timestamptz => RustType::DateTime,
            Type::Json | Type::Null => RustType::Value,
            Type::Enum(id) => RustType::Named(self.enumeration(*id)),
            Type::Object(id) => RustType::Named(self.object(*id)),
            Type::Ref(entity) => match self.ctx.ir.entity(*entity).id_field() {
                Some(id) => self.ty(&self.ctx.ir.field(id).ty),
                None => RustType::Value,
            },
            Type::Array(item) => RustType::Vec(Box::new(self.ty(item))),
        }
    }
}

fn field(key: &str, description: Option<&str>, ty: RustType, nullable: bool) -> RustField {
    let ty = if nullable { RustType::Option(Box::new(ty)) } else { ty };
    RustField { key: key.to_owned(), description: description.map(str::to_owned), ty }
}

/// What a hook sees of a row: everything but the mark of a deleted one.
fn row_fields(ctx: &Context<'_>, entity: EntityId) -> Vec<FieldId> {
    let all = ctx.ir.entity(entity).field_ids();
    all.filter(|it| ctx.ir.field(*it).origin != FieldOrigin::DeletedAt).collect()
}

fn key(ctx: &Context<'_>, id: FieldId) -> String {
    let field = ctx.ir.field(id);
    match field.ty {
        Type::Ref(_) => format!("{}_id", field.name),
        _ => field.name.clone(),
    }
}

/// Whose rows a hook is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Eyes {
    /// Those that the viewer may read, with the fields that he may read.
    Viewer,
    /// All.
    Service,
}

/// The input of a hook: `jsonb_build_object('lines', .., 'address', (select ..))`.
pub(super) fn input(
    ctx: &Context<'_>,
    scope: &Scope<'_>,
    hook: &Hook,
    with: &[(String, Expr)],
    eyes: Eyes,
) -> Sql {
    let members = hook.input.iter().map(|slot| {
        let value = match with.iter().find(|(name, _)| *name == slot.name) {
            None => Sql::kw("null"),
            Some((_, expr)) => match slot.ty {
                Type::Ref(entity) => row(ctx, entity, scope.value(expr), eyes),
                ref ty => scope
                    .value_as(expr, ty)
                    .parens()
                    .with_kw("::")
                    .with(Sql::from(Fragment::new().ty(&signature::argument_type(ctx.ir, ty)))),
            },
        };
        Sql::from(Fragment::new().lit(&Literal::text(&slot.name))).with_kw(", ").with(value)
    });
    Sql::kw("jsonb_build_object(").with(Sql::join(", ", members)).with_kw(")")
}

/// `(select to_jsonb(it) from (select named.id, .. from public.orders as named where named.id = ..) as it)`
fn row(ctx: &Context<'_>, entity: EntityId, value: Sql, eyes: Eyes) -> Sql {
    let alias = ident!("named");
    let table = Fragment::new().name(&names::table(ctx.ir, entity)).kw(" as ").ident(&alias);
    let scope = ctx.scope.clone().bind(Root::This, Row::Named(alias.clone()));
    let columns = row_fields(ctx, entity)
        .into_iter()
        .map(|id| column(ctx, &scope, id, eyes).with_kw(" as ").with_ident(&names::ident(&key(ctx, id))));
    let keys = names::key_columns(ctx.ir, ctx.ir.entity(entity));
    let found = keys.into_iter().map(|column| Sql::new().with_ident(&alias).with_kw(".").with_ident(&column));
    let found = Sql::join(", ", found).with_kw(" = ").with(value.parens());
    let readable = match eyes {
        Eyes::Viewer => Sql::kw(" and ").with(Sql::from(Hole::Readable(entity, alias))),
        Eyes::Service => Sql::new(),
    };
    Sql::kw("(select to_jsonb(it) from (select ")
        .with(Sql::join(", ", columns))
        .with_kw(" from ")
        .with(Sql::from(table))
        .with_kw(" where ")
        .with(found)
        .with(readable)
        .with_kw(") as it)")
}

fn column(ctx: &Context<'_>, scope: &Scope<'_>, id: FieldId, eyes: Eyes) -> Sql {
    let value = scope.field(Root::This, id);
    let guard = match eyes {
        Eyes::Viewer => ctx.ir.field(id).read.as_deref(),
        Eyes::Service => None,
    };
    let Some(items) = guard else { return value };
    let ways = items.iter().filter_map(|item| match item {
        AccessItem::Role { role, when, .. } => {
            let holds = match role {
                Who::Public => Sql::kw("true"),
                Who::Role(_) => Sql::from(Hole::HasRole(*role)),
            };
            Some(match when {
                None => holds,
                Some(when) => holds.with_kw(" and ").with(scope.condition(when).parens()),
            })
        }
        AccessItem::Via { .. } => None,
    });
    let ways: Vec<Sql> = ways.collect();
    let may = if ways.is_empty() { Sql::kw("false") } else { Sql::join(" or ", ways) };
    Sql::kw("case when ").with(may).with_kw(" then ").with(value).with_kw(" end")
}

/// The hooks before the transaction of a mutation.
pub(super) fn before(ctx: &Context<'_>, mutation: &Mutation) -> Result<Vec<Before>, Unsupported> {
    let scope = scope_of_arguments(ctx, mutation);
    mutation.before.iter().map(|it| of_call(ctx, mutation, &scope, it)).collect()
}

fn of_call(
    ctx: &Context<'_>,
    mutation: &Mutation,
    scope: &Scope<'_>,
    call: &BeforeHook,
) -> Result<Before, Unsupported> {
    let missing = || Unsupported::new("a hook that is not declared");
    let hook = ctx.ir.hooks.get(call.hook.0).ok_or_else(missing)?;
    let name = mutation.name_of(call.name).ok_or_else(missing)?;
    let must_be_there = |it: &&Input| matches!(it.ty, Type::Ref(_)) && !it.nullable;
    Ok(Before {
        hook: hook.name.clone(),
        argument: signature::hook_argument(&name.name),
        input: fragment::of_row(ctx, &input(ctx, scope, hook, &call.with, Eyes::Viewer))?,
        rows: hook.input.iter().filter(must_be_there).map(|it| it.name.clone()).collect(),
    })
}

/// The rows that a mutation is given, by the keys that name them.
fn scope_of_arguments<'ir>(ctx: &Context<'ir>, mutation: &Mutation) -> Scope<'ir> {
    let mut scope = ctx.scope.clone();
    for (index, name) in mutation.names.iter().enumerate() {
        if let (StepNameKind::Row(_), Some(position)) =
            (&name.kind, mutation.inputs.iter().position(|it| it.name == name.name))
        {
            let key = Row::Key(Sql::from(Hole::Input(position)));
            scope = scope.bind(Root::Step(fraise_ir::StepId(index)), key.clone());
            scope = scope.bind(Root::Input(position), key);
        }
    }
    scope
}

/// Whether a call with this key has been answered; what has all but expired has not.
pub(super) fn answered(ctx: &Context<'_>, mutation: &Mutation) -> Result<Option<service::Sql>, Unsupported> {
    if mutation.idempotent.is_none() || mutation.before.is_empty() {
        return Ok(None);
    }
    let session =
        ctx.ir.viewer.claims.iter().position(|it| it.name == "session").filter(|_| ctx.ir.viewer.guests);
    let guest = session
        .map(|it| Sql::kw("'guest ' || ").with(Sql::from(Hole::Claim(fraise_ir::ClaimId(it)))).with_kw(", "));
    let asked = Sql::kw("exists (select from fraise.idempotency as known where known.mutation = ")
        .with(Sql::from(Fragment::new().lit(&Literal::text(&mutation.name))))
        .with_kw(" and known.viewer = coalesce('viewer ' || ")
        .with(Sql::from(Hole::Viewer))
        .with_kw(", ")
        .with(guest.unwrap_or_default())
        .with_kw("'login ' || session_user) and known.key = ")
        .with(Sql::from(Hole::Input(mutation.inputs.len())))
        .with_kw(" and known.expires_at > now() + interval '1 minute')");
    fragment::of_row(ctx, &asked).map(Some)
}

/// The value under a key of a `jsonb` value, in the type that it would have in a column.
pub(super) fn from_json(ctx: &Context<'_>, json: Fragment, name: &str, ty: &Type) -> Fragment {
    let key = Literal::text(name);
    let is_json = |ty: &Type| matches!(ty, Type::Json | Type::Object(_));
    match ty {
        it if is_json(it) => Fragment::new().kw("(").frag(&json).kw(" -> ").lit(&key).kw(")"),
        Type::Array(item) if is_json(item) => {
            Fragment::new().kw("(").frag(&json).kw(" -> ").lit(&key).kw(")")
        }
        Type::Array(_) => {
            let field: Ident = names::ident(name);
            Fragment::new()
                .kw("(select it.")
                .ident(&field)
                .kw(" from jsonb_to_record(")
                .frag(&json)
                .kw(") as it (")
                .ident(&field)
                .kw(" ")
                .ty(&types::sql_type(ctx.ir, ty))
                .kw("))")
        }
        Type::Text(_) | Type::Varchar(_) => Fragment::new().kw("(").frag(&json).kw(" ->> ").lit(&key).kw(")"),
        other => Fragment::new()
            .kw("(")
            .frag(&json)
            .kw(" ->> ")
            .lit(&key)
            .kw(")::")
            .ty(&types::sql_type(ctx.ir, other)),
    }
}
