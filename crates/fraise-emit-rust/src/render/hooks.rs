//! `hooks.rs`: the trait that the user's code implements, with the types of its methods, and what calls them by name.

use std::fmt::Write as _;

use super::item::documentation;
use super::module::{HEADER, import_of};
use crate::service::{Hook, HookModule, RustEnum, RustField, RustStruct, RustType};

/// Words of Rust that a field cannot be called by, even as a raw identifier.
const NEVER: [&str; 4] = ["crate", "self", "super", "Self"];

/// Words of Rust that are a name only as a raw identifier.
const WORDS: [&str; 46] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where",
];

/// Further ones.
const MORE_WORDS: [&str; 2] = ["while", "yield"];

const ABOUT: &str = "The hooks of the service: what its own code is asked.";

const DERIVE: &str = "#[serde(crate = \"fraise_runtime::hook::serde\")]\n";

/// The text of the module.
pub(super) fn text(module: &HookModule) -> String {
    let mut out = format!("{HEADER}\n");
    documentation("//!", ABOUT, &mut out);
    out.push_str("\n#![allow(dead_code, reason = \"a hook need not read everything that it is given\")]\n\n");
    imports(module, &mut out);
    for it in &module.enums {
        enumeration(it, &mut out);
    }
    for it in &module.structs {
        structure(it, &mut out);
    }
    the_trait(&module.hooks, &mut out);
    calls(&module.hooks, &mut out);
    out
}

fn imports(module: &HookModule, out: &mut String) {
    let mut used: Vec<&str> =
        vec!["Deserialize", "HookAnswer", "HookCall", "HookError", "HookSet", "Serialize"];
    let fields = module.structs.iter().flat_map(|it| &it.fields);
    fields.for_each(|it| used.extend(words(&it.ty)));
    used.sort_unstable();
    used.dedup();
    let used: Vec<String> = used.into_iter().map(str::to_owned).collect();
    out.push_str(&import_of("fraise_runtime::hook", &used));
}

/// What a type is made of that the runtime has.
fn words(ty: &RustType) -> Vec<&'static str> {
    match ty {
        RustType::Bool | RustType::I32 | RustType::I64 | RustType::String | RustType::Named(_) => Vec::new(),
        RustType::Decimal => vec!["Decimal"],
        RustType::Uuid => vec!["Uuid"],
        RustType::NaiveDate => vec!["NaiveDate"],
        RustType::NaiveTime => vec!["NaiveTime"],
        RustType::DateTime => vec!["DateTime", "Utc"],
        RustType::Value => vec!["Value"],
        RustType::Option(of) | RustType::Vec(of) => words(of),
    }
}

fn name(ty: &RustType) -> String {
    match ty {
        RustType::Bool => "bool".to_owned(),
        RustType::I32 => "i32".to_owned(),
        RustType::I64 => "i64".to_owned(),
        RustType::Decimal => "Decimal".to_owned(),
        RustType::String => "String".to_owned(),
        RustType::Uuid => "Uuid".to_owned(),
        RustType::NaiveDate => "NaiveDate".to_owned(),
        RustType::NaiveTime => "NaiveTime".to_owned(),
        RustType::DateTime => "DateTime<Utc>".to_owned(),
        RustType::Value => "Value".to_owned(),
        RustType::Named(name) => name.clone(),
        RustType::Option(of) => format!("Option<{}>", name(of)),
        RustType::Vec(of) => format!("Vec<{}>", name(of)),
    }
}

fn is_decimal(ty: &RustType) -> bool {
    match ty {
        RustType::Decimal => true,
        RustType::Option(of) | RustType::Vec(of) => is_decimal(of),
        _ => false,
    }
}

fn enumeration(it: &RustEnum, out: &mut String) {
    out.push('\n');
    documentation("///", &it.description, out);
    out.push_str("#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]\n");
    out.push_str(DERIVE);
    let _ = writeln!(out, "pub enum {} {{", it.name);
    for (variant, stored) in &it.variants {
        let _ = writeln!(out, "    #[serde(rename = {stored:?})]\n    {variant},");
    }
    out.push_str("}\n");
}

fn structure(it: &RustStruct, out: &mut String) {
    out.push('\n');
    documentation("///", &it.description, out);
    out.push_str("#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]\n");
    out.push_str(DERIVE);
    if it.fields.is_empty() {
        let _ = writeln!(out, "pub struct {} {{}}", it.name);
        return;
    }
    let _ = writeln!(out, "pub struct {} {{", it.name);
    it.fields.iter().for_each(|field| member(field, out));
    out.push_str("}\n");
}

fn member(field: &RustField, out: &mut String) {
    if let Some(description) = &field.description {
        documentation("    ///", description, out);
    }
    let identifier = identifier(&field.key);
    if identifier.trim_start_matches("r#") != field.key {
        let _ = writeln!(out, "    #[serde(rename = {:?})]", field.key);
    }
    if is_decimal(&field.ty) {
        out.push_str("    #[serde(with = \"fraise_runtime::hook::decimal\")]\n");
    }
    let _ = writeln!(out, "    pub {identifier}: {},", name(&field.ty));
}

/// A name of the schema as one of Rust.
pub(super) fn identifier(name: &str) -> String {
    if NEVER.contains(&name) {
        return format!("{name}_");
    }
    if WORDS.contains(&name) || MORE_WORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

fn the_trait(hooks: &[Hook], out: &mut String) {
    out.push_str("\n/// What the service asks its own code. Each method may be written as an `async fn`.\n");
    out.push_str("pub trait Hooks: Send + Sync + 'static {\n");
    for (position, hook) in hooks.iter().enumerate() {
        if position > 0 {
            out.push('\n');
        }
        let fallback = format!("The hook `{}`.", hook.name);
        documentation("    ///", hook.description.as_deref().unwrap_or(&fallback), out);
        let _ = writeln!(out, "    fn {}(", identifier(&hook.name));
        let _ = writeln!(out, "        &self,\n        call: &HookCall,\n        input: {},", hook.input);
        let _ = writeln!(out, "    ) -> impl Future<Output = Result<{}, HookError>> + Send;", hook.output);
    }
    out.push_str("}\n");
}

fn calls(hooks: &[Hook], out: &mut String) {
    out.push_str(
        "
/// Calls the hooks by their names.
#[derive(Debug, Clone, Copy)]
pub struct Calls<H>(pub H);

impl<H: Hooks> HookSet for Calls<H> {
    fn call<'c>(&'c self, name: &'c str, call: &'c HookCall, input: &'c str) -> HookAnswer<'c> {
        Box::pin(async move {
            match name {
",
    );
    for hook in hooks {
        let method = identifier(&hook.name);
        let _ = writeln!(
            out,
            "                {:?} => {{
                    let input = fraise_runtime::hook::read(input)?;
                    fraise_runtime::hook::write(&self.0.{method}(call, input).await?)
                }}",
            hook.name
        );
    }
    out.push_str(
        "                _ => Err(HookError::unknown(name)),
            }
        })
    }
}
",
    );
}
