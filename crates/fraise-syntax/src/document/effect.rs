//! What an event or a write brings about: `apply` a move, `fire` an event.

use super::{Named, Path};
use crate::{
    decode::{choice, construct},
    text::ExprText,
};

choice! {
    /// An effect.
    pub enum EffectDecl = "effect" {
        /// `apply: Inventory.reserve`
        Apply(ApplyEffect) = "apply",
        /// `fire: order.ship`
        Fire(FireEffect) = "fire",
    }
}

construct! {
    /// One call of a move.
    pub struct ApplyEffect = "apply effect" {
        /// The move: `Inventory.reserve`.
        required apply: Path = "apply",
        /// The relation whose rows are the lines; the row itself if not given.
        optional each: ExprText = "each",
        /// Which lines.
        optional where_: ExprText = "where",
        /// Only when this holds.
        optional when: ExprText = "when",
        /// What finds the counted row.
        default key: Named<ExprText> = "key",
        /// How much; 1 if not given.
        optional qty: ExprText = "qty",
        /// Further fields of the journal.
        default with: Named<ExprText> = "with",
    }
}

construct! {
    /// An event of another row.
    pub struct FireEffect = "fire effect" {
        /// The reference and its event: `order.ship`.
        required fire: Path = "fire",
        /// Only when this holds.
        optional when: ExprText = "when",
        /// Inputs of the event.
        default with: Named<ExprText> = "with",
    }
}
