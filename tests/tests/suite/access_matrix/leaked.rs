//! The model of a service as the runtime reads it: what generated code has in statics, made while the test runs.
//!
//! Only fields of rows are here, no references and no relations: statics may point at one another in circles, and what
//! is made one by one may not. A type that a rule asks about stands here as often as it is asked.

use fraise_emit_rust::service as made;
use fraise_runtime::model::{
    AccessItem, Argument, Claim, Enum, EnumValue, Field, FieldKind, Input, InputField, InputObject, Key,
    Limits, Missing, Mutation, Object, OrderBy, OrderKey, Page, Piece, Query, QueryKind, Role, RoleSet, Rule,
    Search, Service, Sql, Type, ValueType, Viewer, Where, Work,
};

/// Types that ask about types are followed so far, which is further than the runtime goes.
const DEPTH: u32 = 20;

/// No document of the matrix is too large.
const LIMITS: Limits = Limits {
    depth: 10,
    complexity: 1_000_000,
    aliases: 1_000,
    root_fields: 1_000,
    directives: 10,
    tokens: 1_000_000,
    errors: 1_000_000,
};

pub(super) fn service(made: &made::Service) -> &'static Service {
    let leak = Leak { made };
    Box::leak(Box::new(Service {
        name: text(&made.name),
        roles: list(&made.roles, |it| Role { name: text(&it.name), bit: bit(it), internal: it.internal }),
        viewer: Viewer {
            id: Some(leak.claim(&made.viewer.id)),
            roles: Some(text(&made.viewer.roles)),
            claims: list(&made.viewer.claims, |it| leak.claim(it)),
        },
        types: list(&made.types.iter().filter(|it| it.published).collect::<Vec<_>>(), |it| {
            leak.ty(&it.constant, DEPTH, true)
        }),
        queries: list(&made.queries, |it| leak.query(it)),
        mutations: list(&made.mutations, |it| leak.mutation(it)),
        hooks: &[],
        work: Work::NONE,
        errors: &[],
        constraints: &[],
        limits: LIMITS,
    }))
}

fn text(text: &str) -> &'static str {
    text.to_owned().leak()
}

fn list<T, U>(all: &[T], one: impl FnMut(&T) -> U) -> &'static [U] {
    all.iter().map(one).collect::<Vec<U>>().leak()
}

fn bit(role: &made::Role) -> RoleSet {
    RoleSet::bit(role.bit)
}

struct Leak<'m> {
    made: &'m made::Service,
}

