//! Where the login, the refresh and the logout go, and what they carry.

use super::{Attach, BodyMatch, with_scheme};
use crate::{destination::Target, location::Location, secret::Secret, value::Value};

/// Where a login, refresh or logout goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// The resolved URL.
    pub target: Target,
    /// In upper case. Default POST.
    pub method: String,
    /// Sent with each request. If a function makes them, the shell has it.
    pub headers: Vec<(String, String)>,
    /// fetch's `credentials`, instead of the client's.
    pub credentials: Option<String>,
    /// Sent beside the tokens, in the same form.
    pub body: Vec<(String, Value)>,
}

impl Endpoint {
    /// Whether its requests have no body.
    #[must_use]
    pub fn is_bodiless(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD")
    }
}

/// How an exchange carries the tokens. What has no place is not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SentTokens {
    /// Where the refresh token sits.
    pub refresh: Option<Location>,
    /// Where the access token sits.
    pub access: Option<Location>,
    /// What stands before a token in a header. If not configured, that of requests in `Authorization`, and nothing elsewhere.
    pub scheme: Option<String>,
}

impl SentTokens {
    /// Whether a token sits in a form.
    #[must_use]
    pub fn in_form(&self) -> bool {
        let mut places = self.refresh.iter().chain(&self.access);
        places.any(|place| matches!(place, Location::Form(_)))
    }

    /// A token as its place holds it.
    pub(crate) fn written(&self, place: &Location, token: &Secret, attach: &Attach) -> Secret {
        let by_default = |name| {
            if name == "authorization" {
                &attach.scheme
            } else {
                ""
            }
        };
        match place {
            Location::Header(name) => {
                let scheme = self.scheme.as_deref().unwrap_or_else(|| by_default(name));
                Secret::new(&with_scheme(scheme, token.reveal()))
            }
            _ => token.clone(),
        }
    }
}

/// How a refresh is made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one for each client; on wasm32 it is small"
)]
pub enum Refresh {
    /// There is none: a refused access token ends the session.
    None,
    /// The application's own function.
    Callback,
    /// An exchange that authflight builds.
    Endpoint {
        /// Where it goes.
        endpoint: Endpoint,
        /// How it carries the tokens. Default: the refresh token in `body:refresh_token`.
        send: SentTokens,
        /// What a good body says, instead of [`super::Policy::success`].
        success: Option<BodyMatch>,
        /// What refuses it for good, beside the statuses that always do.
        refused: Refused,
    },
}

/// Replies that refuse a refresh for good, whatever else they would mean (R11). None by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Refused {
    /// Statuses.
    pub status: Vec<u16>,
    /// Matches in a JSON body, whatever the status.
    pub body: Vec<BodyMatch>,
}

impl Refresh {
    /// How the tokens travel to an endpoint.
    #[must_use]
    pub fn send(&self) -> Option<&SentTokens> {
        match self {
            Self::Endpoint { send, .. } => Some(send),
            Self::None | Self::Callback => None,
        }
    }

    /// The endpoint, if it is one.
    #[must_use]
    pub fn endpoint(&self) -> Option<&Endpoint> {
        match self {
            Self::Endpoint { endpoint, .. } => Some(endpoint),
            Self::None | Self::Callback => None,
        }
    }

    /// Whether the exchange needs a refresh token in hand: a cookie and a callback do not.
    #[must_use]
    pub fn needs_token(&self) -> bool {
        let place = self.send().and_then(|send| send.refresh.as_ref());
        place.is_some_and(|place| *place != Location::Cookie)
    }
}

/// How the server is told of a logout.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one for each client; on wasm32 it is small"
)]
pub enum Logout {
    /// By the application's own function.
    Callback,
    /// By a request that authflight builds.
    Endpoint {
        /// Where it goes.
        endpoint: Endpoint,
        /// What it carries. If not configured, an origin that may see the tokens is sent the access token as requests carry it
        /// and the refresh token as the refresh sends it; any other origin is sent none.
        send: Option<SentTokens>,
    },
}
