//! What becomes of a call while the database is away, as it is when it restarts: the call is made again until it is
//! answered, for a while.
//!
//! Invariant: a call that is made again comes to the same as if it had been made once. A transaction whose commit was
//! carried out and whose answer was lost must be recognised by the second attempt: a refresh token would otherwise
//! be taken for reused, and its session be lost.

use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::{Instant, sleep, timeout};

use super::{Flavour, Store, StoreError};

/// One attempt: a database that hangs is as good as gone.
const ATTEMPT: Duration = Duration::from_secs(5);
/// Between attempts.
const PAUSE: Duration = Duration::from_millis(100);

/// Since when the database has been away, if it is: the log tells of it once.
#[derive(Debug, Default)]
pub(super) struct Outage(Mutex<Option<Instant>>);

impl Store {
    /// Makes a call to the database, again and again while it is away. `call` is told whether it was made before.
    pub(super) async fn persistently<T, F>(&self, call: impl Fn(bool) -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        // There is nothing that a file could come back from.
        if self.flavour == Flavour::Sqlite {
            return call(false).await;
        }
        let until = Instant::now() + self.patience;
        let mut again = false;
        loop {
            let reason = match timeout(ATTEMPT, call(again)).await {
                Ok(Err(StoreError::Database(error))) if is_passing(&error) => error.to_string(),
                Ok(outcome) => {
                    self.is_there();
                    return outcome;
                }
                Err(_) => "it hangs".to_owned(),
            };
            self.is_away(&reason);
            if Instant::now() + PAUSE > until {
                return Err(StoreError::Away);
            }
            again = true;
            sleep(PAUSE).await;
        }
    }

    fn is_away(&self, reason: &str) {
        let mut since = self.outage.0.lock();
        if since.is_none() {
            *since = Some(Instant::now());
            let kind = self.flavour.name();
            eprintln!("authflight-server: {kind} does not answer ({reason}); calls wait and are made again");
        }
    }

    fn is_there(&self) {
        if let Some(since) = self.outage.0.lock().take() {
            let (kind, time) = (self.flavour.name(), since.elapsed().as_secs_f32());
            eprintln!("authflight-server: {kind} answers again after {time:.1} s");
        }
    }
}

/// Whether the same call may go well later. By SQLSTATE: connection lost or refused, the server stopping or starting,
/// too many connections, and transactions that stood in each other's way.
fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            code.starts_with("08")
                || code.starts_with("57P0")
                || ["40001", "40P01", "53300", "70100"].contains(&code.as_ref())
        }),
        _ => false,
    }
}
