//! Hooks: the only way from a service to code of its own.
//!
//! Generated code has a trait with a method for each hook of the schema, and hands the user's implementation over as
//! a [`HookSet`], which calls them by name. The types that their inputs and outputs are made of are here too, so that a
//! service needs no further crate.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

pub use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
pub use rust_decimal::Decimal;
pub use serde::{self, Deserialize, Serialize};
pub use serde_json::Value;
pub use uuid::Uuid;

use crate::error::{Code, Failure};

/// What a hook comes back with: its output in JSON.
pub type HookAnswer<'c> = Pin<Box<dyn Future<Output = Result<String, HookError>> + Send + 'c>>;

/// The hooks of a service, by name; input and output are JSON.
pub trait HookSet: Send + Sync + 'static {
    /// Calls one of them.
    fn call<'c>(&'c self, name: &'c str, call: &'c HookCall, input: &'c str) -> HookAnswer<'c>;
}

/// The call of a hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookCall {
    /// The job that calls, after a commit: the same each time the hook is tried again, so that it can be the
    /// idempotency key of whoever the hook asks. None before a transaction.
    pub job: Option<Uuid>,
    /// The request, as the log names it.
    pub request_id: String,
}

/// Why a hook has no output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookError {
    /// What the client of a mutation is told; none: that something went wrong on our side.
    told: Option<(Code, String)>,
    /// For the log.
    details: String,
}

impl HookError {
    /// It did not work; after a commit it is tried again. Only the log tells why.
    pub fn failed(details: impl fmt::Display) -> Self {
        Self { told: None, details: details.to_string() }
    }

    /// The client is told this.
    pub fn refused(code: Code, message: impl fmt::Display) -> Self {
        let message = message.to_string();
        Self { told: Some((code, message.clone())), details: message }
    }

    /// There is no hook of this name.
    pub fn unknown(name: &str) -> Self {
        Self::failed(format_args!("there is no hook {name}"))
    }

    /// For the client of the mutation that called it.
    pub(crate) fn failure(&self) -> Failure {
        match &self.told {
            Some((code, message)) => Failure::new(*code, message.clone()),
            None => Failure::plain(Code::Internal),
        }
    }
}

impl fmt::Display for HookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.details)
    }
}

impl std::error::Error for HookError {}

impl From<serde_json::Error> for HookError {
    fn from(error: serde_json::Error) -> Self {
        Self::failed(error)
    }
}

/// A service without hooks.
#[derive(Debug, Clone, Copy)]
pub struct NoHooks;

impl HookSet for NoHooks {
    fn call<'c>(&'c self, name: &'c str, _: &'c HookCall, _: &'c str) -> HookAnswer<'c> {
        Box::pin(async move { Err(HookError::unknown(name)) })
    }
}

/// The input of a hook, out of its JSON.
pub fn read<T: serde::de::DeserializeOwned>(input: &str) -> Result<T, HookError> {
    Ok(serde_json::from_str(input)?)
}

/// The output of a hook as JSON.
pub fn write(output: &impl Serialize) -> Result<String, HookError> {
    Ok(serde_json::to_string(output)?)
}

/// Decimals in JSON: numbers or texts, exact to the last digit, where numbers of JSON would pass through a float.
pub mod decimal {
    use std::str::FromStr;

    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::value::RawValue;

    /// A decimal, an optional one, a list.
    pub trait Exact: Sized {
        /// Out of JSON.
        fn exact(json: &RawValue) -> Result<Self, String>;
    }

    impl Exact for Decimal {
        fn exact(json: &RawValue) -> Result<Self, String> {
            let text = json.get().trim_matches('"');
            Self::from_str(text).or_else(|_| Self::from_scientific(text)).map_err(|it| it.to_string())
        }
    }

    impl<T: Exact> Exact for Option<T> {
        fn exact(json: &RawValue) -> Result<Self, String> {
            if json.get() == "null" { Ok(None) } else { T::exact(json).map(Some) }
        }
    }

    impl<T: Exact> Exact for Vec<T> {
        fn exact(json: &RawValue) -> Result<Self, String> {
            let items: Vec<&RawValue> = serde_json::from_str(json.get()).map_err(|it| it.to_string())?;
            items.into_iter().map(T::exact).collect()
        }
    }

    /// Reads one.
    pub fn deserialize<'de, T: Exact, D: Deserializer<'de>>(json: D) -> Result<T, D::Error> {
        T::exact(&Box::<RawValue>::deserialize(json)?).map_err(serde::de::Error::custom)
    }

    /// Writes one, as text.
    pub fn serialize<T: Serialize, S: Serializer>(value: &T, json: S) -> Result<S::Ok, S::Error> {
        value.serialize(json)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Sums {
        #[serde(with = "decimal")]
        one: Decimal,
        #[serde(with = "decimal")]
        none: Option<Decimal>,
        #[serde(with = "decimal")]
        many: Vec<Decimal>,
    }

    #[test]
    fn decimals_are_exact() {
        let json = r#"{"one": 12345678901234567.89, "none": null, "many": [0.10, "1.50"]}"#;
        let sums: Sums = read(json).unwrap();
        assert_eq!(sums.one.to_string(), "12345678901234567.89");
        assert_eq!(
            write(&sums).unwrap(),
            r#"{"one":"12345678901234567.89","none":null,"many":["0.10","1.50"]}"#
        );
        assert!(read::<Sums>(r#"{"one": true, "none": null, "many": []}"#).is_err());
    }
}
