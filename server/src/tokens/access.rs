//! Access tokens: JWTs, HS256, with a key that lives as long as the process.
//!
//! Invariant: `exp` and `iat` are for the client and may be skewed on purpose. The server decides by `until_ms`, its own
//! time in milliseconds, so that lifetimes below a second work.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::clock::Millis;

/// The claims of an access token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessClaims {
    /// The user.
    pub sub: String,
    /// The family.
    pub sid: String,
    /// The id of this token.
    pub jti: String,
    /// When it was issued, in seconds, by the clock that clients see.
    pub iat: i64,
    /// When it expires, in whole seconds, by the clock that clients see.
    pub exp: i64,
    /// When it expires, in milliseconds, by the server's own clock.
    pub until_ms: Millis,
    /// Its number among the access tokens of its family: 1, 2, 3 …
    pub serial: i64,
    /// Raised whenever all access tokens are to expire at once.
    pub epoch: u64,
}

/// Signs and verifies access tokens.
pub struct AccessTokens {
    signing: EncodingKey,
    verifying: DecodingKey,
    rules: Validation,
}

impl AccessTokens {
    /// Signs with a new random key.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn with_random_key() -> Result<Self, getrandom::Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key)?;
        let mut rules = Validation::new(Algorithm::HS256);
        // `until_ms` decides; see above.
        rules.validate_exp = false;
        rules.leeway = 0;
        Ok(Self {
            signing: EncodingKey::from_secret(&key),
            verifying: DecodingKey::from_secret(&key),
            rules,
        })
    }

    /// Signs a token with these claims.
    ///
    /// # Errors
    /// When signing fails.
    pub fn sign(&self, claims: &AccessClaims) -> Result<String, jsonwebtoken::errors::Error> {
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &self.signing)
    }

    /// The claims of a token that this server has issued, expired or not.
    pub fn read(&self, token: &str) -> Option<AccessClaims> {
        jsonwebtoken::decode(token, &self.verifying, &self.rules)
            .ok()
            .map(|read| read.claims)
    }
}
