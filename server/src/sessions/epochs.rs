//! Which access tokens count as expired, by order and before their time.
//!
//! Invariant: a token carries the epoch in which it was issued. An order begins a new epoch, and all tokens of earlier ones
//! are refused: everybody's, or one user's.

use std::collections::HashMap;

use parking_lot::Mutex;

/// The epochs.
#[derive(Debug, Default)]
pub(super) struct Epochs(Mutex<Bounds>);

#[derive(Debug, Default)]
struct Bounds {
    now: u64,
    everybody: u64,
    users: HashMap<String, u64>,
}

impl Epochs {
    /// The epoch of a token that is issued now.
    pub(super) fn now(&self) -> u64 {
        self.0.lock().now
    }

    /// Begins an epoch, and refuses the tokens of earlier ones: everybody's, or those of `user`.
    pub(super) fn begin(&self, user: Option<String>) {
        let mut bounds = self.0.lock();
        bounds.now = bounds.now.saturating_add(1);
        let now = bounds.now;
        match user {
            Some(user) => {
                bounds.users.insert(user, now);
            }
            None => {
                bounds.everybody = now;
                bounds.users.clear();
            }
        }
    }

    /// Whether the tokens that `user` got in this epoch are still accepted.
    pub(super) fn accept(&self, user: &str, epoch: u64) -> bool {
        let bounds = self.0.lock();
        epoch >= bounds.everybody && bounds.users.get(user).is_none_or(|since| epoch >= *since)
    }
}
