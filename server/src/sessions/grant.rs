//! What a login or a refresh brings.

use crate::{clock::Millis, tokens::RefreshToken};

/// The result of a login or a refresh. Times are the server's own; [`Grant::shown`] converts them to what clients see.
pub struct Grant {
    /// The user.
    pub user: String,
    /// The family.
    pub family: String,
    /// The number of this access token within its family, from 1.
    pub serial: i64,
    /// The access token.
    pub access_token: String,
    /// When it expires.
    pub access_expires_ms: Millis,
    /// The refresh token to use next.
    pub refresh_token: RefreshToken,
    /// When the refresh token expires.
    pub refresh_expires_ms: Millis,
    /// A random text for script to repeat, in the dialect that asks for it.
    pub csrf: String,
    /// Whether the refresh token is a new one, so that the client must be told.
    pub rotated: bool,
    /// Whether the reply says how long the access token lives.
    pub send_expires_in: bool,
    pub(super) access_lifetime_ms: u64,
    pub(super) skew: Millis,
}

impl Grant {
    /// A sample that shows what replies look like. Its tokens are not valid.
    pub(crate) fn sample() -> Self {
        Self {
            user: "demo".to_owned(),
            family: "session".to_owned(),
            serial: 1,
            access_token: "access.token.here".to_owned(),
            access_expires_ms: 1_767_196_860_000,
            refresh_token: RefreshToken::presented("refresh-token-here".to_owned()),
            refresh_expires_ms: 1_767_283_200_000,
            csrf: "csrf-here".to_owned(),
            rotated: true,
            send_expires_in: true,
            access_lifetime_ms: 60_000,
            skew: 0,
        }
    }

    /// The access token's lifetime in whole seconds, at least one.
    pub fn expires_in(&self) -> u64 {
        (self.access_lifetime_ms / 1000).max(1)
    }

    /// Converts a time of this grant to the clock that clients see.
    pub const fn shown(&self, time: Millis) -> Millis {
        time.saturating_add(self.skew)
    }
}
