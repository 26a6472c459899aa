//! The parsed configuration: what is decided in advance, apart from the mechanism that carries it out.

mod logout;
mod options;
mod parse;
mod schema;

pub use parse::{Functions, Platform, parse};
pub use schema::ConfigError;

use super::{
    destination::{Destinations, Target},
    expiry::TimeZone,
    jwt::PayloadDecoder,
    location::Location,
    retry::RetryPolicy,
    value::Value,
};

/// Everything `createAuth` was told that is plain data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Policy {
    /// What relative URLs are joined to. If empty, that is the page's own URL.
    pub base: String,
    /// Which requests carry the token.
    pub destinations: Destinations,
    /// Used by `login`.
    pub login: Option<Endpoint>,
    /// Called by `logout`, best effort.
    pub logout: Option<Logout>,
    /// How a refresh is made.
    pub refresh: Refresh,
    /// What refuses a refresh for good, beside the statuses that always do.
    pub refused: Refused,
    /// Where replies carry tokens.
    pub places: Places,
    /// How requests carry the access token.
    pub attach: Attach,
    /// What says "the access token is no longer good".
    pub expired: Expired,
    /// What a good login or refresh body says.
    pub success: Option<BodyMatch>,
    /// Where tokens are kept.
    pub storage: Storage,
    /// One key is one session. Default `authflight`.
    pub storage_key: String,
    /// The keys under which an older app left its tokens (R24).
    pub adopt: Option<Adopt>,
    /// Renewal ahead of expiry, in ms. Default 10 000.
    pub leeway: i64,
    /// Whether to renew while no request asks. Default true.
    pub background: bool,
    /// How transient failures are retried.
    pub retry: RetryPolicy,
    /// For each call in ms, the wait for a refresh included. 0, the default, means none.
    pub timeout: i64,
    /// For one exchange, in ms. Default 10 000.
    pub refresh_timeout: i64,
    /// How many bytes of a stream are kept for a replay (R7). Default 1 MiB; 0 keeps none.
    pub stream_limit: i64,
    /// One refresh for all tabs. Default true.
    pub cross_tab: bool,
    /// Whether there is neither a page nor a worker: a server renders, and no user can log in there.
    pub on_server: bool,
    /// The platform's decoder for the payloads of JWTs.
    pub payload_decoder: PayloadDecoder,
    /// fetch's `credentials`, when configured.
    pub credentials: Option<String>,
    /// Origins that tokens are sent to over plain http, where others on the network can read them.
    pub insecure: Vec<String>,
}

impl Policy {
    /// Whether an ordinary reply from this origin may bring a new access token (a sliding session).
    #[must_use]
    pub fn takes_tokens_from(&self, origin: &str) -> bool {
        origin == self.destinations.back_end() || self.places.origins.iter().any(|listed| listed == origin)
    }

    /// The option that makes another session of one and the same, if both clients have the record of it (R22). How requests
    /// are sent is each client's own.
    #[must_use]
    pub fn differs_from(&self, other: &Self) -> Option<&'static str> {
        let is_kept = |storage| matches!(storage, Storage::Local | Storage::Session);
        if self.session_name() != other.session_name() || !is_kept(self.storage) || !is_kept(other.storage) {
            return None;
        }
        let same = [
            ("storage", self.storage == other.storage),
            (
                "refresh",
                self.refresh == other.refresh && self.refused == other.refused,
            ),
            ("tokens", self.places == other.places),
            ("success", self.success == other.success),
            ("crossTab", self.cross_tab == other.cross_tab),
        ];
        same.into_iter()
            .find_map(|(option, same)| (!same).then_some(option))
    }

    /// The name of the ledger, the lock and the channel that the tabs of one session share. One key and one back-end are
    /// one session.
    #[must_use]
    pub fn session_name(&self) -> String {
        format!("{}@{}", self.storage_key, self.destinations.back_end())
    }

    /// The configured header that carries access tokens in replies.
    #[must_use]
    pub fn access_header(&self) -> Option<&str> {
        self.places.access.iter().find_map(Location::header)
    }

    /// The headers of login and refresh replies that the protocol reads, in lower case.
    #[must_use]
    pub fn reply_headers(&self) -> Vec<&str> {
        let places = &self.places;
        let mut names = Vec::new();
        for places in [
            &places.access,
            &places.refresh,
            &places.access_expires,
            &places.refresh_expires,
        ] {
            names.extend(places.iter().filter_map(Location::header));
        }
        names
    }
}

