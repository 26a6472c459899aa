//! Access tokens: JWTs.
//!
//! Invariant: `exp` and `iat` are for the client and may be skewed on purpose. The server decides by `until_ms`, its own
//! time in milliseconds, so that lifetimes below a second work.

use serde::{Deserialize, Serialize};

use crate::clock::Millis;

/// The claims of an access token.
#[derive(Clone, Serialize, Deserialize)]
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
