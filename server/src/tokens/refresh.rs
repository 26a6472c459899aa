//! Refresh tokens: random, opaque, and stored as a hash only. Some dialects send them inside a JWT, as its `jti`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The form in which clients hold a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshForm {
    /// The random text itself.
    Opaque,
    /// A JWT of its own kind, see [`RefreshClaims`].
    Jwt,
    /// The access token, which renews itself.
    AccessToken,
}

/// The claims of a refresh token that is a JWT. An access token has no `type`, so neither is mistaken for the other.
#[derive(Clone, Serialize, Deserialize)]
pub struct RefreshClaims {
    /// The user.
    pub sub: String,
    /// The family.
    pub sid: String,
    /// The refresh token, as the store knows it.
    pub jti: String,
    /// When it was issued, in seconds, by the clock that clients see.
    pub iat: i64,
    /// When it expires, in whole seconds, by the clock that clients see.
    pub exp: i64,
    /// `refresh`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// A refresh token, without the JWT that it may be sent in.
#[derive(Clone)]
pub struct RefreshToken(String);

impl RefreshToken {
    /// A new one: 256 random bits.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn random() -> Result<Self, getrandom::Error> {
        Ok(Self(random_text()?))
    }

    /// What a client presented. Any text is accepted here; the store decides.
    pub const fn presented(text: String) -> Self {
        Self(text)
    }

    /// The text to send to the client.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What the store keeps: it identifies the token, and is useless to someone who steals the database.
    pub fn hash(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.as_bytes()))
    }
}

/// 256 random bits as text; also used for ids.
///
/// # Errors
/// When the system has no randomness to give.
pub fn random_text() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
