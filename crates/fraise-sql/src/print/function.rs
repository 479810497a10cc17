//! `create function`.

use super::layout;
use crate::catalog::{Argument, Function, Language, Parallel, Returns, Setting, SettingValue, Volatility};

pub(super) fn create(function: &Function) -> String {
    let head = format!("create function {}", function.name);
    let arguments = arguments(head.chars().count(), &function.arguments);
    let mut lines = vec![
        format!("{head}{arguments}"),
        format!("  returns {}", returns(&function.returns)),
        format!("  language {}", properties(function)),
    ];
    lines.extend(function.settings.iter().map(setting));
    lines.push(format!("as {};", function.body));
    lines.join("\n")
}

/// On one line if they fit, else one below the other.
fn arguments(used: usize, arguments: &[Argument]) -> String {
    let texts: Vec<String> = arguments.iter().map(argument).collect();
    let one_line = format!("({})", texts.join(", "));
    if used + one_line.chars().count() <= layout::WIDTH {
        return one_line;
    }
    format!("(\n  {}\n)", texts.join(",\n  "))
}

fn argument(argument: &Argument) -> String {
    let default = match &argument.default {
        Some(default) => format!(" default {default}"),
        None => String::new(),
    };
    format!("{} {}{default}", argument.name, argument.ty)
}

fn returns(returns: &Returns) -> String {
    match returns {
        Returns::Void => "void".to_owned(),
        Returns::Trigger => "trigger".to_owned(),
        Returns::Value(ty) => ty.to_string(),
        Returns::SetOf(ty) => format!("setof {ty}"),
        Returns::Table(columns) => {
            format!("table ({})", layout::inline(columns.iter().map(argument)))
        }
    }
}

/// Only what differs from what PostgreSQL assumes.
fn properties(function: &Function) -> String {
    let mut words = vec![match function.language {
        Language::Sql => "sql",
        Language::Plpgsql => "plpgsql",
    }];
    match function.volatility {
        Volatility::Immutable => words.push("immutable"),
        Volatility::Stable => words.push("stable"),
        Volatility::Volatile => {}
    }
    if function.strict {
        words.push("strict");
    }
    if function.leakproof {
        words.push("leakproof");
    }
    match function.parallel {
        Parallel::Unsafe => {}
        Parallel::Restricted => words.push("parallel restricted"),
        Parallel::Safe => words.push("parallel safe"),
    }
    if function.security_definer {
        words.push("security definer");
    }
    words.join(" ")
}

fn setting(setting: &Setting) -> String {
    let value = match &setting.value {
        SettingValue::Names(names) => layout::inline(names),
        SettingValue::Text(text) => text.to_string(),
    };
    format!("  set {} = {value}", setting.name)
}