impl Leak<'_> {
    fn ty(&self, name: &made::StaticName, depth: u32, with_fields: bool) -> &'static Type {
        let it = self.made.types.iter().find(|it| it.constant == *name).unwrap();
        let read: &'static [AccessItem] = match depth.checked_sub(1) {
            Some(depth) => self.items(&it.read, depth),
            None => &[],
        };
        Box::leak(Box::new(Type {
            name: text(&it.name),
            table: text(&it.table.to_string()),
            key: list(&it.key, |it| text(&it.to_string())),
            read,
            living: it.living.as_ref().map(|it| self.sql(it, depth)),
            fields: if with_fields { list(&it.fields, |it| self.field(it, depth)) } else { &[] },
        }))
    }

    fn field(&self, it: &made::Field, depth: u32) -> Field {
        Field {
            name: text(&it.name),
            nullable: it.nullable,
            read: it.read.as_ref().map(|items| self.items(items, depth)),
            kind: match &it.kind {
                made::FieldKind::Value { sql, ty } => {
                    FieldKind::Value { sql: self.sql(sql, depth), ty: self.value_type(ty) }
                }
                made::FieldKind::Object { sql, object, list } => FieldKind::Object {
                    sql: self.sql(sql, depth),
                    object: self.object(object, depth),
                    list: *list,
                },
                made::FieldKind::ToOne { .. }
                | made::FieldKind::Inverse { .. }
                | made::FieldKind::ToMany { .. } => panic!("{} leads to another row", it.name),
            },
        }
    }

    fn object(&self, name: &made::StaticName, depth: u32) -> &'static Object {
        let it = self.made.objects.iter().find(|it| it.constant == *name).unwrap();
        Box::leak(Box::new(Object {
            name: text(&it.name),
            fields: list(&it.fields, |it| self.field(it, depth)),
        }))
    }

    fn items(&self, items: &[made::AccessItem], depth: u32) -> &'static [AccessItem] {
        list(items, |it| AccessItem {
            roles: self.role_set(&it.roles),
            when: it.when.as_ref().map(|it| self.rule(it, depth)),
        })
    }

    fn rule(&self, rule: &made::Rule, depth: u32) -> Rule {
        match rule {
            made::Rule::Sql(sql) => Rule::Sql(self.sql(sql, depth)),
            made::Rule::Via { target, join } => {
                Rule::Via { target: self.ty(target, depth, false), join: self.sql(join, depth) }
            }
        }
    }

    fn role_set(&self, roles: &made::RoleSet) -> RoleSet {
        match roles {
            made::RoleSet::Public => RoleSet::PUBLIC,
            made::RoleSet::Of(names) => {
                let named =
                    |name: &made::StaticName| self.made.roles.iter().find(|it| it.constant == *name).unwrap();
                names.iter().fold(RoleSet::NONE, |all, name| all.or(bit(named(name))))
            }
        }
    }

    fn sql(&self, sql: &made::Sql, depth: u32) -> Sql {
        Sql(list(&sql.0, |piece| match piece {
            made::Piece::Text(fragment) => Piece::Text(text(fragment.as_str())),
            made::Piece::Row => Piece::Row,
            made::Piece::Parent => Piece::Parent,
            made::Piece::Viewer => Piece::Viewer,
            made::Piece::Claim(at) => Piece::Claim(*at),
            made::Piece::Input(at) => Piece::Input(*at),
            made::Piece::HasRole(roles) => Piece::HasRole(self.role_set(roles)),
            made::Piece::Readable(ty, alias) => {
                Piece::Readable(self.ty(ty, depth, false), text(alias.as_str()))
            }
        }))
    }

    fn value_type(&self, ty: &made::ValueType) -> ValueType {
        match ty {
            made::ValueType::Uuid => ValueType::Uuid,
            made::ValueType::Text => ValueType::Text,
            made::ValueType::Int => ValueType::Int,
            made::ValueType::BigInt => ValueType::BigInt,
            made::ValueType::Decimal => ValueType::Decimal,
            made::ValueType::Bool => ValueType::Bool,
            made::ValueType::Date => ValueType::Date,
            made::ValueType::Time => ValueType::Time,
            made::ValueType::DateTime => ValueType::DateTime,
            made::ValueType::Duration => ValueType::Duration,
            made::ValueType::Json => ValueType::Json,
            made::ValueType::Bytes => ValueType::Bytes,
            made::ValueType::Enum(name) => {
                let it = self.made.enums.iter().find(|it| it.constant == *name).unwrap();
                ValueType::Enum(Box::leak(Box::new(Enum {
                    name: text(&it.name),
                    values: list(&it.values, |it| EnumValue {
                        graphql: text(&it.graphql),
                        sql: text(&it.sql),
                    }),
                })))
            }
            made::ValueType::Object(name) => {
                let it = self.made.inputs.iter().find(|it| it.constant == *name).unwrap();
                ValueType::Object(Box::leak(Box::new(InputObject {
                    name: text(&it.name),
                    fields: list(&it.fields, |it| InputField {
                        name: text(&it.name),
                        key: text(&it.key),
                        ty: self.value_type(&it.ty),
                        max_length: it.max_length,
                    }),
                })))
            }
            made::ValueType::List(of) => ValueType::List(Box::leak(Box::new(self.value_type(of)))),
        }
    }

    fn claim(&self, it: &made::Claim) -> Claim {
        Claim { name: text(&it.name), ty: self.value_type(&it.ty), pg: text(&it.sql_type.to_string()) }
    }

    fn input(&self, it: &made::Input) -> Input {
        Input {
            name: text(&it.name),
            ty: self.value_type(&it.ty),
            pg: text(&it.sql_type.to_string()),
            optional: it.optional,
            default: it.default.as_ref().map(|it| self.sql(it, DEPTH)),
            max_length: it.max_length,
        }
    }

    fn mutation(&self, it: &made::Mutation) -> Mutation {
        Mutation {
            name: text(&it.name),
            target: it.target.as_ref().map(|it| self.ty(it, DEPTH, true)),
            function: text(&it.function.to_string()),
            returns: list(&it.returns, |it| text(&it.to_string())),
            callers: self.role_set(&it.callers),
            key: it.key.as_ref().map(|it| Key {
                input: self.input(&it.input),
                parts: list(&it.parts, |(name, ty)| (text(&name.to_string()), text(&ty.to_string()))),
            }),
            empty_input: it.empty_input,
            arguments: list(&it.arguments, |it| Argument {
                sql: text(&it.sql.to_string()),
                input: self.input(&it.input),
            }),
            idempotency_key: it.idempotency_key.as_ref().map(|it| self.input(it)),
            before: &[],
            answered: None,
            leaves_job: false,
        }
    }

    fn query(&self, it: &made::Query) -> Query {
        Query {
            name: text(&it.name),
            target: self.ty(&it.target, DEPTH, true),
            kind: match &it.kind {
                made::QueryKind::Get { missing_is_error } => {
                    QueryKind::Get { missing: if *missing_is_error { Missing::Error } else { Missing::Null } }
                }
                made::QueryKind::List { order, page } => QueryKind::List {
                    order: list(order, |it| OrderKey {
                        by: match &it.by {
                            made::OrderBy::Sql(sql) => OrderBy::Sql(self.sql(sql, DEPTH)),
                            made::OrderBy::Rank => OrderBy::Rank,
                        },
                        descending: it.descending,
                    }),
                    page: Page { default: page.default, max: page.max },
                },
            },
            access: self.items(&it.access, DEPTH),
            inputs: list(&it.inputs, |it| self.input(it)),
            wheres: list(&it.wheres, |it| Where {
                sql: self.sql(&it.sql, DEPTH),
                given: list(&it.given, |at| *at),
            }),
            search: it.search.as_ref().map(|it| Search {
                vector: self.sql(&it.vector, DEPTH),
                config: text(&it.config),
                input: it.input,
            }),
        }
    }
}
