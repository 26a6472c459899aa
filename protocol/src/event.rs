//! What the application is told.

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::moment::EpochMs;

/// Something the application may listen to. None carries a token (R26). Serialised, it is the detail that a listener gets;
/// [`Event::name`] says which listeners.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Event {
    /// A session began.
    SignedIn {
        /// Who began it.
        by: SignedInBy,
    },
    /// The access token changed.
    Refreshed {
        /// Whether another tab did it.
        #[serde(rename = "by", serialize_with = "which_tab")]
        by_other_tab: bool,
    },
    /// An exchange failed.
    RefreshFailed {
        /// The session is over.
        terminal: bool,
        /// Which exchange of the flight, from 1.
        attempt: u32,
        /// The reply's status, if there was a reply.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        /// When the next one is made, in ms.
        #[serde(rename = "retryInMs", skip_serializing_if = "Option::is_none")]
        retry_in: Option<i64>,
    },
    /// The user has to log in: once for each session's end, in each tab, and again for a request that is made while
    /// signed out, at most once a second.
    LoginRequired {
        /// Why.
        reason: LoginReason,
    },
    /// The session ended.
    SignedOut {
        /// Who or what ended it.
        by: SignedOutBy,
    },
    /// The session ends soon, because nobody seems to be there (R33).
    Idle {
        /// When it ends, unless there is a sign of life.
        #[serde(rename = "endsAt")]
        ends_at: EpochMs,
    },
    /// Somebody came back in time.
    Active {},
    /// A step of a request or a refresh, for timelines.
    Trace {
        /// When.
        #[serde(rename = "t")]
        at: EpochMs,
        /// Which request, unless it is about the refresh.
        #[serde(skip_serializing_if = "Option::is_none")]
        request: Option<u32>,
        /// What happens.
        step: &'static str,
        /// What made it happen.
        why: &'static str,
    },
    /// A misconfiguration seen at run time.
    Warning(Warning),
}

impl Event {
    /// The name that listeners give to `auth.on`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::SignedIn { .. } => "signedIn",
            Self::Refreshed { .. } => "refreshed",
            Self::RefreshFailed { .. } => "refreshFailed",
            Self::LoginRequired { .. } => "loginRequired",
            Self::SignedOut { .. } => "signedOut",
            Self::Idle { .. } => "idle",
            Self::Active {} => "active",
            Self::Trace { .. } => "trace",
            Self::Warning(_) => "warning",
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn which_tab<S: Serializer>(by_other_tab: &bool, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(if *by_other_tab { "otherTab" } else { "thisTab" })
}

/// Who began a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum LoginReason {
    /// The server refused the refresh.
    RefreshRejected,
    /// There was no refresh token to try, or the one there was had come to its end when the server refused it.
    RefreshExpired,
    /// A request met the expiry answer while signed out.
    NoSession,
    /// Somebody logged out in another tab, or an application deleted the store.
    OtherTab,
    /// There was no sign of life for too long (R33).
    Idle,
}

/// Who ended a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum SignedOutBy {
    /// `logout` in this tab.
    Logout,
    /// A logout in another tab, or an application that deleted the store.
    OtherTab,
    /// The tokens could not be renewed.
    Expired,
    /// There was no sign of life for too long, in any tab (R33).
    Idle,
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
    /// There was no sign of life for too long (R33).
    Idle,
}

impl EndReason {
    /// The word in the stored form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Logout => "logout",
            Self::Refused => "refused",
            Self::Expired => "expired",
            Self::Idle => "idle",
        }
    }

    /// The word's meaning. A newer release may have more words: an end for a reason that is not known is an end, too.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        [Self::Refused, Self::Expired, Self::Idle]
            .into_iter()
            .find(|reason| reason.as_str() == word)
            .unwrap_or(Self::Logout)
    }

    /// What the user is told, if it was not his own wish.
    #[must_use]
    pub fn login_reason(self) -> Option<LoginReason> {
        match self {
            Self::Logout => None,
            Self::Refused => Some(LoginReason::RefreshRejected),
            Self::Expired => Some(LoginReason::RefreshExpired),
            Self::Idle => Some(LoginReason::Idle),
        }
    }
}

