//! The service: settings, naming, roles, viewer.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{Role, RoleId, Type, service};
use fraise_syntax::document::{
    Casing, Duration, DurationUnit, Enforcement, EnumArguments, EnumCasing, EnumStorage, PageDecl,
    SettingsDecl,
};

use crate::{context::Ctx, message, names, types};

/// Reads everything about the service as a whole but the type of its viewer's id, which needs the entities.
pub(crate) fn declare(cx: &mut Ctx<'_>) {
    identity(cx);
    settings(cx);
    naming(cx);
    roles(cx);
    viewer(cx);
    cx.ir.dropped = cx.document.dropped.iter().map(|it| it.as_str().to_owned()).collect();
}

fn identity(cx: &mut Ctx<'_>) {
    let document = cx.document;
    cx.ir.service.description = document.description.as_ref().map(|it| it.value.clone());
    // A schema that lacks its name has been reported where its files were joined.
    if let Some(name) = &document.service {
        names::snake_case(name, "a service", &mut cx.diagnostics);
        cx.ir.service.name = name.as_str().to_owned();
        cx.ir.service.span = name.span;
        cx.ir.service.roles_prefix = name.as_str().to_owned();
        let has_prefix = document.settings.as_ref().is_some_and(|it| it.roles_prefix.is_some());
        if name.as_str().starts_with("pg_") && !has_prefix {
            let message = "roles that begin with `pg_` belong to PostgreSQL";
            let found = Diagnostic::error(Code::F0206, name.span, message);
            cx.report(
                found.help("Name the service otherwise, or its roles: `settings: {roles_prefix: shop}`."),
            );
        }
    }
}

fn settings(cx: &mut Ctx<'_>) {
    let Some(settings) = &cx.document.settings else { return };
    let service = &mut cx.ir.service;
    if let Some(schema) = &settings.schema {
        service.schema = schema.as_str().to_owned();
    }
    if let Some(prefix) = &settings.roles_prefix {
        service.roles_prefix = prefix.as_str().to_owned();
    }
    if let Some(limits) = &settings.limits {
        service.limits.depth = limits.depth.map_or(service.limits.depth, |it| it.value);
        service.limits.complexity = limits.complexity.map_or(service.limits.complexity, |it| it.value);
    }
    if let Some(money) = &settings.money {
        service.money.digits = money.digits.map_or(service.money.digits, |it| it.value);
        if let Some(currency) = &money.currency {
            service.money.currency = currency.value.clone();
        }
    }
    in_range(cx, settings);
    let service = &mut cx.ir.service;
    if let Some(jobs) = &settings.jobs {
        service.jobs.wait = jobs.wait.map_or_else(|| service.jobs.wait.clone(), interval);
        service.jobs.give_up = jobs.give_up.map_or_else(|| service.jobs.give_up.clone(), interval);
    }
    service.enums = match settings.enums.map(|it| it.value) {
        Some(EnumStorage::Native) => service::EnumStorage::Native,
        Some(EnumStorage::Text) | None => service::EnumStorage::Text,
    };
    let inherited = service.page;
    cx.ir.service.page = page(cx, settings.page.as_ref(), inherited);
    enforcement(cx, settings);
}

/// Settings that are numbers or names, within what PostgreSQL and money take.
fn in_range(cx: &mut Ctx<'_>, settings: &SettingsDecl) {
    let mut problems: Vec<(Code, Span, &str)> = Vec::new();
    if let Some(money) = &settings.money {
        let digits = money.digits.filter(|it| it.value > 6);
        problems.extend(digits.map(|it| (Code::F0302, it.span, "money has 0 to 6 digits behind the point")));
        let is_code = |it: &str| it.len() == 3 && it.bytes().all(|it| it.is_ascii_uppercase());
        let currency = money.currency.as_ref().filter(|it| !is_code(&it.value));
        problems.extend(
            currency
                .map(|it| (Code::F0110, it.span, "a currency is three capitals of ISO 4217, as in `USD`")),
        );
    }
    if let Some(limits) = &settings.limits {
        let none = [limits.depth, limits.complexity].into_iter().flatten().filter(|it| it.value == 0);
        problems
            .extend(none.map(|it| (Code::F0302, it.span, "with a limit of 0 no document could be answered")));
    }
    let is_reserved = |it: &str| it.starts_with("pg_") || it == "information_schema" || it == "fraise";
    let schema = settings.schema.as_ref().filter(|it| is_reserved(it.as_str()));
    problems
        .extend(schema.map(|it| (Code::F0206, it.span, "this schema belongs to PostgreSQL or to fraise")));
    let longest = fraise_ir::names::MAX_IDENTIFIER_BYTES;
    let schema = settings.schema.as_ref().filter(|it| it.as_str().len() > longest);
    problems
        .extend(schema.map(|it| (Code::F0204, it.span, "PostgreSQL keeps 63 bytes of the name of a schema")));
    let prefix = settings.roles_prefix.as_ref().filter(|it| it.as_str().starts_with("pg_"));
    problems
        .extend(prefix.map(|it| (Code::F0206, it.span, "roles that begin with `pg_` belong to PostgreSQL")));
    for (code, span, message) in problems {
        cx.report(Diagnostic::error(code, span, message));
    }
}