/// Where a login, refresh or logout goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// The resolved URL.
    pub target: Target,
    /// In upper case. Default POST.
    pub method: String,
    /// Sent with each request.
    pub headers: Vec<(String, String)>,
}

impl Endpoint {
    /// Whether its requests have no body.
    #[must_use]
    pub fn is_bodiless(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD")
    }
}

/// How a refresh is made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Refresh {
    /// There is none: a refused access token ends the session.
    None,
    /// The application's own function.
    Callback,
    /// An exchange that authflight builds.
    Endpoint {
        /// Where it goes.
        endpoint: Endpoint,
        /// How it carries the refresh token. Default `body:refresh_token`.
        send: Location,
        /// Sent beside the token, in the same form.
        body: Vec<(String, Value)>,
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
    /// How the refresh token travels to an endpoint.
    #[must_use]
    pub fn send(&self) -> Option<&Location> {
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
        matches!(self, Self::Endpoint { send, .. } if *send != Location::Cookie)
    }
}

/// Where a logout goes, and what it carries.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Logout {
    /// Where it goes.
    pub endpoint: Endpoint,
    /// What it carries. If not configured, an origin that may see the tokens is sent the access token as requests carry
    /// it and the refresh token as the refresh sends it; any other origin is sent none.
    pub send: Option<LogoutTokens>,
}

/// How a logout carries the tokens. What has no place is not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct LogoutTokens {
    /// Where the refresh token sits.
    pub refresh: Option<Location>,
    /// Where the access token sits.
    pub access: Option<Location>,
}

/// Where login and refresh replies carry tokens; the first that is present wins.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Places {
    /// The access token.
    pub access: Vec<Location>,
    /// The refresh token.
    pub refresh: Vec<Location>,
    /// The access token's end.
    pub access_expires: Vec<Location>,
    /// The refresh token's end.
    pub refresh_expires: Vec<Location>,
    /// For dates that name no zone.
    pub zone: TimeZone,
    /// Origins whose ordinary replies may carry tokens, besides the back-end's.
    pub origins: Vec<String>,
}

/// How a request carries the access token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attach {
    /// In lower case. Default `authorization`.
    pub header: String,
    /// Default `Bearer`; empty sends the bare token.
    pub scheme: String,
    /// Whether redirects are followed. With a header that browsers do not strip on the way to
    /// another origin the default is no (R25).
    pub follow_redirects: bool,
}

impl Attach {
    /// The header's value for a token.
    #[must_use]
    pub fn value(&self, token: &str) -> String {
        match self.scheme.as_str() {
            "" => token.to_string(),
            scheme => format!("{scheme} {token}"),
        }
    }
}

/// What says "expired".
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Expired {
    /// Default 401.
    pub status: Vec<u16>,
    /// In JSON bodies; none by default, so that none is read.
    pub body: Vec<BodyMatch>,
    /// Whether the application's test function is asked as well.
    pub test: bool,
    /// How many bytes of a JSON body `body` and the test function see. A longer one is no JSON to them. Default 1 MiB.
    pub searched: i64,
}

/// Matches a body in which the value at a path is one of several.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BodyMatch {
    /// A dotted path.
    pub path: String,
    /// Compared as `===` does.
    pub accepted: Vec<Value>,
}

impl BodyMatch {
    /// Whether the body holds one of the values at the path.
    #[must_use]
    pub fn holds(&self, body: &Value) -> bool {
        body.walk(&self.path).is_some_and(|found| self.accepts(found))
    }

    /// Whether the value that stands at the path is one of them.
    #[must_use]
    pub fn accepts(&self, found: &Value) -> bool {
        self.accepted.contains(found)
    }
}

/// Where tokens are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Storage {
    /// `localStorage`, shared by all tabs.
    Local,
    /// `sessionStorage`, this tab's own.
    Session,
    /// Memory only: gone with the page.
    Memory,
    /// The application's own object.
    Custom,
}

/// Keys of an older app.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Adopt {
    /// Holds the access token.
    pub access: String,
    /// Holds the refresh token.
    pub refresh: Option<String>,
}
