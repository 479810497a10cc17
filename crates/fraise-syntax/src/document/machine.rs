//! Machines: states, events, holds. And moves: the only writers of counters.

use fraise_diagnostics::Spanned;

use super::{AccessItem, Duration, EffectDecl, InputDecl, Name, Named, Paths};
use crate::{decode::construct, text::ExprText};

construct! {
    /// The states of a type and the events between them.
    pub struct MachineDecl = "machine" {
        /// What it is about.
        optional description: Spanned<String> = "description",
        /// The enum field that holds the state.
        required field: Name = "field",
        /// The state rows are born in.
        required initial: Name = "initial",
        /// States without a way out.
        required final_: Vec<Name> = "final",
        /// Whether every change is kept in a table.
        optional log: Spanned<bool> = "log",
        /// Fields set to the present time on entering a state.
        default stamp: Named<Name> = "stamp",
        /// What each line holds of a counter, and in which states.
        default holds: Paths<HoldDecl> = "holds",
        /// The events.
        required events: Named<MachineEvent> = "events",
    }
}

construct! {
    /// What a row's lines hold of a counter.
    pub struct HoldDecl = "hold" {
        /// The relation whose rows are the lines; the row itself if not given.
        optional each: Name = "each",
        /// What finds the counted row.
        default key: Named<ExprText> = "key",
        /// How much each line holds.
        required amount: ExprText = "amount",
        /// In which states.
        required in_: Vec<Name> = "in",
    }
}

construct! {
    /// A way from some states to one.
    pub struct MachineEvent = "machine event" {
        /// What happens.
        optional description: Spanned<String> = "description",
        /// Why it should no longer be used.
        optional deprecated: Spanned<String> = "deprecated",
        /// The states it leaves.
        required from: Vec<Name> = "from",
        /// The state it enters.
        required to: Name = "to",
        /// Who may fire it.
        default by: Vec<AccessItem> = "by",
        /// Fires by itself after so long in a state.
        default after: Named<Duration> = "after",
        /// What must hold of the finished row.
        optional guard: ExprText = "guard",
        /// The error raised when the guard does not hold.
        optional error: Name = "error",
        /// What the firer gives.
        default input: Named<InputDecl> = "input",
        /// Fields that are assigned.
        default set: Named<ExprText> = "set",
        /// What it brings about, in order.
        default effects: Vec<EffectDecl> = "effects",
        /// The event told to the outside.
        optional emit: Name = "emit",
    }
}

construct! {
    /// The counters of a type and their moves.
    pub struct MovesDecl = "moves" {
        /// The fields that find the row.
        required key: Vec<Name> = "key",
        /// Where each move is written down.
        optional journal: JournalDecl = "journal",
    }
    rest moves: MoveDecl = "The moves by name."
}

construct! {
    /// Where each move is written down.
    pub struct JournalDecl = "journal" {
        /// The type of its rows.
        required into: Name = "into",
        /// The field that holds the name of the move.
        required kind: Name = "kind",
        /// The field that holds the quantity.
        required quantity: Name = "quantity",
        /// The field that holds the id of the line.
        required source: Name = "source",
    }
}

construct! {
    /// A guarded change of counters by `qty`.
    pub struct MoveDecl = "move" {
        /// What moves.
        optional description: Spanned<String> = "description",
        /// Whether `qty` may be negative.
        optional signed: Spanned<bool> = "signed",
        /// The counters and their new values.
        required set: Named<ExprText> = "set",
        /// What must hold before.
        optional require: ExprText = "require",
        /// The error raised when it does not.
        optional error: Name = "error",
    }
}
