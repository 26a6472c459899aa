//! What all handlers share, and the router over it.

use std::sync::Arc;

use axum::{Router, extract::DefaultBodyLimit};
use tokio::sync::watch;

use crate::{
    control, cors,
    counters::Tally,
    dialect, docs,
    failures::Failures,
    holds::Holds,
    journal::Journal,
    limit::RefreshLimit,
    sessions::{SessionError, Sessions},
    settings::Settings,
    site::{self, Site},
    store::Store,
};

/// Bodies above this are refused; uploads below it must come through whole.
const LARGEST_BODY: usize = 256 * 1024 * 1024;

/// The server's state. Cheap to clone.
pub type App = Arc<Parts>;

/// The parts of the server's state.
pub struct Parts {
    /// Who is logged in.
    pub sessions: Sessions,
    /// What tests and the page have set.
    pub settings: watch::Sender<Settings>,
    /// What happened so far, in numbers.
    pub tally: Tally,
    /// What happened so far, one by one.
    pub journal: Journal,
    /// What shall go wrong next.
    pub failures: Failures,
    /// Who has to wait.
    pub holds: Holds,
    /// Who refreshes too often.
    pub refresh_limit: RefreshLimit,
}

impl Parts {
    /// Over a store, everything else at its start.
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

    /// The settings as they stand.
    pub fn settings_now(&self) -> Settings {
        self.settings.borrow().clone()
    }

    /// Everything back to the start.
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

/// All routes.
pub fn router(app: &App, site: &Site) -> Router {
    let router = dialect::all().into_iter().fold(Router::new(), |router, dialect| {
        let prefix = format!("/{}", dialect.name());
        router.nest(&prefix, dialect::mount(app, dialect))
    });
    let router = router
        .nest("/control", control::routes(app))
        .merge(docs::routes())
        .merge(site::routes(site))
        .layer(DefaultBodyLimit::max(LARGEST_BODY));
    cors::open_to_all(router, app)
}
