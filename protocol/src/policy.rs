//! The parsed configuration: what is decided in advance, apart from the mechanism that carries it out.

mod endpoint;
mod endpoints;
mod options;
mod parse;
mod schema;

pub use endpoint::{Endpoint, Logout, Refresh, Refused, SentTokens};
pub use parse::{Functions, Platform, parse};
pub use schema::ConfigError;

use super::{
    destination::Destinations,
    expired::Expired,
    expiry::{TimeZone, Unit},
    jwt::PayloadDecoder,
    location::{Location, Lookup},
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
    /// Whether the server is asked for a session when the page is loaded (R28).
    pub restore: Restore,
    /// What says who is signed in (R32).
    pub user: UserSource,
    /// One key is one session. Default `authflight`.
    pub storage_key: String,
    /// The keys under which an older app left its tokens (R24).
    pub adopt: Option<Adopt>,
    /// When a session ends in which nobody is there any more (R33). Default: never.
    pub idle: Option<Idle>,
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
        let is_one =
            |policy: &Self| policy.is_shared() || matches!(policy.storage, Storage::Local | Storage::Session);
        if self.session_name() != other.session_name() || !is_one(self) || !is_one(other) {
            return None;
        }
        let same = [
            ("storage", self.storage == other.storage),
            ("refresh", self.refresh == other.refresh),
            ("tokens", self.places == other.places),
            ("success", self.success == other.success),
            ("crossTab", self.cross_tab == other.cross_tab),
            ("idle", self.idle == other.idle),
        ];
        same.into_iter()
            .find_map(|(option, same)| (!same).then_some(option))
    }

    /// Whether a session can be renewed without a token in hand: by a cookie, or by the application's own function.
    #[must_use]
    pub fn renews_without_token(&self) -> bool {
        self.refresh != Refresh::None && !self.refresh.needs_token()
    }

    /// Whether what is stored is the mark that there is a session, and no secret (R28, R29).
    #[must_use]
    pub fn keeps_marks(&self) -> bool {
        self.storage == Storage::Memory && (self.attach.by_cookie || self.renews_without_token())
    }

    /// Whether the session is one for all tabs (R21). `sessionStorage` is a tab's own, and on a server each client is
    /// somebody else's.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.cross_tab && self.storage != Storage::Session && !self.on_server
    }

    /// What a good refresh body says.
    #[must_use]
    pub fn refresh_success(&self) -> Option<&BodyMatch> {
        match &self.refresh {
            Refresh::Endpoint { success, .. } => success.as_ref().or(self.success.as_ref()),
            Refresh::None | Refresh::Callback => self.success.as_ref(),
        }
    }

    /// Whether a whole body is looked at as a token, and so one that is not JSON as well.
    #[must_use]
    pub fn takes_whole_body(&self) -> bool {
        let places = [&self.places.access, &self.places.refresh];
        let mut places = places.into_iter().flat_map(Lookup::configured);
        places.any(|place| *place == Location::WHOLE_BODY)
    }

    /// fetch's `redirect` for a request that carries the token; `None` is fetch's own.
    #[must_use]
    pub fn redirect(&self) -> Option<&'static str> {
        match (self.expired.redirect, self.attach.follow_redirects) {
            (true, _) => Some("manual"),
            (false, true) => None,
            (false, false) => Some("error"),
        }
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
        self.places.access.configured().iter().find_map(Location::header)
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
            names.extend(places.configured().iter().filter_map(Location::header));
        }
        names
    }
}

/// When a session ends in which nobody is there any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Idle {
    /// How long there has to be no sign of life, in ms.
    pub after: i64,
    /// How long before the end the application is told, in ms. Less than `after`; 0 means not at all.
    pub warn: i64,
}

/// Where login and refresh replies carry tokens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Places {
    /// The access token.
    pub access: Lookup,
    /// The refresh token.
    pub refresh: Lookup,
    /// The access token's expiry.
    pub access_expires: Lookup,
    /// The refresh token's expiry.
    pub refresh_expires: Lookup,
    /// For dates that name no zone.
    pub zone: TimeZone,
    /// For numbers that are durations.
    pub unit: Unit,
    /// Origins whose ordinary replies may carry tokens, besides the back-end's.
    pub origins: Vec<String>,
}

/// How a request carries the access token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attach {
    /// Requests carry none: the server's own cookie does (R29). The rest counts for nothing then.
    pub by_cookie: bool,
    /// The application has regular expressions of paths that get none.
    pub exempts_by_pattern: bool,
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
        with_scheme(&self.scheme, token)
    }
}

/// A token as a header carries it. An empty scheme means the bare token.
fn with_scheme(scheme: &str, token: &str) -> String {
    match scheme {
        "" => token.to_string(),
        scheme => format!("{scheme} {token}"),
    }
}

/// Matches a body by the value at a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BodyMatch {
    /// A dotted path.
    pub path: String,
    /// What the value may be, compared as `===` does. `None`: anything but null, false and the empty string.
    pub accepted: Option<Vec<Value>>,
}

impl BodyMatch {
    /// Whether the body holds such a value at the path.
    #[must_use]
    pub fn holds(&self, body: &Value) -> bool {
        body.walk(&self.path).is_some_and(|found| self.accepts(found))
    }

    /// Whether the value that stands at the path is such a one.
    #[must_use]
    pub fn accepts(&self, found: &Value) -> bool {
        match &self.accepted {
            Some(values) => values.contains(found),
            None => match found {
                Value::Null | Value::Bool(false) => false,
                Value::Text(text) => !text.is_empty(),
                _ => true,
            },
        }
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

/// Whether the server is asked for a session that only it can renew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Restore {
    /// If this browser is known to have been signed in.
    #[default]
    Known,
    /// Once for each page that is loaded.
    Always,
    /// Only when `refresh()` is called.
    Never,
}

impl Restore {
    /// The words of the configuration.
    pub(super) const WORDS: [&str; 3] = ["known", "always", "never"];

    pub(super) fn parse(word: &str) -> Option<Self> {
        let all = [Self::Known, Self::Always, Self::Never];
        let at = Self::WORDS.iter().position(|known| *known == word)?;
        all.get(at).copied()
    }
}

/// What says who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum UserSource {
    /// The claims of the access token.
    #[default]
    Claims,
    /// The reply to the login.
    Reply {
        /// A dotted path in its body.
        path: String,
    },
    /// An endpoint. The shell asks it, with the token.
    Endpoint,
}

/// Keys of an older app.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Adopt {
    /// Holds the access token.
    pub access: String,
    /// Holds the refresh token.
    pub refresh: Option<String>,
}