/// Sizes of a list, where what is not said is inherited.
pub(crate) fn page(cx: &mut Ctx<'_>, decl: Option<&PageDecl>, inherited: service::Page) -> service::Page {
    let Some(decl) = decl else { return inherited };
    let max = decl.max.map_or(inherited.max, |it| it.value);
    let default = decl.default_.map_or(inherited.default.min(max), |it| it.value);
    let in_range = default >= 1 && default <= max && max <= 10_000;
    if !in_range {
        let found =
            Diagnostic::error(Code::F0302, decl.place, format!("a page of {default} rows, at most {max}"))
                .label("sizes are from 1 to 10000, the default not above the maximum");
        cx.report(found);
    }
    service::Page { default, max }
}

fn enforcement(cx: &mut Ctx<'_>, settings: &fraise_syntax::document::SettingsDecl) {
    let Some(places) = &settings.enforce else { return };
    let has = |wanted: Enforcement| places.iter().any(|it| it.value == wanted);
    cx.ir.service.database_reads = has(Enforcement::DatabaseReads);
    if !has(Enforcement::Database) {
        let span = settings.keys.span("enforce").unwrap_or(settings.place);
        let found = Diagnostic::error(Code::F0602, span, "access is always checked in the database")
            .label("`database` cannot be left out");
        cx.report(found);
    }
}

/// A span of time as PostgreSQL's interval text.
pub(crate) fn interval(duration: Duration) -> String {
    let unit = match duration.unit {
        DurationUnit::Seconds => "seconds",
        DurationUnit::Minutes => "minutes",
        DurationUnit::Hours => "hours",
        DurationUnit::Days => "days",
        DurationUnit::Weeks => "weeks",
    };
    format!("{} {unit}", duration.amount)
}

fn naming(cx: &mut Ctx<'_>) {
    let Some(decl) = &cx.document.naming else { return };
    let naming = &mut cx.ir.naming;
    let case = |chosen: Option<Casing>, default| match chosen {
        Some(Casing::CamelCase) => service::Case::Camel,
        Some(Casing::SnakeCase) => service::Case::Snake,
        None => default,
    };
    naming.operations = case(decl.operations.map(|it| it.value), naming.operations);
    naming.arguments = case(decl.arguments.map(|it| it.value), naming.arguments);
    naming.fields = case(decl.fields.map(|it| it.value), naming.fields);
    naming.enum_values = match decl.enum_values.map(|it| it.value) {
        Some(EnumCasing::AsWritten) => service::Case::AsWritten,
        Some(EnumCasing::Screaming) | None => service::Case::Screaming,
    };
    let unknown = decl.plurals.iter().filter(|it| cx.document.types.get(it.name.as_str()).is_none());
    let unknown: Vec<_> = unknown.map(|it| it.name.clone()).collect();
    naming.enum_arguments_as_string = decl.enum_arguments.is_some_and(|it| it.value == EnumArguments::String);
    let types: Vec<&str> = cx.document.types.names().collect();
    for name in unknown {
        let found = message::unknown(Code::F0201, name.span, name.as_str(), "type", &types);
        cx.report(found);
    }
}

/// The most roles: each is a bit of 64, and the first is everybody.
const MOST_ROLES: usize = 63;

fn roles(cx: &mut Ctx<'_>) {
    if let Some(entry) = cx.document.roles.iter().nth(MOST_ROLES) {
        let found = Diagnostic::error(
            Code::F0302,
            entry.name.span,
            format!("a service has at most {MOST_ROLES} roles"),
        );
        cx.report(found);
    }
    let direct = direct_includes(cx);
    roles_make_no_circle(cx, &direct);
    for (index, entry) in cx.document.roles.iter().enumerate() {
        let includes = reached_from(&direct, index).into_iter().filter(|it| *it != index);
        cx.ir.roles.push(Role {
            name: entry.name.as_str().to_owned(),
            span: entry.name.span,
            description: entry.value.description.as_ref().map(|it| it.value.clone()),
            includes: includes.map(RoleId).collect(),
            internal: entry.value.internal.is_some_and(|it| it.value),
        });
    }
}

