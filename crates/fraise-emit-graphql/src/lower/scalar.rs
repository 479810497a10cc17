//! Scalars beside those of GraphQL itself, and where their form is written down.

use crate::sdl::{AppliedDirective, ScalarType, TypeDefinition};

struct CustomScalar {
    name: &'static str,
    url: &'static str,
    description: &'static str,
}

/// By name.
const CUSTOM: [CustomScalar; 9] = [
    CustomScalar {
        name: "BigInt",
        url: "https://www.rfc-editor.org/rfc/rfc8259#section-6",
        description: "A whole number of 64 bits as a string of digits, so that no reader rounds it.",
    },
    CustomScalar {
        name: "Bytes",
        url: "https://www.rfc-editor.org/rfc/rfc4648#section-4",
        description: "Bytes in base64.",
    },
    CustomScalar {
        name: "Date",
        url: "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        description: "A day: `2026-01-31`.",
    },
    CustomScalar {
        name: "DateTime",
        url: "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        description: "A moment, in answers in UTC: `2026-01-31T12:00:00Z`.",
    },
    CustomScalar {
        name: "Decimal",
        url: "https://www.rfc-editor.org/rfc/rfc8259#section-6",
        description: "A decimal number as a string, exact to its last digit: `\"12.50\"`.",
    },
    CustomScalar {
        name: "Duration",
        url: "https://www.rfc-editor.org/rfc/rfc3339#appendix-A",
        description: "A span of time as ISO 8601 writes it: `P1DT12H`.",
    },
    CustomScalar {
        name: "JSON",
        url: "https://www.rfc-editor.org/rfc/rfc8259",
        description: "Any JSON value.",
    },
    CustomScalar {
        name: "Time",
        url: "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        description: "A time of day: `23:59:59`.",
    },
    CustomScalar {
        name: "UUID",
        url: "https://www.rfc-editor.org/rfc/rfc9562#section-4",
        description: "A universally unique identifier that names no row of this service.",
    },
];

/// All of them.
pub(super) fn types() -> Vec<TypeDefinition> {
    CUSTOM.iter().map(|it| TypeDefinition::Scalar(scalar(it))).collect()
}

fn scalar(scalar: &CustomScalar) -> ScalarType {
    ScalarType {
        description: Some(scalar.description.to_owned()),
        name: scalar.name.to_owned(),
        directives: vec![AppliedDirective::specified_by(scalar.url)],
    }
}
