//! The outage of a database server: the log tells of it once when it begins, and once when it ends.

use parking_lot::Mutex;
use tokio::time::Instant;

/// When the present outage began; `None` while the database answers.
#[derive(Debug, Default)]
pub(super) struct Outage(Mutex<Option<Instant>>);

impl Outage {
    /// The database did not answer.
    pub(super) fn begin(&self, kind: &str, reason: &str) {
        let mut since = self.0.lock();
        if since.is_none() {
            *since = Some(Instant::now());
            eprintln!("authflight-server: {kind} does not answer ({reason}); calls wait and are made again");
        }
    }

    /// The database has answered.
    pub(super) fn end(&self, kind: &str) {
        if let Some(since) = self.0.lock().take() {
            let time = since.elapsed().as_secs_f32();
            eprintln!("authflight-server: {kind} answers again after {time:.1} s");
        }
    }
}
