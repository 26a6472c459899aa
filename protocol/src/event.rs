//! What the application is told.

use super::moment::EpochMs;

/// Something the application may listen to. None carries a token (R26).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A session began.
    SignedIn {
        /// Who began it.
        by: SignedInBy,
    },
    /// The access token changed.
    Refreshed {
        /// Whether another tab did it.
        by_other_tab: bool,
    },
    /// An exchange failed.
    RefreshFailed {
        /// The session is over.
        terminal: bool,
        /// Which exchange of the flight, from 1.
        attempt: u32,
        /// The reply's status, if there was a reply.
        status: Option<u16>,
        /// When the next one is made, in ms.
        retry_in: Option<i64>,
    },
    /// The user has to log in: once for each session's end, in each tab.
    LoginRequired {
        /// Why.
        reason: LoginReason,
    },
    /// The session ended.
    SignedOut {
        /// Who or what ended it.
        by: SignedOutBy,
    },
    /// A step of a request or a refresh, for timelines.
    Trace {
        /// When.
        at: EpochMs,
        /// Which request, unless it is about the refresh.
        request: Option<u32>,
        /// What happens.
        step: &'static str,
        /// What made it happen.
        why: &'static str,
    },
    /// A misconfiguration seen at run time.
    Warning(Warning),
}

/// Who began a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignedInBy {
    /// `login`.
    Login,
    /// `setTokens`.
    SetTokens,
    /// A login in another tab, or an application that wrote the store.
    OtherTab,
    /// The store, when the page was loaded.
    Restored,
}

/// Why the user has to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LoginReason {
    /// The server refused the refresh.
    RefreshRejected,
    /// There was no refresh token to try, or the one there was had come to its end when the server refused it.
    RefreshExpired,
    /// A request met the expiry answer while signed out.
    NoSession,
}

/// Who ended a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignedOutBy {
    /// `logout` in this tab.
    Logout,
    /// A logout in another tab, or an application that deleted the store.
    OtherTab,
    /// The tokens could not be renewed.
    Expired,
}

/// Why a session ended, as the tabs tell each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EndReason {
    /// Somebody logged out.
    Logout,
    /// The server refused the refresh (R11).
    Refused,
    /// There was nothing to refresh with, or the server refused a token whose end had passed (R13).
    Expired,
}

impl EndReason {
    /// The word in the stored form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Logout => "logout",
            Self::Refused => "refused",
            Self::Expired => "expired",
        }
    }

    /// The word's meaning.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Logout, Self::Refused, Self::Expired]
            .into_iter()
            .find(|reason| reason.as_str() == word)
    }

    /// What the user is told, if it was not his own wish.
    #[must_use]
    pub fn login_reason(self) -> Option<LoginReason> {
        match self {
            Self::Logout => None,
            Self::Refused => Some(LoginReason::RefreshRejected),
            Self::Expired => Some(LoginReason::RefreshExpired),
        }
    }
}

/// A misconfiguration seen at run time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Warning {
    /// A token header may be there, but the server does not expose it to other origins.
    HeaderNotExposed {
        /// The configured header.
        header: String,
    },
    /// The store failed; tokens are kept in memory.
    StorageUnavailable,
    /// A refresh would be due, but there is no refresh token.
    RefreshWithoutToken,
    /// The server refused a token that it had just issued (R5).
    FreshTokenRejected,
    /// A refresh was answered with a good status and no access token.
    RefreshNotUnderstood {
        /// The names in its body.
        body: String,
    },
    /// The device's clock is off by so many seconds.
    ClockSkew {
        /// Positive when the server is ahead.
        seconds: i64,
    },
    /// A token was not sent to an origin that may not see it (R25).
    TokenWithheld {
        /// Which.
        origin: String,
    },
    /// One of our own requests was answered with a redirect. It is not followed, as the token would go along (R25).
    RedirectRefused {
        /// `refresh`, `login` or `logout`.
        endpoint: &'static str,
    },
    /// The configuration sends tokens over plain http.
    InsecureTransport {
        /// Where to; several are separated by commas.
        origin: String,
    },
    /// The record under the storage key is another back-end's (R23).
    StorageKeyShared {
        /// The other's origin.
        origin: String,
    },
}

/// What `auth.session` shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Snapshot {
    /// Somebody is signed in.
    pub signed_in: bool,
    /// A refresh is under way.
    pub refreshing: bool,
    /// The access token's end on this device's clock.
    pub access_expires_at: Option<EpochMs>,
    /// The refresh token's end on this device's clock.
    pub refresh_expires_at: Option<EpochMs>,
    /// Requests that wait for the refresh.
    pub pending: u32,
}
