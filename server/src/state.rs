//! The state that all handlers share.

use std::sync::Arc;

use tokio::sync::watch;

use crate::{
    call::Call,
    counters::Tally,
    dialect::Dialect,
    failures::Failures,
    holds::Holds,
    journal::{Entry, Journal},
    limit::RefreshLimit,
    sessions::{SessionError, Sessions},
    settings::Settings,
    store::Store,
};

/// The server's state, as handlers pass it around. Cheap to clone.
pub type App = Arc<AppState>;

/// The server's state.
pub struct AppState {
    /// The sessions of the users who are logged in.
    pub sessions: Sessions,
    /// The settings that tests and the page have changed.
    pub settings: watch::Sender<Settings>,
    /// The counters of the requests so far.
    pub tally: Tally,
    /// The log of the requests so far.
    pub journal: Journal,
    /// The failures that are still to come.
    pub failures: Failures,
    /// The kinds of calls that have to wait.
    pub holds: Holds,
    /// The limit on the refreshes of one address.
    pub refresh_limit: RefreshLimit,
}

impl AppState {
    /// The state over a store; everything else is in its initial state.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn new(store: Store) -> Result<Self, getrandom::Error> {
        Ok(Self {
            sessions: Sessions::new(store)?,
            settings: watch::Sender::new(Settings::default()),
            tally: Tally::default(),
            journal: Journal::default(),
            failures: Failures::default(),
            holds: Holds::default(),
            refresh_limit: RefreshLimit::default(),
        })
    }

    /// A copy of the current settings.
    pub fn settings_now(&self) -> Settings {
        self.settings.borrow().clone()
    }

    /// Resets everything to its initial state.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn reset(&self) -> Result<(), SessionError> {
        self.failures.clear();
        self.sessions.forget().await?;
        self.settings.send_replace(Settings::default());
        self.tally.reset();
        self.journal.clear();
        self.holds.release_all();
        self.refresh_limit.forget();
        Ok(())
    }
}

/// A dialect together with the server's state: what the dialect's handlers need.
#[derive(Clone)]
pub struct Mounted {
    /// The server's state.
    pub app: App,
    /// The dialect.
    pub dialect: &'static dyn Dialect,
}

impl Mounted {
    /// A log entry for a call of which nothing else is known yet.
    pub fn entry(&self, call: &Call, kind: &'static str) -> Entry {
        Entry {
            n: 0,
            at: call.at,
            dialect: self.dialect.name(),
            method: call.method.to_string(),
            path: call.path.clone(),
            status: 0,
            user: None,
            session: None,
            kind,
            token_serial: None,
            refused: false,
            at_once: None,
        }
    }
}
