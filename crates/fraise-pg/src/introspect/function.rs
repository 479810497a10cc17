//! Functions, without those of extensions.

use fraise_sql::catalog::{
    Argument, Function, Grant, Language, Parallel, Returns, Setting, SettingValue, Volatility,
};
use fraise_sql::statement::Object;
use fraise_sql::{Body, Fragment, Ident, SqlType, Text, ident};
use tokio_postgres::Row;

use super::{Reader, comment, grant, qualified, unknown};
use crate::Error;

pub(super) async fn read(reader: &mut Reader<'_>) -> Result<Vec<Function>, Error> {
    let mut grants = grant::read(reader, grant::FUNCTIONS).await?;
    let rows = reader
        .rows(
            "select p.oid, n.nspname as schema, p.proname as name,
                    pg_get_userbyid(p.proowner) as owner,
                    obj_description(p.oid, 'pg_proc') as comment,
                    l.lanname, p.provolatile::text, p.proparallel::text, p.proisstrict,
                    p.proleakproof, p.prosecdef, p.prosrc, p.proretset, p.prorettype,
                    coalesce(p.proconfig, '{}') as settings,
                    p.prosqlbody is not null as parsed,
                    coalesce(p.proargnames, '{}') as names,
                    coalesce(p.proargmodes::text[], '{}') as modes,
                    coalesce(p.proallargtypes, p.proargtypes::oid[]) as types,
                    p.pronargs,
                    array(select pg_get_function_arg_default(p.oid, place)
                          from generate_series(1, p.pronargs) place order by place) as defaults
             from pg_proc p
             join pg_namespace n on n.oid = p.pronamespace
             join pg_language l on l.oid = p.prolang
             where n.nspname = any ($1) and p.prokind = 'f' and not exists (
               select from pg_depend d
               where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
             order by 2, 3, p.proargtypes::oid[]",
        )
        .await?;
    let mut functions = Vec::new();
    for row in &rows {
        let name = qualified(row)?;
        let signature = signature(reader, row)?;
        let types = signature.arguments.iter().map(|it| it.ty.clone());
        let object = Object::Function(name.clone(), types.collect());
        reader.owned(&object, row.try_get("owner")?);
        if signature.odd {
            reader.beyond(&object, "has arguments that are never used");
        }
        if row.try_get("parsed")? {
            reader.beyond(&object, "has a body of the SQL standard");
        }
        let Some(language) = language(row.try_get("lanname")?) else {
            reader.beyond(&object, "is in a language that is never used");
            continue;
        };
        let execute = grants.remove(&row.try_get("oid")?).unwrap_or_default();
        functions.push(Function {
            name,
            arguments: signature.arguments,
            returns: signature.returns,
            language,
            volatility: volatility(row.try_get("provolatile")?)?,
            strict: row.try_get("proisstrict")?,
            leakproof: row.try_get("proleakproof")?,
            parallel: parallel(row.try_get("proparallel")?)?,
            security_definer: row.try_get("prosecdef")?,
            settings: settings(row)?,
            body: Body::stored(row.try_get::<_, String>("prosrc")?),
            execute: execute.into_iter().map(|Grant { to, .. }| to).collect(),
            comment: comment(row)?,
        });
    }
    Ok(functions)
}

struct Signature {
    arguments: Vec<Argument>,
    returns: Returns,
    /// Whether there are `out`, `inout` or `variadic` arguments, or some without a name.
    odd: bool,
}

fn signature(reader: &Reader<'_>, row: &Row) -> Result<Signature, Error> {
    let names: Vec<String> = row.try_get("names")?;
    let modes: Vec<String> = row.try_get("modes")?;
    let types: Vec<u32> = row.try_get("types")?;
    let defaults: Vec<Option<String>> = row.try_get("defaults")?;
    let mut arguments = Vec::new();
    let mut columns = Vec::new();
    let mut odd = false;
    for (place, ty) in types.iter().enumerate() {
        let ty = reader.types.plain(*ty)?;
        let name = match names.get(place) {
            Some(name) if !name.is_empty() => super::ident(name)?,
            _ => {
                odd = true;
                ident!("unnamed")
            }
        };
        let mut argument = Argument::new(name, ty);
        match modes.get(place).map_or("i", String::as_str) {
            "i" => {
                let default = defaults.get(arguments.len()).cloned().flatten();
                argument.default = default.map(Fragment::deparsed);
                arguments.push(argument);
            }
            "t" => columns.push(argument),
            _ => odd = true,
        }
    }
    let value = reader.types.plain(row.try_get("prorettype")?)?;
    Ok(Signature { arguments, returns: returns(value, row.try_get("proretset")?, columns), odd })
}

fn returns(value: SqlType, many: bool, columns: Vec<Argument>) -> Returns {
    if !columns.is_empty() {
        return Returns::Table(columns);
    }
    if many {
        return Returns::SetOf(value);
    }
    match &value {
        SqlType::System(name) if name.as_str() == "void" => Returns::Void,
        SqlType::System(name) if name.as_str() == "trigger" => Returns::Trigger,
        _ => Returns::Value(value),
    }
}

fn settings(row: &Row) -> Result<Vec<Setting>, Error> {
    let settings: Vec<String> = row.try_get("settings")?;
    settings
        .iter()
        .map(|setting| {
            let (name, value) = setting.split_once('=').ok_or_else(|| unknown("setting", setting))?;
            let value = match name {
                "search_path" => SettingValue::Names(names(value)?),
                _ => SettingValue::Text(Text::without_nul(value)),
            };
            Ok(Setting { name: super::ident(name)?, value })
        })
        .collect()
}

/// Reads a list of names, quoted where they need it: `pg_catalog, "odd, name", pg_temp`.
fn names(list: &str) -> Result<Vec<Ident>, Error> {
    let mut names = Vec::new();
    let mut rest = list.trim();
    while !rest.is_empty() {
        let mut name = String::new();
        if let Some(quoted) = rest.strip_prefix('"') {
            rest = quoted;
            while let Some((part, after)) = rest.split_once('"') {
                name.push_str(part);
                rest = after;
                let Some(again) = rest.strip_prefix('"') else {
                    break;
                };
                name.push('"');
                rest = again;
            }
        } else {
            let end = rest.find(',').unwrap_or(rest.len());
            let (bare, after) = rest.split_at(end);
            name.push_str(bare.trim());
            rest = after;
        }
        names.push(super::ident(&name)?);
        rest = rest.trim_start().trim_start_matches(',').trim_start();
    }
    Ok(names)
}

fn language(name: &str) -> Option<Language> {
    match name {
        "sql" => Some(Language::Sql),
        "plpgsql" => Some(Language::Plpgsql),
        _ => None,
    }
}

fn volatility(code: &str) -> Result<Volatility, Error> {
    match code {
        "i" => Ok(Volatility::Immutable),
        "s" => Ok(Volatility::Stable),
        "v" => Ok(Volatility::Volatile),
        other => Err(unknown("volatility", other)),
    }
}

fn parallel(code: &str) -> Result<Parallel, Error> {
    match code {
        "u" => Ok(Parallel::Unsafe),
        "r" => Ok(Parallel::Restricted),
        "s" => Ok(Parallel::Safe),
        other => Err(unknown("parallel safety", other)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn search_paths_are_read() {
        let read =
            |list| -> Vec<String> { names(list).unwrap().iter().map(|it| it.as_str().to_owned()).collect() };
        assert_eq!(read("pg_catalog, public, pg_temp"), ["pg_catalog", "public", "pg_temp"]);
        assert_eq!(read("\"a, \"\"b\", c"), ["a, \"b", "c"]);
        assert_eq!(read(""), [""; 0]);
    }
}
