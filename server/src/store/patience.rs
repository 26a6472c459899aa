//! Calls during an outage of the database, as when it restarts: a call is made again until it is answered or the patience
//! has run out.
//!
//! Invariant: a repeated call has the same effect as a single one. If a transaction was committed and only the answer was
//! lost, the second attempt must recognise that. Otherwise a refresh token would count as reused, and its session
//! would end.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::{
    database::{Flavour, Store},
    error::StoreError,
};

/// The time limit of one attempt: a database that hangs counts as an outage.
const ATTEMPT: Duration = Duration::from_secs(5);
/// The pause between two attempts.
const PAUSE: Duration = Duration::from_millis(100);

impl Store {
    /// Makes a call to the database, and repeats it during an outage. `call` is told whether this is a repetition.
    pub(super) async fn persistently<T, F>(&self, call: impl Fn(bool) -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        // A file has no outages.
        if self.flavour == Flavour::Sqlite {
            return call(false).await;
        }
        let until = Instant::now() + self.patience;
        let mut again = false;
        loop {
            let reason = match timeout(ATTEMPT, call(again)).await {
                Ok(Err(StoreError::Database(error))) if is_passing(&error) => error.to_string(),
                Ok(outcome) => {
                    self.outage.end(self.flavour.name());
                    return outcome;
                }
                Err(_) => "it hangs".to_owned(),
            };
            self.outage.begin(self.flavour.name(), &reason);
            if Instant::now() + PAUSE > until {
                return Err(StoreError::Away);
            }
            again = true;
            sleep(PAUSE).await;
        }
    }
}

/// Whether the same call may succeed later. By SQLSTATE: connection lost or refused, server stopping or starting, too many
/// connections, and transactions that conflict.
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
