//! Tokens: JWT of one configured algorithm, with one configured key. What the header of a token says of keys (`kid`,
//! `jwk`, `jku`, `x5u`) is never looked at.

use jsonwebtoken::{AlgorithmFamily, DecodingKey, Validation, decode};
use serde_json::{Map, Value};

use crate::config::{BadSetting, TokenConfig, bad};

/// Seconds by which clocks may differ.
const LEEWAY: u64 = 30;
/// Bytes of a shared secret, as RFC 7518 wants for HS256.
const SECRET: usize = 32;

/// Checks tokens.
#[derive(Clone)]
pub(crate) struct Verifier {
    key: DecodingKey,
    validation: Validation,
}

/// A token that is not believed. Why is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadToken;

impl Verifier {
    pub(crate) fn new(config: &TokenConfig) -> Result<Self, BadSetting> {
        let pem = config.key.as_bytes();
        let key = match config.algorithm.family() {
            AlgorithmFamily::Hmac if pem.len() < SECRET => {
                return Err(bad("FRAISE_JWT_KEY", format!("have at least {SECRET} bytes")));
            }
            AlgorithmFamily::Hmac => Ok(DecodingKey::from_secret(pem)),
            AlgorithmFamily::Rsa => DecodingKey::from_rsa_pem(pem),
            AlgorithmFamily::Ec => DecodingKey::from_ec_pem(pem),
            AlgorithmFamily::Ed => DecodingKey::from_ed_pem(pem),
        };
        let key = key.map_err(|_| bad("FRAISE_JWT_KEY", "be a public key of the algorithm, as PEM"))?;
        let mut validation = Validation::new(config.algorithm);
        let mut required = vec!["exp"];
        validation.leeway = LEEWAY;
        validation.validate_nbf = true;
        validation.validate_aud = config.audience.is_some();
        if let Some(audience) = &config.audience {
            validation.set_audience(&[audience]);
            required.push("aud");
        }
        if let Some(issuer) = &config.issuer {
            validation.set_issuer(&[issuer]);
            required.push("iss");
        }
        validation.set_required_spec_claims(&required);
        Ok(Self { key, validation })
    }

    /// The claims of a token that holds.
    pub(crate) fn claims(&self, token: &str) -> Result<Map<String, Value>, BadToken> {
        decode::<Map<String, Value>>(token, &self.key, &self.validation)
            .map(|it| it.claims)
            .map_err(|_| BadToken)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
    use serde_json::json;

    const KEY: &str = "a secret of at least thirty-two bytes";

    fn verifier() -> Verifier {
        let config = TokenConfig {
            algorithm: Algorithm::HS256,
            key: KEY.to_owned(),
            issuer: Some("issuer".to_owned()),
            audience: Some("shop".to_owned()),
        };
        Verifier::new(&config).unwrap()
    }

    fn token(algorithm: Algorithm, key: &str, claims: &Value) -> String {
        encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(key.as_bytes())).unwrap()
    }

    fn now() -> u64 {
        jsonwebtoken::get_current_timestamp()
    }

    #[test]
    fn only_a_whole_and_timely_token_holds() {
        let good = json!({ "exp": now() + 60, "iss": "issuer", "aud": ["shop"], "sub": "x" });
        let changed = |name: &str, value: Value| {
            let mut claims = good.clone();
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(name);
            } else {
                claims.as_object_mut().unwrap().insert(name.to_owned(), value);
            }
            verifier().claims(&token(Algorithm::HS256, KEY, &claims))
        };
        assert_eq!(changed("sub", json!("y")).unwrap().get("sub"), Some(&json!("y")));
        for (name, value) in [
            ("exp", json!(now() - 60)),
            ("exp", Value::Null),
            ("exp", json!("soon")),
            ("nbf", json!(now() + 60)),
            ("iss", json!("another")),
            ("iss", Value::Null),
            ("aud", json!("another")),
            ("aud", Value::Null),
        ] {
            assert_eq!(changed(name, value.clone()), Err(BadToken), "{name}: {value}");
        }
        assert_eq!(verifier().claims(&token(Algorithm::HS384, KEY, &good)), Err(BadToken));
        assert_eq!(
            verifier().claims(&token(Algorithm::HS256, "another secret of thirty-two bytes or so", &good)),
            Err(BadToken)
        );
        for garbage in ["", ".", "..", "a.b.c", "eyJhbGciOiJub25lIn0.e30."] {
            assert_eq!(verifier().claims(garbage), Err(BadToken));
        }
    }

    #[test]
    fn alg_none_is_refused() {
        let claims = json!({ "exp": now() + 60, "iss": "issuer", "aud": "shop" });
        let signed = token(Algorithm::HS256, KEY, &claims);
        let payload = signed.split('.').nth(1).unwrap();
        // {"alg":"none","typ":"JWT"}
        for signature in ["", signed.split('.').nth(2).unwrap()] {
            let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{payload}.{signature}");
            assert_eq!(verifier().claims(&unsigned), Err(BadToken));
        }
    }

    #[test]
    fn a_short_secret_is_refused() {
        let config = TokenConfig {
            algorithm: Algorithm::HS256,
            key: "short".to_owned(),
            issuer: None,
            audience: None,
        };
        assert!(Verifier::new(&config).is_err());
    }
}
