//! Names of statics, in the modules that they are in.

use super::code::{Code, Sibling};
use crate::service::StaticName;

/// The constant of a role.
pub(super) fn role(name: &StaticName) -> Code {
    Code::of(Sibling::Roles, name)
}

/// The static of a type.
pub(super) fn ty(name: &StaticName) -> Code {
    Code::reference(Code::of(Sibling::Types, name))
}

/// The static of an enum or an object.
pub(super) fn value(name: &StaticName) -> Code {
    Code::reference(Code::of(Sibling::Values, name))
}
