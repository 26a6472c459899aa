//! Refresh tokens: random, opaque, and stored as a hash only.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// A refresh token, as the client holds it.
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
