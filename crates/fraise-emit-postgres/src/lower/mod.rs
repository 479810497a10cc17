//! One file per construct of the language.

pub(crate) mod allowed;
pub(crate) mod column;
pub(crate) mod constraint;
pub(crate) mod default;
pub(crate) mod entity;
pub(crate) mod enumeration;
pub(crate) mod grant;
pub(crate) mod helper_function;
pub(crate) mod index;
pub(crate) mod object;
pub(crate) mod policy;
pub(crate) mod reach;
pub(crate) mod reference;
pub(crate) mod rule_function;
pub(crate) mod same;
pub(crate) mod scalar;
pub(crate) mod sequence;
pub(crate) mod view;
