//! The session: whose tokens these are, and which generation of them.

use super::{moment::EpochMs, secret::Secret, value::Value};

/// Names one login. A session that has ended never comes back under its id (I5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u64);

/// What the names of unknown sessions begin with.
const UNKNOWN: u64 = 0xFFFF;

impl SessionId {
    /// The name of a session that begins with a login.
    pub(crate) fn of_login(entropy: u64) -> Self {
        let looks_unknown = entropy >> 48 == UNKNOWN;
        Self(if looks_unknown { entropy >> 1 } else { entropy })
    }

    /// The name of a session of which nothing is known here. All tabs that ask the server at the same moment give it the same,
    /// because it is that of the ledger's revision.
    pub(crate) fn unknown(revision: i64) -> Self {
        Self((UNKNOWN << 48) | (revision.cast_unsigned() & !(UNKNOWN << 48)))
    }

    /// Whether it was unknown when it got this name.
    pub(crate) fn is_unknown(self) -> bool {
        self.0 >> 48 == UNKNOWN
    }

    pub(crate) fn to_value(self) -> Value {
        Value::hex(self.0)
    }

    pub(crate) fn from_value(value: &Value) -> Option<Self> {
        u64::from_str_radix(value.as_text()?, 16).ok().map(Self)
    }
}

/// The tokens of one generation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tokens {
    /// The access token. `None` where the server's own cookie is it (R29).
    pub access: Option<Secret>,
    /// The refresh token.
    pub refresh: Option<Secret>,
    /// The access token's expiry on this device's clock.
    pub access_expires_at: Option<EpochMs>,
    /// The refresh token's expiry on this device's clock.
    pub refresh_expires_at: Option<EpochMs>,
    /// When the access token has to be renewed before it is sent (R4, R15).
    pub renew_at: Option<EpochMs>,
}

impl Tokens {
    /// None: the session is known by its name only.
    #[must_use]
    pub fn none() -> Self {
        Self {
            access: None,
            refresh: None,
            access_expires_at: None,
            refresh_expires_at: None,
            renew_at: None,
        }
    }

    /// Whether the access token is known to be good still.
    pub(super) fn is_known_good(&self, now: EpochMs) -> bool {
        self.access_expires_at.is_some_and(|end| now < end)
    }

    /// Whether the access token is known to have expired. An end that had passed on arrival, so that there is no time for
    /// its renewal, says that a clock is wrong (R15).
    pub(super) fn is_known_expired(&self, now: EpochMs) -> bool {
        self.renew_at.is_some() && self.access_expires_at.is_some_and(|end| now >= end)
    }
}

/// A session as memory, the store and the other tabs know it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Session {
    /// The login it began with.
    pub id: SessionId,
    /// Counts the changes of its tokens, from 1. 0 while a session that is being restored has none.
    pub generation: u32,
    /// Orders the changes of one session: a copy with a lower one is out of date (R18). Between sessions the login comes first: see
    /// [`Self::order`].
    pub revision: i64,
    /// The number of the login that began it. Of two sessions the one with the higher number is the newer (R9). 0 if an
    /// older release wrote the record.
    pub action_no: i64,
    /// Whether the browser forgets it when it is closed: the login had `remember: false`.
    pub until_closed: bool,
    /// What the back-end says of the user, if it was asked (R32).
    pub user: Option<Box<Value>>,
    /// The tokens themselves.
    pub tokens: Tokens,
}

impl Session {
    /// Its place among the changes of the store: first the login, then the revision.
    #[must_use]
    pub fn order(&self) -> (i64, i64) {
        (self.action_no, self.revision)
    }

    /// Whether these are later tokens of the same session, or those of a later login.
    #[must_use]
    pub fn is_newer_than(&self, other: &Self) -> bool {
        if self.id == other.id {
            self.revision > other.revision
        } else {
            self.order() > other.order()
        }
    }

    /// Whether the tokens are the same, whatever their age.
    #[must_use]
    pub fn holds_tokens_of(&self, other: &Self) -> bool {
        self.tokens.access == other.tokens.access && self.tokens.refresh == other.tokens.refresh
    }
}

/// Reads a revision, or the number of a login or logout. One beyond the year 5138 would leave no room for later ones, so
/// it counts as damage.
pub(super) fn revision(value: &Value) -> Option<i64> {
    value
        .as_whole()
        .filter(|revision| (0..100_000_000_000_000).contains(revision))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        Session {
            id: SessionId(0xABCD_EF01_2345_6789),
            generation: 3,
            revision: 1_700_000_000_000,
            action_no: 1_600_000_000_000,
            until_closed: false,
            user: None,
            tokens: Tokens {
                access: Some(Secret::new("canary-access")),
                refresh: Some(Secret::new("canary-refresh")),
                access_expires_at: Some(1_700_000_060_000),
                refresh_expires_at: None,
                renew_at: Some(1_700_000_050_000),
            },
        }
    }

    #[test]
    fn a_session_without_a_number_is_older_than_any_login() {
        let old = Session {
            action_no: 0,
            ..session()
        };
        let login = Session {
            id: SessionId(2),
            revision: 1,
            ..session()
        };
        assert!(login.is_newer_than(&old));
        assert!(!old.is_newer_than(&login));
    }

    #[test]
    fn debug_shows_no_token() {
        assert!(!format!("{:?}", session()).contains("canary"));
    }
}
