//! Keys of other languages, and of other places of this one, with what is written instead.

use fraise_diagnostics::Code;

/// What is written instead of a key that a construct does not have.
pub(super) struct Instead {
    construct: &'static str,
    key: &'static str,
    /// Which finding it is.
    pub(super) code: Code,
    /// What to write, a sentence.
    pub(super) help: &'static str,
}

const TABLE: [Instead; 9] = [
    row("field", "nullable", "Put `?` behind the type of a field that may be null: `int?`."),
    row("field", "null", "Put `?` behind the type of a field that may be null: `int?`."),
    row("field", "required", "A field is required unless its type ends in `?`."),
    row("field", "default", "Write the default behind the type: `type: int = 0`."),
    row("field", "references", "A field whose type is a type of the schema is a reference: `type: Order`."),
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
