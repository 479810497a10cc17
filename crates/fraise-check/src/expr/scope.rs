//! What the names of an expression may stand for at each place: the table of LANGUAGE, chapter 4, as constructors.

use fraise_ir::{
    EntityId, Input, ObjectId, Type,
    expr::{Root, Volatility},
    mutation::StepName,
};

/// The names of one place.
#[derive(Debug, Clone)]
pub(crate) struct Scope<'a> {
    /// What the place is called in findings: "a check", "a rule".
    pub(crate) place: &'static str,
    /// The row that bare names are of.
    pub(crate) this: Option<(Root, EntityId)>,
    /// Paths may leave the row.
    pub(crate) paths: bool,
    /// The row before; it may be absent as a whole.
    pub(crate) old: Option<EntityId>,
    /// The `old` row may be absent, so its fields may be null.
    pub(crate) old_optional: bool,
    /// A row of `each`.
    pub(crate) line: Option<Line>,
    /// `viewer` is known.
    pub(crate) viewer: bool,
    /// `input` is known, with these.
    pub(crate) inputs: Option<&'a [Input]>,
    /// Names of steps that are known here.
    pub(crate) steps: Option<&'a [StepName]>,
    /// Names of steps that come later.
    pub(crate) later: &'a [Later],
    /// `qty` is known.
    pub(crate) qty: bool,
    /// `value` is known, of this type.
    pub(crate) value: Option<Type>,
    /// Which aggregates may stand here.
    pub(crate) aggregates: Aggregates,
    /// How much the value may change.
    pub(crate) volatility: Volatility,
}

/// A step's name that is not known yet.
#[derive(Debug, Clone)]
pub(crate) struct Later {
    /// As written.
    pub(crate) name: String,
    /// Where.
    pub(crate) span: fraise_diagnostics::Span,
    /// What makes it was not understood, as somebody has been told.
    pub(crate) broken: bool,
}

/// What `line` is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Line {
    /// A row of a relation.
    Row(EntityId),
    /// An element of an input list.
    Object(ObjectId),
}

/// Which aggregates may stand at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aggregates {
    /// None.
    No,
    /// Over relations.
    OverRelations,
    /// Over the rows of a report, over relations, and over tables by their type's name; a bare field must be in one.
    OverRows {
        /// The rows are those of a group, so there is at least one.
        grouped: bool,
    },
}

impl<'a> Scope<'a> {
    fn empty(place: &'static str) -> Self {
        Scope {
            place,
            this: None,
            paths: true,
            old: None,
            old_optional: false,
            line: None,
            viewer: false,
            inputs: None,
            steps: None,
            later: &[],
            qty: false,
            value: None,
            aggregates: Aggregates::No,
            volatility: Volatility::Stable,
        }
    }

    /// Nothing but constants, functions and the time.
    pub(crate) fn of_constants(place: &'static str) -> Self {
        Self::empty(place)
    }

    /// The check of a scalar.
    pub(crate) fn of_value(base: Type) -> Self {
        Scope {
            value: Some(base),
            paths: false,
            volatility: Volatility::Immutable,
            ..Self::empty("the check of a scalar")
        }
    }

    /// Own columns only: checks, predicates of indexes and uniques.
    pub(crate) fn own_columns(entity: EntityId, place: &'static str) -> Self {
        Scope {
            this: Some((Root::This, entity)),
            paths: false,
            volatility: Volatility::Immutable,
            ..Self::empty(place)
        }
    }

    /// The row and what it leads to: computed fields, `at_most`, `editable_while`.
    pub(crate) fn row(entity: EntityId, place: &'static str) -> Self {
        Scope {
            this: Some((Root::This, entity)),
            aggregates: Aggregates::OverRelations,
            ..Self::empty(place)
        }
    }

    /// The row and the viewer: rules, access.
    pub(crate) fn rule(entity: EntityId, place: &'static str) -> Self {
        Scope { viewer: true, ..Self::row(entity, place) }
    }

    /// With the row before: update access, `by`, guards, `when`.
    pub(crate) fn with_old(self, entity: EntityId) -> Self {
        Scope { old: Some(entity), ..self }
    }

    /// With the arguments of an operation or event.
    pub(crate) fn with_inputs(self, inputs: &'a [Input]) -> Self {
        Scope { inputs: Some(inputs), ..self }
    }

    /// With a row of `each`.
    pub(crate) fn with_line(self, line: Option<Line>) -> Self {
        Scope { line, ..self }
    }

    /// A move's `set` and `require`.
    pub(crate) fn counted(entity: EntityId, place: &'static str) -> Self {
        Scope { qty: true, ..Self::own_columns(entity, place) }
    }

    /// The arguments and the viewer, no row: access of operations, requirements.
    pub(crate) fn call(inputs: &'a [Input], place: &'static str) -> Self {
        Scope { viewer: true, inputs: Some(inputs), ..Self::empty(place) }
    }

    /// A step of a mutation that names no row of its own.
    pub(crate) fn step(
        inputs: &'a [Input],
        steps: &'a [StepName],
        later: &'a [Later],
        place: &'static str,
    ) -> Self {
        Scope {
            steps: Some(steps),
            later,
            aggregates: Aggregates::OverRelations,
            ..Self::call(inputs, place)
        }
    }
}