/// A misconfiguration seen at run time. Serialised, it is its code and what it is about; `npm/words.ts` has the sentences.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Warning {
    /// A token header may be there, but the server does not expose it to other origins.
    HeaderNotExposed {
        /// The configured header.
        header: String,
    },
    /// The store failed; tokens are kept in memory.
    StorageUnavailable,
    /// The page can keep no cookie, so a session with `remember: false` is kept by its tab alone.
    CookieUnavailable,
    /// A refresh would be due, but there is no refresh token.
    RefreshWithoutToken,
    /// The server refused a token that it had just issued (R5).
    FreshTokenRejected,
    /// A stream's reply says "expired", and the stream cannot be sent again (R7).
    NotReplayable,
    /// A request to another origin got no reply: its server may refuse a header in the preflight.
    PreflightSuspected {
        /// The header.
        header: String,
    },
    /// A refresh was answered neither with an access token nor with a refusal: a good status without one, or a page.
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
    /// Another client in this page has the same session, and is configured otherwise (R22).
    ConfigDiffers {
        /// The option that differs.
        option: &'static str,
    },
    /// The record under the storage key is another back-end's (R23).
    StorageKeyShared {
        /// The other's origin.
        origin: String,
    },
    /// The server did not confirm a logout, so it may still hold the session (R31).
    LogoutNotConfirmed {
        /// The reply's status; `None` without a reply.
        status: Option<u16>,
    },
}

impl Warning {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::HeaderNotExposed { .. } => "HEADER_NOT_EXPOSED",
            Self::StorageUnavailable => "STORAGE_UNAVAILABLE",
            Self::CookieUnavailable => "COOKIE_UNAVAILABLE",
            Self::RefreshWithoutToken => "REFRESH_WITHOUT_TOKEN",
            Self::FreshTokenRejected => "FRESH_TOKEN_REJECTED",
            Self::NotReplayable => "NOT_REPLAYABLE",
            Self::PreflightSuspected { .. } => "PREFLIGHT_SUSPECTED",
            Self::RefreshNotUnderstood { .. } => "REFRESH_NOT_UNDERSTOOD",
            Self::ClockSkew { .. } => "CLOCK_SKEW",
            Self::TokenWithheld { .. } => "TOKEN_WITHHELD",
            Self::RedirectRefused { .. } => "REDIRECT_REFUSED",
            Self::InsecureTransport { .. } => "INSECURE_TRANSPORT",
            Self::StorageKeyShared { .. } => "STORAGE_KEY_SHARED",
            Self::LogoutNotConfirmed { .. } => "LOGOUT_NOT_CONFIRMED",
            Self::ConfigDiffers { .. } => "CONFIG_DIFFERS",
        }
    }

    /// What it is about: a header, an origin, an endpoint, names in a body, a status, or so many seconds.
    #[must_use]
    pub fn about(&self) -> String {
        match self {
            Self::HeaderNotExposed { header } | Self::PreflightSuspected { header } => header.clone(),
            Self::TokenWithheld { origin }
            | Self::InsecureTransport { origin }
            | Self::StorageKeyShared { origin } => origin.clone(),
            Self::RefreshNotUnderstood { body } => body.clone(),
            Self::RedirectRefused { endpoint: name } | Self::ConfigDiffers { option: name } => {
                (*name).to_string()
            }
            Self::LogoutNotConfirmed { status } => {
                status.map_or_else(|| "no reply".to_string(), |status| format!("status {status}"))
            }
            Self::ClockSkew { seconds } => seconds.saturating_abs().to_string(),
            Self::StorageUnavailable
            | Self::CookieUnavailable
            | Self::RefreshWithoutToken
            | Self::FreshTokenRejected
            | Self::NotReplayable => String::new(),
        }
    }
}

impl Serialize for Warning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut warning = serializer.serialize_struct("Warning", 2)?;
        warning.serialize_field("code", self.code())?;
        warning.serialize_field("about", &self.about())?;
        warning.end()
    }
}

/// What `auth.session` shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// Somebody is signed in.
    pub signed_in: bool,
    /// A refresh is under way.
    pub refreshing: bool,
    /// It is not known yet whether somebody is signed in: a session is asked for (R28). False once something has answered without
    /// tokens.
    pub restoring: bool,
    /// The access token's expiry on this device's clock.
    pub access_expires_at: Option<EpochMs>,
    /// The refresh token's expiry on this device's clock.
    pub refresh_expires_at: Option<EpochMs>,
    /// Requests that wait for the refresh.
    pub pending: u32,
    /// That of the tokens: another one says that the claims are others.
    pub revision: i64,
    /// How many sessions there were in this client. What the back-end answers about the user comes back with it, so that an
    /// answer about an earlier session is told apart.
    pub sessions: u32,
    /// How often something new was said of a user.
    pub users: u32,
}
