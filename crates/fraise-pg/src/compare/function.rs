//! Functions.

use fraise_sql::Body;
use fraise_sql::catalog::{
    Argument, Catalog, Function, Grant, Language, Parallel, Privilege, Returns, Setting, SettingValue,
    Volatility,
};

use super::report::{self, Report, text, yes};
use super::right;

pub(super) fn compare(report: &mut Report, expected: &Catalog, found: &Catalog) {
    let all = |it: &Catalog| -> Vec<Function> { it.helpers.iter().chain(&it.functions).cloned().collect() };
    let object = |it: &Function| it.object().to_string();
    report.matched(&all(expected), &all(found), object, object, one);
}

fn one(report: &mut Report, name: &str, expected: &Function, found: &Function) {
    let mut property = |what: &'static str, of: fn(&Function) -> String| {
        report.property(name, what, of(expected), of(found));
    };
    property("arguments", |it| arguments(&it.arguments));
    property("result", |it| returns(&it.returns));
    property("language", |it| language(it.language).to_owned());
    property("volatility", |it| volatility(it.volatility).to_owned());
    property("strict", |it| yes(it.strict));
    property("leakproof", |it| yes(it.leakproof));
    property("parallel", |it| parallel(it.parallel).to_owned());
    property("security definer", |it| yes(it.security_definer));
    property("settings", |it| settings(&it.settings));
    property("comment", |it| text(&it.comment));
    if let Some((expected, found)) = first_difference(&expected.body, &found.body) {
        report.property(name, "body", expected, found);
    }
    right::compare(report, name, &execute(expected), &execute(found));
}

/// The first line that two bodies do not share, with its number: `line 3: 'return new;'`.
fn first_difference(expected: &Body, found: &Body) -> Option<(String, String)> {
    if expected == found {
        return None;
    }
    let lines = |body: &Body| -> Vec<String> { body.as_str().split('\n').map(str::to_owned).collect() };
    let (expected, found) = (lines(expected), lines(found));
    let same = expected.iter().zip(&found).take_while(|(a, b)| a == b).count();
    let shown = |lines: &[String]| match lines.get(same) {
        Some(line) => format!("line {}: {:?}", same + 1, line),
        None => format!("line {}: the end", same + 1),
    };
    Some((shown(&expected), shown(&found)))
}

fn arguments(arguments: &[Argument]) -> String {
    let shown: Vec<String> = arguments
        .iter()
        .map(|Argument { name, ty, default }| match default {
            Some(default) => format!("{name} {} default {default}", ty.without_limit()),
            None => format!("{name} {}", ty.without_limit()),
        })
        .collect();
    shown.join(", ")
}

fn returns(returns: &Returns) -> String {
    match returns {
        Returns::Void => "void".to_owned(),
        Returns::Trigger => "trigger".to_owned(),
        Returns::Value(ty) => ty.without_limit().to_string(),
        Returns::SetOf(ty) => format!("setof {}", ty.without_limit()),
        Returns::Table(columns) => format!("table ({})", arguments(columns)),
    }
}

fn language(language: Language) -> &'static str {
    match language {
        Language::Sql => "sql",
        Language::Plpgsql => "plpgsql",
    }
}

fn volatility(volatility: Volatility) -> &'static str {
    match volatility {
        Volatility::Immutable => "immutable",
        Volatility::Stable => "stable",
        Volatility::Volatile => "volatile",
    }
}

fn parallel(parallel: Parallel) -> &'static str {
    match parallel {
        Parallel::Unsafe => "unsafe",
        Parallel::Restricted => "restricted",
        Parallel::Safe => "safe",
    }
}

/// In the order of their names: the order means nothing.
fn settings(settings: &[Setting]) -> String {
    let mut shown: Vec<String> = settings
        .iter()
        .map(|Setting { name, value }| match value {
            SettingValue::Names(names) => format!("{name} = {}", report::list(names)),
            SettingValue::Text(text) => format!("{name} = {text}"),
        })
        .collect();
    shown.sort();
    shown.join("; ")
}

fn execute(function: &Function) -> Vec<Grant> {
    let to = function.execute.iter();
    to.map(|to| Grant::whole(Privilege::Execute, to.clone())).collect()
}
