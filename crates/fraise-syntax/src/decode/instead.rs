//! Keys of other languages, and of other places of this one, with what is written instead.

use fraise_diagnostics::Code;

use crate::keys::Kind;

/// What is written instead of a key that a construct does not have.
pub(super) struct Instead {
    construct: &'static str,
    key: &'static str,
    /// Which finding it is.
    pub(super) code: Code,
    /// What to write, a sentence.
    pub(super) help: &'static str,
}

const TABLE: [Instead; 11] = [
    row("field", "nullable", "Put `?` behind the type of a field that may be null: `int?`."),
    row("field", "null", "Put `?` behind the type of a field that may be null: `int?`."),
    row("field", "required", "A field is required unless its type ends in `?`."),
    row("field", "default", "Write the default behind the type: `type: int = 0`."),
    row("field", "references", "A field whose type is a type of the schema is a reference: `type: Order`."),
    row("field", "primary", "Every type has the key `id`; another is named on the type: `key: [a, b]`."),
    row("field", "primary_key", "Every type has the key `id`; another is named on the type: `key: [a, b]`."),
    row("field", "index", "Indexes stand under `indexes` of the type: `- [name]`."),
    row(
        "effects",
        "update",
        "No effect follows an update: what effects read is frozen, or changed by moves.",
    ),
    row("access", "write", "Say which of `create`, `update` and `delete` is meant."),
    Instead {
        construct: "step",
        key: "hook",
        code: Code::F1006,
        help: "Code is called outside of the transaction: move the hook to `before` or to `after_commit`.",
    },
];

const fn row(construct: &'static str, key: &'static str, help: &'static str) -> Instead {
    Instead { construct, key, code: Code::F0101, help }
}

/// What is written instead of a key.
pub(super) fn instead_of(construct: &str, key: &str) -> Option<&'static Instead> {
    TABLE.iter().find(|it| it.construct == construct && it.key == key)
}

/// Constructs that people write short, as they are written.
const EXAMPLES: [(&str, &str); 7] = [
    ("access", "access: {read: public}"),
    ("role", "admin: {}"),
    ("scalar", "Sku: {base: varchar(50)}"),
    ("enum member", "draft: {description: Not yet shown}"),
    ("error", "sold_out: {class: conflict, message: Nothing is left}"),
    ("measure", "revenue: {type: money?, value: sum(total)}"),
    ("page", "page: {default: 20, max: 100}"),
];

/// How a value of this kind is written.
pub(super) fn example_of(expected: Kind) -> Option<String> {
    let written =
        |wanted: &str| EXAMPLES.iter().find(|(it, _)| *it == wanted).map(|(_, it)| (*it).to_owned());
    match expected {
        Kind::Construct(name, _) => written(name),
        Kind::Type => Some("tags: text[]".to_owned()),
        Kind::Map(Kind::Word([word, ..])) => Some(format!("name: {word}")),
        Kind::Map(inner @ (Kind::Construct(..) | Kind::Type)) => example_of(*inner),
        Kind::Text
        | Kind::Name
        | Kind::Path
        | Kind::Flag
        | Kind::Integer
        | Kind::Duration
        | Kind::Expression
        | Kind::Access
        | Kind::Order
        | Kind::GraphqlName
        | Kind::Literal
        | Kind::Word(_)
        | Kind::List(_)
        | Kind::Map(_)
        | Kind::Choice(..)
        | Kind::Later => None,
    }
}
