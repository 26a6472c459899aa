//! JWTs, HS256, with a key that lives as long as the process.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Serialize, de::DeserializeOwned};

/// Signs and verifies JWTs.
pub struct Jwts {
    signing: EncodingKey,
    verifying: DecodingKey,
    rules: Validation,
}

impl Jwts {
    /// Signs with a new random key.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn with_random_key() -> Result<Self, getrandom::Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key)?;
        let mut rules = Validation::new(Algorithm::HS256);
        // Claims in milliseconds and the store decide; `exp` is for the client.
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
    pub fn sign(&self, claims: &impl Serialize) -> Result<String, jsonwebtoken::errors::Error> {
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &self.signing)
    }

    /// The claims of a token that this server has issued, expired or not; `None` if they are those of another kind of token.
    pub fn read<Claims: DeserializeOwned>(&self, token: &str) -> Option<Claims> {
        jsonwebtoken::decode(token, &self.verifying, &self.rules)
            .ok()
            .map(|read| read.claims)
    }
}
