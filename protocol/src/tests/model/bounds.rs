//! How far a run explores.

use std::sync::Arc;

use crate::{
    Core, Locking,
    destination::Target,
    moment::EpochMs,
    policy::{Functions, Platform, Policy, parse},
    tests::{faults::PlantedFault, payload::DECODER},
    value::Value,
};

/// How the tabs share a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Sharing {
    /// By the record in the store.
    Record,
    /// By messages. The store holds a mark, the browser the refresh token, as a cookie. All tabs are loaded at once.
    Marks,
    /// By messages alone: all tokens are in memory.
    Messages,
    /// By the record in the store, which has no tokens: both are cookies.
    Cookies,
}

impl Sharing {
    /// Whether the browser keeps the refresh token.
    pub(super) fn is_by_cookie(self) -> bool {
        matches!(self, Self::Marks | Self::Cookies)
    }
}

/// How often each thing may happen that nobody has to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Budget {
    pub(super) requests: u8,
    /// Access tokens that expire after the start.
    pub(super) expiries: u8,
    /// Requests whose body is read for a while.
    pub(super) streams: u8,
    /// Logins that are answered at once.
    pub(super) logins: u8,
    /// Logins that are answered late.
    pub(super) late_logins: u8,
    /// Logins in the same millisecond as the login before them, answered late.
    pub(super) twins: u8,
    pub(super) logouts: u8,
    pub(super) crashes: u8,
    pub(super) freezes: u8,
    /// Exchanges or their replies that get lost.
    pub(super) losses: u8,
    /// Refreshes answered with 503.
    pub(super) busy: u8,
    /// Ordinary replies that bring an access token.
    pub(super) slides: u8,
    /// Families that the server revokes.
    pub(super) refusals: u8,
    /// Messages that arrive twice.
    pub(super) repeats: u8,
}

/// One run of the checker.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    pub(super) tabs: usize,
    pub(super) budget: Budget,
    /// The server forgives the reuse of the last token.
    pub(super) grace: bool,
    /// The access token that all tabs begin with is good. Else it has just expired.
    pub(super) fresh: bool,
    /// The end of the refresh token that all tabs begin with, by this device's clock. Tabs begin at 0.
    pub(super) refresh_end: Option<EpochMs>,
    pub(super) locking: Locking,
    pub(super) sharing: Sharing,
    pub(super) fault: Option<PlantedFault>,
    pub(super) policy: Arc<Policy>,
}

impl Bounds {
    pub(super) fn new(tabs: usize, budget: Budget) -> Self {
        Self {
            tabs,
            budget,
            grace: false,
            fresh: false,
            refresh_end: None,
            locking: Locking::Platform,
            sharing: Sharing::Record,
            fault: None,
            policy: Arc::new(policy(None, Sharing::Record)),
        }
    }

    pub(super) fn with_grace(self) -> Self {
        Self { grace: true, ..self }
    }

    pub(super) fn with_good_token(self) -> Self {
        Self { fresh: true, ..self }
    }

    pub(super) fn with_refresh_end(self, end: EpochMs) -> Self {
        Self {
            refresh_end: Some(end),
            ..self
        }
    }

    pub(super) fn with_leases(self) -> Self {
        Self {
            locking: Locking::Lease,
            ..self
        }
    }

    /// The server is told of logouts, by access tokens that are good (R31).
    pub(super) fn with_logout_endpoint(self) -> Self {
        Self {
            policy: Arc::new(policy(Some("/logout"), self.sharing)),
            ..self
        }
    }

    pub(super) fn with_sharing(self, sharing: Sharing) -> Self {
        Self {
            sharing,
            policy: Arc::new(policy(None, sharing)),
            ..self
        }
    }

    pub(super) fn without(self, fault: PlantedFault) -> Self {
        Self {
            fault: Some(fault),
            ..self
        }
    }

    pub(super) fn core(&self) -> Core {
        Core::new(Arc::clone(&self.policy), self.locking).with_fault(self.fault)
    }
}

/// Two exchanges in a flight, no waits between them.
fn policy(logout: Option<&str>, sharing: Sharing) -> Policy {
    let mut config = Value::Null;
    config.set("refresh.url", Value::Text("/refresh".into()));
    if matches!(sharing, Sharing::Marks | Sharing::Messages) {
        config.set("storage", Value::Text("memory".into()));
    }
    if sharing.is_by_cookie() {
        config.set("refresh.send", Value::Text("cookie".into()));
    }
    if sharing == Sharing::Cookies {
        config.set("attach", Value::Bool(false));
    }
    if let Some(logout) = logout {
        config.set("logout", Value::Text(logout.into()));
    }
    let places = ["header:token", "body:access_token"].map(|place| Value::Text(place.into()));
    config.set("tokens.access", Value::List(places.into()));
    config.set("retry.attempts", Value::whole(2));
    config.set("retry.base", Value::whole(0));
    config.set("proactive.background", Value::Bool(false));
    let resolve = |url: &str| {
        Some(Target {
            href: format!("https://app.example{url}"),
            origin: "https://app.example".into(),
            path: url.into(),
        })
    };
    let platform = Platform {
        resolve: &resolve,
        payload_decoder: DECODER,
        on_server: false,
    };
    parse(&config, Functions::default(), &platform).expect("a good configuration")
}
