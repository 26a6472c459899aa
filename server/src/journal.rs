//! The log of requests: the last 2000, and a stream of new ones. It never contains a token.

use std::collections::VecDeque;

use parking_lot::Mutex;
use serde::Serialize;
use tokio::sync::broadcast;

use crate::clock::Millis;

const KEPT: usize = 2000;

/// One request to a dialect.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// 1, 2, 3 … in the order of the replies; assigned by the journal.
    pub n: u64,
    /// When the request arrived, epoch milliseconds.
    pub at: Millis,
    /// The dialect that it was sent to.
    pub dialect: &'static str,
    /// Its method.
    pub method: String,
    /// Its path, without the query: queries may hold refresh tokens.
    pub path: String,
    /// The status of the reply; 0 when there was none.
    pub status: u16,
    /// The user, when known.
    pub user: Option<String>,
    /// The family it belongs to, when known.
    pub session: Option<String>,
    /// `login`, `refresh`, `logout`, `resource` or `public`.
    pub kind: &'static str,
    /// The number, within its family, of the access token that it carried or was given.
    pub token_serial: Option<i64>,
    /// Whether its token was refused: the access token of a resource, the refresh token of a refresh. Some dialects say so
    /// with a 200.
    pub refused: bool,
    /// How many refreshes of its family were being processed when this one arrived, itself included.
    pub at_once: Option<u64>,
}

#[derive(Debug, Default)]
struct Kept {
    last: u64,
    entries: VecDeque<Entry>,
}

/// The log.
#[derive(Debug)]
pub struct Journal {
    kept: Mutex<Kept>,
    live: broadcast::Sender<Entry>,
}

impl Default for Journal {
    fn default() -> Self {
        Self {
            kept: Mutex::default(),
            live: broadcast::Sender::new(1024),
        }
    }
}

impl Journal {
    /// Numbers an entry, keeps it, and sends it to the followers.
    pub fn write(&self, mut entry: Entry) {
        let mut kept = self.kept.lock();
        kept.last += 1;
        entry.n = kept.last;
        if kept.entries.len() == KEPT {
            kept.entries.pop_front();
        }
        kept.entries.push_back(entry.clone());
        // Sent under the lock, so that followers see the entries in the order of their numbers. An error only means that
        // there is no follower.
        let _ = self.live.send(entry);
    }

    /// The kept entries after number `after`, oldest first. If it has not come that far, it was cleared since: all of them.
    pub fn entries(&self, after: u64) -> Vec<Entry> {
        let kept = self.kept.lock();
        let known = if after > kept.last { 0 } else { after };
        kept.entries
            .iter()
            .filter(|entry| entry.n > known)
            .cloned()
            .collect()
    }

    /// New entries from now on.
    pub fn follow(&self) -> broadcast::Receiver<Entry> {
        self.live.subscribe()
    }

    /// Forgets all entries and counts from 1 again.
    pub fn clear(&self) {
        *self.kept.lock() = Kept::default();
    }
}