/// F0606: told once for each circle, at its first role.
fn roles_make_no_circle(cx: &mut Ctx<'_>, direct: &[Vec<usize>]) {
    let mut told = Vec::new();
    for (index, entry) in cx.document.roles.iter().enumerate() {
        let from_here = reached_from(direct, index);
        if !from_here.contains(&index) || told.contains(&index) {
            continue;
        }
        let circle: Vec<usize> =
            from_here.into_iter().filter(|it| reached_from(direct, *it).contains(&index)).collect();
        let name = entry.name.as_str();
        let mut found =
            Diagnostic::error(Code::F0606, entry.name.span, format!("the role `{name}` includes itself"))
                .label("its `includes` lead back here");
        for other in circle.iter().filter(|it| **it != index) {
            if let Some(entry) = cx.document.roles.iter().nth(*other) {
                found = found.secondary(entry.name.span, "by way of this role");
            }
        }
        told.extend(circle);
        cx.report(found.help("Roles that include each other are one role: keep one of the two ways."));
    }
}

/// The roles that a role includes, directly or not.
fn reached_from(direct: &[Vec<usize>], from: usize) -> Vec<usize> {
    let mut reached = vec![false; direct.len()];
    reach(direct, from, &mut reached);
    reached.iter().enumerate().filter(|(_, it)| **it).map(|(index, _)| index).collect()
}

fn direct_includes(cx: &mut Ctx<'_>) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    for entry in &cx.document.roles {
        let mut direct = Vec::new();
        for name in &entry.value.includes {
            match cx.names.role(name.as_str()) {
                Some(role) => direct.push(role.0),
                None => {
                    let found = message::unknown(
                        Code::F0603,
                        name.span,
                        name.as_str(),
                        "role",
                        &cx.names.roles.all(),
                    );
                    cx.report(found);
                }
            }
        }
        all.push(direct);
    }
    all
}

fn reach(direct: &[Vec<usize>], from: usize, reached: &mut [bool]) {
    for &next in direct.get(from).into_iter().flatten() {
        if let Some(seen) = reached.get_mut(next)
            && !*seen
        {
            *seen = true;
            reach(direct, next, reached);
        }
    }
}

fn viewer(cx: &mut Ctx<'_>) {
    let Some(decl) = &cx.document.viewer else { return };
    cx.ir.viewer.id_claim = decl.id.as_str().to_owned();
    if let Some(roles) = &decl.roles {
        cx.ir.viewer.roles_claim = roles.as_str().to_owned();
    }
    cx.ir.viewer.guests = decl.guests.is_some_and(|it| it.value);
    match cx.names.entity(decl.ty.as_str()) {
        Some(entity) => cx.ir.viewer.entity = Some(entity),
        None if decl.ty.as_str().is_empty() => {}
        None => {
            let types = cx.names.data_names(|it| matches!(it, names::Data::Entity(_)));
            let found = message::unknown(Code::F0201, decl.ty.span, decl.ty.as_str(), "type", &types);
            cx.report(found);
        }
    }
    for entry in &decl.claims {
        claim(cx, entry);
    }
    if cx.ir.viewer.guests && !decl.claims.names().any(|it| it == "session") {
        let span = decl.keys.span("guests").unwrap_or(decl.place);
        let found = Diagnostic::error(Code::F0109, span, "guests need a claim `session`")
            .label("declare `claims: {session: varchar(64)?}`");
        cx.report(found);
    }
}

fn claim(cx: &mut Ctx<'_>, entry: &fraise_syntax::document::NamedEntry<fraise_syntax::TypeText>) {
    let Some(ty) = types::resolve(cx, &entry.value, types::Place::Claim) else { return };
    if matches!(ty.ty, Type::Ref(_) | Type::Object(_)) || !ty.nullable {
        let found = Diagnostic::error(Code::F0301, entry.value.span(), "a claim is a nullable value")
            .label("a token may lack it, so its type ends in `?`");
        cx.report(found);
    }
    cx.ir.viewer.claims.push(service::Claim {
        name: entry.name.as_str().to_owned(),
        ty: ty.ty,
        span: entry.name.span,
    });
}
